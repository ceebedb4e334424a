"""What the operator sees while it works, and what it prints of a document."""
