"""The operator's desk: a page on this machine to drop, see, hear, mend, publish and withdraw notices.

``seeds/`` and ``station.toml`` stay what counts; whatever the desk does to them a person could do by hand, and the
build is the same command in a process of its own.
"""
