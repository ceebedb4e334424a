"""What the operator types, a module a verb; and the screens that tell how the work goes."""
