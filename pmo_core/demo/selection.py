"""What binds a selection of candidates: money by year, rules, and links that block."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from pmo_core.demo.life import PROPOSED, Lives
from pmo_core.demo.people import Staff
from pmo_core.demo.resources import Ahead
from pmo_core.demo.scales import MANDATES
from pmo_core.demo.shape import Floats, typed
from pmo_core.demo.words import PROGRAMS
from pmo_core.model import Funding, Link, SelectionRule

# Fiscal years from this one on: share of what candidates ask for that is there beside what running
# projects take, and what is set aside for their overruns.
FUNDED = (0.4, 0.4, 0.4, 0.7)
RESERVE = 1.02
LEAST = 0.1  # of the largest year is there in every year
N_MANDATES = 4
NOTICE_DAYS = 90  # nothing has to begin sooner
FORBIDDEN, TOGETHER, CROWDED, PROTECTED = "GROWTH-04", "GROWTH-02", "RUN-04", "G3"
BUILDS_ON = ("GROWTH-01", "RUN-01", "TRUST-02")  # programs in which one candidate requires another
BLOCKED = ("GROWTH-03", "RUN-02", "RUN-03", "RUN-05", "TRUST-01")  # and is blocked by another


def funding(projects: Lives, plan: Ahead, spent: Floats) -> pl.DataFrame:
    """Return the money of this fiscal year and the next three.

    `spent` is what was spent by project and month up to as_of (EUR). Fiscal years begin in January.
    """
    passed = projects.month_starts[:-1].astype("datetime64[D]").astype("datetime64[Y]")
    coming = plan.months[:-1].astype("datetime64[D]").astype("datetime64[Y]")
    this_year = np.datetime64(projects.as_of, "D").astype("datetime64[Y]")
    is_new = projects.group == PROPOSED
    years: list[int] = []
    amounts: list[float] = []
    for k, share in enumerate(FUNDED):
        in_year = coming == this_year + k
        taken = spent[:, passed == this_year + k].sum() + plan.money[~is_new][:, in_year].sum()
        asked = plan.money[is_new][:, in_year].sum()
        years.append(int(str(this_year + k)))
        amounts.append(
            max(round(float(taken * RESERVE + share * asked), -5), LEAST * max(amounts, default=0))
        )
    return typed(Funding, {"year": years, "amount": amounts})


def with_blocking(links: pl.DataFrame, projects: Lives, who: Staff) -> pl.DataFrame:
    """Return the links and those that block; a pair that has both keeps the one that blocks."""
    every = pl.concat([links, blocking(projects, who)])
    return every.unique(Link.key, keep="last", maintain_order=True)


def blocking(projects: Lives, who: Staff) -> pl.DataFrame:
    """Return links that block: in some programs a candidate needs one that is finished before."""
    pairs = [pair for code in BLOCKED for pair in _follow(projects, code)]
    needs, project = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    managers = who.names[who.of_role(0)]
    return typed(Link, {
        "project": projects.code[project],
        "needs": projects.code[needs],
        "kind": np.full(len(project), "technical"),
        "strength": np.full(len(project), 3),
        "owner": managers[project % len(managers)],
        "comment": [f"Uses what {projects.name[one]} delivers." for one in needs],
    })  # fmt: skip


def rules(projects: Lives) -> pl.DataFrame:
    """Return the rules; no project stands in more than one that could contradict another."""
    names = list(SelectionRule.model_fields)[1:]
    made = [dict(zip(names, rule, strict=True)) for rule in _rules(projects)]
    return typed(SelectionRule, {
        "code": [f"R-{number:02d}" for number in range(1, len(made) + 1)],
        **{name: pl.Series([rule[name] for rule in made], dtype=kind) for name, kind in
           list(SelectionRule.polars_schema().items())[1:]},
    })  # fmt: skip


def _rules(projects: Lives) -> Iterator[tuple[str, str | None, str, str, float | None, str]]:
    """Yield kind, projects, kind and code of the group, threshold and reason of each rule."""

    def listed(*members: int) -> str:
        return ";".join(projects.code[list(members)])

    soon = projects.as_of + NOTICE_DAYS
    lawful = [
        p for p in _candidates(projects, "TRUST-03")
        if projects.name[p] in MANDATES and projects.start[p] > soon
    ]  # fmt: skip
    for project in lawful[:N_MANDATES]:
        yield "mandatory", listed(project), "", "", None, MANDATES[projects.name[project]]
    for project in _candidates(projects, FORBIDDEN)[-1:]:
        yield ("forbidden", listed(project), "", "", None,
               "The supplier is insolvent; a new one must be found first.")  # fmt: skip
    for code in BUILDS_ON:
        for needs, project in _follow(projects, code):
            reason = f"{projects.name[project]} builds on {projects.name[needs]}."
            yield "requires", listed(project, needs), "", "", None, reason
    for one, other in projects.alternatives:
        yield "excludes", listed(one, other), "", "", None, "Two ways to the same aim."
    together = _candidates(projects, TOGETHER)[:3]
    if len(together) == 3:
        yield ("all or none", listed(*together), "", "", None,
               "One release: customers see the three together or not at all.")  # fmt: skip
    yield ("at most", None, "program", CROWDED, 3.0,
           f"The sites bear three projects of {PROGRAMS[CROWDED][0].lower()} at most.")  # fmt: skip
    yield ("minimum share", None, "goal", PROTECTED, 15.0,
           "Security may not starve beside growth.")  # fmt: skip


def _candidates(projects: Lives, program: str) -> list[int]:
    """Return the candidates of a program in the order of their start."""
    is_one = (projects.group == PROPOSED) & (projects.program == program)
    return [int(one) for one in np.flatnonzero(is_one)]


def _follow(projects: Lives, program: str) -> list[tuple[int, int]]:
    """Return the pair (earlier, later) of a program whose later one begins soonest after its end.

    It begins in a later month, so that the order holds by months too. Projects that are one of two
    ways to the same aim are left out; no pair where none fits.
    """
    taken = {one for pair in projects.alternatives for one in pair}
    members = [one for one in _candidates(projects, program) if one not in taken]
    start, end = (
        np.floor(day).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        for day in (projects.start, projects.start + projects.planned_days)
    )
    pairs = [
        (int(start[later] - end[earlier]), earlier, later)
        for earlier in members
        for later in members
        if start[later] > end[earlier]
    ]
    return [min(pairs)[1:]] if pairs else []
