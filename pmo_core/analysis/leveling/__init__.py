"""Leveling: tasks of several projects placed so that no resource is used twice at a time."""
