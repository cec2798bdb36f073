"""Every job and its timetable, on one screen."""
