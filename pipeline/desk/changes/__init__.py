"""Files that the desk changes: how each kind is, and how a change is told and taken back."""
