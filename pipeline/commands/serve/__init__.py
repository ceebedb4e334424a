"""The commands that serve listeners and the operator, and those that say who may reach what is served."""
