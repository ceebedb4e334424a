"""The station on the air: what plays, what would, what is said over it."""
