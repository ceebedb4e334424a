"""What will be said, as an operator sees, hears and mends it."""
