"""The audits of the demonstration: its rules run on three days, and what the PMO made of it."""

from datetime import date, timedelta

import polars as pl

from pmo_core.demo import audited as demo
from pmo_core.jobs import audit
from pmo_core.jobs.audit_rules import rules
from pmo_core.store import Repository, Session

_BOARD = "PMO-B"
_N_RUNS = 3


def load_audits(repo: Repository, session: Session, today: date) -> int:
    """Run the rules over the demonstration and load what was found; return the change's number.

    They judge the last days of three months, by what was posted and reported until then.

    Parameters
    ----------
    repo, session : Repository, Session
        Holds the demonstration; an administrator loads it.
    today : date
        Today.
    """
    day, days = today.replace(day=1) - timedelta(days=1), list[date]()
    while len(days) < _N_RUNS:
        days.insert(0, day)
        day = day.replace(day=1) - timedelta(days=1)
    shown = []
    for one in days:
        found = audit.evaluate(repo, "administrator", one)
        shown.append(demo.Shown(one, found.results, found.outcomes, found.seconds))
    remedies = {code: rule.remedy for code, rule in rules(repo).items()}
    first = tuple(1 + repo.table(name).height for name in ("finding", "corrective_action"))
    frames = demo.audited(
        shown, _people(repo), remedies, today=today, revision=repo.revision,
        first=(first[0], first[1]),
    )  # fmt: skip
    return session.load(frames, note="Audits of the demonstration")


def _people(repo: Repository) -> demo.People:
    project = repo.table("project")
    members = repo.table("board_member").filter(
        pl.col("board") == _BOARD, pl.col("position") == "secretary"
    )
    names = {
        name: dict(project.select("code", name).drop_nulls().iter_rows())
        for name in ("manager", "sponsor")
    }
    return demo.People(members["member"][0], names["manager"], names["sponsor"])


__all__ = ["load_audits"]
