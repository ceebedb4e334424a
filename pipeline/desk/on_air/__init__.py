"""The station on the air at the desk: what plays, what comes, what played, and the operator's words over it."""
