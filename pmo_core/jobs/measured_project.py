"""Earned value of one project in depth: its plan over time, and its work breakdown on one date."""

from datetime import date
from typing import Any

import polars as pl

from pmo_core.analysis.earned_value import indices
from pmo_core.analysis.earning import unknowable
from pmo_core.analysis.planned_value import plan_of
from pmo_core.analysis.work_breakdown import valued, within
from pmo_core.analysis.working_days import Calendar
from pmo_core.errors import Finding
from pmo_core.jobs.facts import Source
from pmo_core.jobs.measured_earned import by_element, elements, remaining
from pmo_core.jobs.measured_plan import Plans
from pmo_core.model import Settings
from pmo_core.model.codes import fields

SUMS = ("bac", "pv", "ev", "ac")
SILENT = "nothing is reported of it"
"""Why an element that should have begun has earned nothing."""
NOWHERE = "Not posted to an element"
"""What is posted to the project and to none of the elements that carry its budget."""


class OneProject:
    """A source that shows of each register only the rows of one project."""

    def __init__(self, source: Source, project: str) -> None:
        self._source, self._project = source, project

    def query(self, name: str, **params: Any) -> pl.DataFrame:
        """Return the answer of a query, as the source gives it."""
        return self._source.query(name, **params)

    def table(self, register: str) -> pl.DataFrame:
        """Return the rows of the project, or all of a register without projects."""
        frame = self._source.table(register)
        key = "project" if "project" in frame.columns else "code" if register == "project" else ""
        return frame.filter(pl.col(key) == self._project) if key else frame

    def settings(self) -> Settings:
        """Return the settings."""
        return self._source.settings()


def plan_on(what: Plans, project: str, on: date) -> dict[str, Any] | None:
    """Return the plan that a project is measured against on a date: a row of `what.plans`."""
    own = what.plans.filter(
        pl.col("project") == project, pl.col("is_first") | (pl.col("approved_on") <= on)
    )
    return own.row(-1, named=True) if own.height else None


def planned_curve(source: Source, what: Plans, plan: int) -> pl.DataFrame:
    """Return the planned value of a plan at its start, the ends of its months and its finish.

    Returns
    -------
    polars.DataFrame
        day, value; empty where nothing is planned in time.
    """
    spans = what.spans.filter(pl.col("plan") == plan)
    first, last = spans.select(
        pl.col("planned_start").min().alias("a"), pl.col("planned_finish").max().alias("b")
    ).row(0)
    if first is None or last is None:
        return pl.DataFrame(schema={"day": pl.Date, "value": pl.Float64})
    months = pl.date_range(first, last, "1mo", eager=True).dt.month_end()
    before = pl.Series([first]).dt.offset_by("-1d")
    days = pl.concat([before, months.filter(months < last), pl.Series([last])])
    calendar = Calendar.of(source.settings(), source.table("holiday"))
    items = spans.select("planned_start", "planned_finish", project="plan", planned_cost="amount")
    dates = pl.DataFrame({"project": plan, "data_date": days.unique().sort()})
    return (
        plan_of(items, calendar)
        .at(dates.cast({"project": items.schema["project"]}))
        .select(day="data_date", value="pv")
    )


def elements_on(
    source: Source, what: Plans, project: str, on: date, *, in_hours: bool = False
) -> pl.DataFrame:
    """Return what each element of a project's work was planned to earn, has earned and cost.

    Parameters
    ----------
    source : Source
        Where frames are read from.
    what : Plans
        As `measured.plans_at` gives them.
    project : str
        Code.
    on : date
        Data date.
    in_hours : bool
        Hours instead of money; the same for `what`.

    Returns
    -------
    polars.DataFrame
        One row per element that carries value, in its register's order: wbs, name, department,
        technique (null = percent complete), account (top element and department: the control
        account), bac, pv, ev (null = not known), ac (null where nothing is posted by element),
        remaining (bottom-up estimate to complete; null = not given, 0 when done), ev_reason.
        A last row without wbs holds what is posted to no such element, if anything is.
        Empty where the work carries no budget.
    """
    own = OneProject(source, project)
    work = _work(own, what, project, on, in_hours=in_hours)
    if work.is_empty():
        return pl.DataFrame()
    progress = own.table("progress").filter(pl.col("data_date") <= on)
    grid = work.with_columns(data_date=pl.lit(on))
    silent = pl.when("is_silent").then(pl.lit(SILENT))
    rows = by_element(own, grid, progress).drop_nulls("bac").with_columns(
        ev_reason=pl.coalesce("ev_reason", silent)
    )  # fmt: skip
    register = own.table("wbs_element")
    rest = remaining(own, progress, on, in_hours=in_hours)
    named = (
        rows.join(register.select("name", "department", wbs="code"), on="wbs", how="left")
        .join(rest, on="wbs", how="left")
        .sort("element")
        .with_columns(
            remaining=pl.when(pl.col("earned_share") >= 1).then(0.0).otherwise("remaining")
        )
    )
    placed = named.with_columns(account=_account(register, named))
    return _with_cost(source, placed, project, on, in_hours=in_hours).select(
        "wbs", "name", "department", "technique", "account", *SUMS, "remaining", "ev_reason"
    )


