"""What is due is on the air: a timetable, a mixer of five levels, and outputs that do not hold up one another.

The pure part has no clock and makes no sound: :mod:`schedule` says what is due, :mod:`mixing` who plays and what is
heard, :mod:`on_air` joins the two. The part that lives in real time is small: :mod:`clock`, :mod:`outputs`,
:mod:`engine`, :mod:`keeper`. This room knows episodes, not how they are made: it plays files.
"""
