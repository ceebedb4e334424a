"""When what is due: days, the timetable, which files it means, and their sounds made ready in time."""