def doubts(
    source: Source, what: Plans, project: str, on: date, *, in_hours: bool = False
) -> tuple[Finding, ...]:
    """Return what is doubtful about the work that a project is measured by on a date.

    Parameters
    ----------
    source, what, project, on, in_hours
        As for `elements_on`.

    Returns
    -------
    tuple of Finding
        Budgets that are not the sum of those below them (`budget_differs`), and apportioned
        elements that follow nothing (`unknown_basis`) or themselves (`cycle`).
    """
    own = OneProject(source, project)
    plan = plan_on(what, project, on)
    if plan is None:
        return ()
    value = "planned_hours" if in_hours else "planned_cost"
    kept = own.table("baseline_item").filter(pl.col("number") == plan["number"])
    if kept[value].count() == 0:
        kept = own.table("wbs_element").rename({"code": "wbs"})
    _, differing = valued(kept.with_columns(planned_cost=value))
    work = _work(own, what, project, on, in_hours=in_hours)
    _, unknown = unknowable(work, own.table("milestone"))
    return (*differing, *unknown)


def _work(own: OneProject, what: Plans, project: str, on: date, *, in_hours: bool) -> pl.DataFrame:
    """Return the elements of the plan that holds on a date, as `elements` gives them, or none."""
    plan = plan_on(what, project, on)
    if plan is None:
        return pl.DataFrame()
    place = pl.col("plan") == plan["plan"]
    mine = Plans(what.plans.filter(place), what.spans.filter(place))
    return elements(own, mine, on, in_hours=in_hours)


def _account(register: pl.DataFrame, rows: pl.DataFrame) -> pl.Series:
    """Name the control account of each element: its top element, and who does it."""
    names = dict(register.select("code", "name").rows())
    who = dict(register.select("code", "department").rows())

    def account(code: str) -> str:
        above = [code[: len(".".join(fields(code)[:n]))] for n in range(len(fields(code)), 0, -1)]
        done_by = next((who[one] for one in above if who.get(one)), None)
        top = above[-1]
        return " · ".join([f"{top} {names.get(top, '')}".strip(), done_by or "no department"])

    return pl.Series([account(code) for code in rows["wbs"]], dtype=pl.String)


def _with_cost(
    source: Source, rows: pl.DataFrame, project: str, on: date, *, in_hours: bool
) -> pl.DataFrame:
    """Add what is posted to each element or below it; the rest is a row of its own."""
    posted = source.query("evm_element_cost", project=project, as_of=on).select(
        "wbs", project=pl.lit(project), ac="hours" if in_hours else "cost_base"
    )
    posted = posted.drop_nulls("ac")
    if posted.filter(pl.col("wbs") != "").is_empty():
        return rows.with_columns(ac=pl.lit(None, pl.Float64))
    placed = within(posted, rows.select("project", "wbs"))
    cost = placed.drop_nulls("group").group_by(wbs="group").agg(pl.col("ac").sum())
    there = placed.filter(pl.col("group").is_not_null())["wbs"].unique()
    rest = posted.filter(~pl.col("wbs").is_in(there.implode()))["ac"]
    known = rows.join(cost, on="wbs", how="left", maintain_order="left").with_columns(
        pl.col("ac").fill_null(0.0)
    )
    if rest.is_empty():
        return known
    left = pl.DataFrame({"name": [NOWHERE], "account": [NOWHERE], "ac": [rest.sum()]})
    return pl.concat([known, left], how="diagonal_relaxed")


def tree(rows: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """Return the figures of each element of the tree, those above summing those below.

    Parameters
    ----------
    rows : polars.DataFrame
        What `elements_on` gave.
    register : polars.DataFrame
        Rows of the register `wbs_element` of the project.

    Returns
    -------
    polars.DataFrame
        wbs, name, department, technique, depth (0 = top), n_unknown (elements at or below of which
        nothing is reported although they should have begun, or which cannot be known: these are in
        no sum), ev_reason, and the figures of `earned_value.indices`.
    """
    carriers = rows.drop_nulls("wbs").with_columns(project=pl.lit(""))
    every = pl.concat([
        register.select(wbs="code"), carriers.select("wbs")
    ]).unique().with_columns(project=pl.lit(""))  # fmt: skip
    summed = _summed(within(carriers, every).drop_nulls("group"), ["group"])
    told = carriers.select("wbs", "technique", "ev_reason")
    own = register.select("name", "department", wbs="code")
    found = (
        summed.rename({"group": "wbs"})
        .join(own, on="wbs", how="left")
        .join(told, on="wbs", how="left")
        .with_columns(depth=pl.col("wbs").str.count_matches(r"[.\-/_]").cast(pl.Int64))
    )
    rest = rows.filter(pl.col("wbs").is_null()).select("name", "ac")
    return indices(pl.concat([found, rest], how="diagonal"))


def accounts(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the figures of each control account: account, n_unknown and the figures."""
    return indices(_summed(rows, ["account"]))


def _summed(rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Sum the same elements in each figure; what nothing is reported of is counted.

    An element whose earned value cannot be known is in no sum, unless there is no other.
    """
    is_known = pl.col("ev").is_not_null()
    is_in = is_known | ~is_known.any()
    return (
        rows.group_by(by)
        .agg(
            *(pl.when(pl.col(name).filter(is_in).count() > 0)
              .then(pl.col(name).filter(is_in).sum()).alias(name) for name in SUMS),
            n_unknown=pl.col("ev_reason").count().cast(pl.Int64),
        )
        .sort(by)
    )  # fmt: skip


__all__ = [
    "OneProject", "accounts", "doubts", "elements_on", "plan_on", "planned_curve", "tree",
]  # fmt: skip
