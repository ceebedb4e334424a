"""Plan, run, publish: the one module that knows the order of the rooms."""
