"""What the pages of competence and training read, remembered until the next change."""

import polars as pl

from pmo_core.analysis import competence as analysis
from pmo_core.jobs import competence
from pmo_core.ui import data
from pmo_core.ui.page import as_of

SOON_DAYS = 90
"""Days before its end in which a certificate is said to end soon."""


def matrix() -> pl.DataFrame:
    """Return role x competence x level with names; see `jobs.competence.matrix`."""

    def made() -> pl.DataFrame:
        roles = data.table("role").select(role="code", role_name="name")
        skills = data.table("skill").select(skill="code", skill_name="name")
        found = competence.matrix(data, as_of())
        return found.join(roles, on="role", how="left").join(skills, on="skill", how="left").sort(
            "skill_name", "role_name"
        )  # fmt: skip

    return data.derived("competence matrix", made, as_of=as_of())


def needs() -> pl.DataFrame:
    """Return the gaps that have to be closed, with names; see `jobs.competence.needs`."""

    def made() -> pl.DataFrame:
        return competence.named(data, competence.needs(data, as_of())).select(
            "person", "person_name", "skill", "skill_name", "needed_on", "need_source", "project",
            "n_causes", "need_cause", level_asked="level", skill_held="level_held",
            asked_by="reason", need_weight="weight",
        )  # fmt: skip

    return data.derived("competence needs", made, as_of=as_of())


def held() -> pl.DataFrame:
    """Return what people hold today; see `analysis.competence.held`."""
    return data.derived(
        "competence held", lambda: analysis.held(data.table("person_skill"), as_of()), as_of=as_of()
    )


def certificates() -> pl.DataFrame:
    """Return what has an end, and what renewing costs; see `jobs.competence.certificates`."""
    return data.derived(
        "competence certificates", lambda: competence.certificates(data, as_of(), SOON_DAYS),
        as_of=as_of(),
    )  # fmt: skip


def mentors() -> pl.DataFrame:
    """Return the pairs that are suggested; see `jobs.competence.mentors`."""
    return data.derived(
        "competence mentors", lambda: competence.mentors(data, as_of()), as_of=as_of()
    )


__all__ = ["SOON_DAYS", "certificates", "held", "matrix", "mentors", "needs"]
