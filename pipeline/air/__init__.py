"""What is due is on the air: a timetable, a mixer of five levels, and outputs that do not hold up one another.

The pure part has no clock and makes no sound: :mod:`calendar`, :mod:`timetable`, :mod:`playout`, :mod:`mixer`,
:mod:`on_air`. The part that lives in real time is small: :mod:`clock`, :mod:`outputs`, :mod:`engine`, :mod:`keeper`.
This room knows episodes, not how they are made: it plays files.
"""
