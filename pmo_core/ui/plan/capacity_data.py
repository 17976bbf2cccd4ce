"""The proof of capacity as its page shows it, remembered until the next change of the store."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from pmo_core.analysis.capacity.balance import balance, person_balance, tightest
from pmo_core.analysis.capacity.feasibility import Witness
from pmo_core.analysis.capacity.plan import Plan
from pmo_core.charts.load_heat import period_name
from pmo_core.jobs import capacity_levers, capacity_plan
from pmo_core.jobs.capacity_plan import Proof, Window
from pmo_core.ui import data
from pmo_core.ui.trust import trust

TOLD = 5
"""Projects that the chart tells one by one."""


def proof(window: Window) -> Proof:
    """Return whether what is asked in a window can be met; see `jobs.capacity_plan.proof`."""
    return data.derived(
        "capacity proof", lambda: capacity_plan.proof(data, window), window=window
    )  # fmt: skip


def names() -> Mapping[str, str]:
    """Return names of roles and people by code; projects keep their codes in sentences."""
    return data.derived(
        "capacity names",
        lambda: dict(
            pl.concat([data.table(name).select("code", "name") for name in ("role", "person")])
            .iter_rows()
        ),
    )  # fmt: skip


def project_names() -> Mapping[str, str]:
    """Return code and name of each project by its code."""
    return data.derived(
        "capacity project names",
        lambda: dict(
            data.table("project")
            .select("code", label=pl.format("{} {}", "code", "name"))
            .iter_rows()
        ),
    )


def hours_per_day() -> float:
    """Return the hours of a person-day."""
    return data.settings().hours_per_day


def causes(window: Window, witness: Witness, as_of: date) -> pl.DataFrame:
    """Return what each project asks for in a shortage, how old its data is, and if it may move."""
    return data.derived(
        "capacity causes", lambda: _causes(window, witness, as_of),
        window=window, witness=capacity_plan.name_of(witness), as_of=as_of,
    )  # fmt: skip


def _causes(window: Window, witness: Witness, as_of: date) -> pl.DataFrame:
    found = capacity_plan.causes(witness, hours_per_day())
    age = capacity_plan.data_age(data, found, trust(as_of), as_of)
    movable = capacity_levers.shiftable(data, capacity_levers.horizon(data, window))
    projects = data.table("project").select(
        "stage", "priority", project="code", project_name="name"
    )
    for more in (projects, age, movable):
        found = found.join(more, on="project", how="left", maintain_order="left")
    return found.with_columns(role=pl.col("role").replace(dict(names())))


def asked_and_there(window: Window, witness: Witness) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return what is asked of the people of a shortage and what they have, in person-days.

    Beside it the projects that are told one by one, with their names.
    """
    return data.derived(
        "capacity balance", lambda: _asked_and_there(window, witness),
        window=window, witness=capacity_plan.name_of(witness),
    )  # fmt: skip


def _asked_and_there(window: Window, witness: Witness) -> tuple[pl.DataFrame, dict[str, str]]:
    projects = witness.projects[:TOLD]
    rows = around(proof(window).plan, witness, projects)
    inside = rows.filter(pl.col("period").is_between(window.first, window.last))
    labels = project_names()
    return (
        inside.with_columns(period=period_name(window.unit)),
        {code: labels.get(code, code) for code in projects},
    )


def around(plan: Plan, witness: Witness, projects: tuple[str, ...] = ()) -> pl.DataFrame:
    """Return what is asked of the people of a shortage and what they have in a plan, person-days.

    Columns as `analysis.capacity.balance.balance` returns them.
    """
    if witness.kind == "promised":
        rows = person_balance(plan, witness.people[0], projects)
    else:
        least = witness.demands.group_by("skill").agg(pl.col("level").min())
        rows = balance(plan, dict(least.iter_rows()), projects)
    return rows.with_columns(pl.col("asked", "there") / hours_per_day())


def before_and_after(before: Plan, after: Plan, witness: Witness, window: Window) -> pl.DataFrame:
    """Return per period what is asked and there, now and then: the window and what else differs.

    Returns
    -------
    polars.DataFrame
        `period` (text), `asked`, `there`, `asked_after`, `there_after` (person-days).
    """
    sides = [
        around(plan, witness).group_by("period").agg(pl.col("asked").sum(), pl.col("there").first())
        for plan in (before, after)
    ]
    both = sides[0].join(sides[1], on="period", how="full", coalesce=True, suffix="_after")
    both = both.with_columns(pl.exclude("period").fill_null(0.0)).sort("period")
    differs = (pl.col("asked") - pl.col("asked_after")).abs() > 0.05
    last = both.filter(differs)["period"].max()
    until = max(window.last, last) if isinstance(last, date) else window.last
    shown = both.filter(pl.col("period").is_between(window.first, until))
    return shown.with_columns(period=period_name("month"))


def closest(window: Window, roles: tuple[str, ...]) -> dict[str, object] | None:
    """Return the role and period in which the largest part of the free hours is asked for."""
    found = data.derived(
        "capacity tightest",
        lambda: tightest(proof(window).plan, roles)
        .drop_nulls("load")
        .filter(pl.col("period") <= window.last)
        .head(1),
        window=window, roles=roles,
    )  # fmt: skip
    return None if found.is_empty() else found.row(0, named=True)


__all__ = [
    "around", "asked_and_there", "before_and_after", "causes", "closest", "hours_per_day", "names",
    "project_names", "proof",
]  # fmt: skip
