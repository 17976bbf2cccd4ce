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
    ("n_followed", "Applied at", "int",
     "Projects at which it was applied, 90 days ago or longer."),
    ("n_followed_again", "Came again though applied", "int",
     "Projects at which it was applied, and the same went wrong within 90 days."),
    ("followed_again_pct", "Again if applied", "pct",
     "100 x projects at which the same went wrong within 90 days after the lesson was applied / "
     "projects at which it was applied, 90 days ago or longer. The same: an issue that names a tag "
     "of the lesson, or a finding of its rule."),
    ("n_left", "Not applied at", "int",
     "Projects at which it was seen and not applied, 90 days ago or longer."),
    ("n_left_again", "Came again, not applied", "int",
     "Projects at which it was seen and not applied, and the same went wrong within 90 days."),
    ("left_again_pct", "Again if not applied", "pct",
     "100 x projects at which the same went wrong within 90 days after the lesson was seen and not "
     "applied / projects at which it was seen and not applied, 90 days ago or longer."),
    ("came_again", "Came again", "text",
     "Whether the same went wrong at the project within 90 days after somebody judged the lesson "
     "there; empty = not known, or not yet."),
    ("why_unknown", "Why not known", "text", "Why it is not known whether it came again."),
    ("n_lessons", "Lessons", "int", "Lessons that became the practice."),
    ("adoption", "Adopted", "text",
     "adopted, partly, no; not said = the department has said nothing."),
    ("n_adopted", "Adopted", "int", "Departments that follow it."),
    ("n_partly", "Partly", "int", "Departments that follow it in part."),
    ("n_not_adopted", "No", "int", "Departments that do not follow it."),
    ("n_unsaid", "Not said", "int", "Not said: by departments, or of practices in force."),
    ("adopted_pct", "Adopted %", "pct",
     "100 x adopted / departments that have said something; partly counts as not yet."),
    ("practices", "Practices", "text", "Practices in force of which nothing was said."),
)  # fmt: skip
"""Column -> what it is."""

__all__ = ["LESSONS"]
