"""What the operator types, a module a verb; and the screen that tells how the work goes."""
