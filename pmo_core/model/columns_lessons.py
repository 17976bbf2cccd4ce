"""Columns of lessons and practices."""

from pmo_core.model.column import table

LESSONS = table(
    ("practice", "Practice", "text", "Practice."),
    ("project_type", "Type", "text", "Kind of project."),
    ("tags", "Tags", "text", "Tags, separated by semicolons."),
    ("place", "Place", "text", "Where."),
    ("review_on", "Review", "date", "Day by which it is looked at again."),
    ("readers", "Readers", "text", "Roles that read it, separated by semicolons."),
    ("n_traits", "Traits", "int",
     "Traits of a lesson that agree with the subject, each tag counting one."),
    ("n_applied", "Applied", "int", "Times that somebody applied the lesson where it appeared."),
    ("n_not_relevant", "Not relevant", "int", "Times that somebody found it not relevant."),
    ("n_later", "Later", "int", "Times that somebody put it off."),
    ("n_effects", "With effect", "int", "Applied, and somebody said what came of it."),
    ("useful_pct", "Useful", "pct", "100 x applied / (applied + not relevant)."),
    ("n_lessons", "Lessons", "int", "Lessons that became the practice."),
    ("adoption", "Adopted", "text",
     "adopted, partly, no; not said = the department has said nothing."),
    ("n_adopted", "Adopted", "int", "Departments that follow it."),
    ("n_partly", "Partly", "int", "Departments that follow it in part."),
    ("n_not_adopted", "Not", "int", "Departments that do not follow it."),
    ("n_unsaid", "Not said", "int", "Not said: by departments, or of practices in force."),
    ("adopted_pct", "Adopted %", "pct",
     "100 x adopted / departments that have said something; partly counts as not yet."),
    ("practices", "Practices", "text", "Practices in force of which nothing was said."),
)  # fmt: skip
"""Column -> what it is."""

__all__ = ["LESSONS"]
