"""How gates were held: how long approval takes, which were skipped, held out of order, overdue.

A gate counts as held on a day when its date is not after that day: files of projects often hold
expected dates of gates to come in the same column.
"""

from datetime import date

import polars as pl

SUBMITTED = "Request submitted"
"""Not a gate, but where the way to approval begins for what came in as a request."""
ENDED = ("closed", "canceled")
"""Stages in which a gate that was not held is no longer due."""
_OF_GATE = (
    "project", "project_name", "stage", "department", "gate", "gate_name", "gate_label", "number",
    "board",
)  # fmt: skip


def as_held(gates: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the gates as they stood on a day.

    Parameters
    ----------
    gates : polars.DataFrame
        project, gate, gate_name, number, is_required, due_on, held_on; further columns are kept.
    as_of : date
        The day; a date after it is one to come.

    Returns
    -------
    polars.DataFrame
        Ordered by project and number, with `held_on` null where it lies after the day, `due_on`
        filled from such a date where none is given, `gate_label` (code and name),
        `held_later_on` (first day on which a later gate was held; null = none) and
        `held_before_on` (last day on which an earlier gate was held).

    Examples
    --------
    >>> kept = pl.DataFrame({"project": ["P", "P"], "gate": ["A", "B"], "gate_name": [None, None],
    ...     "number": [1, 2], "due_on": [None, None],
    ...     "held_on": [date(2026, 3, 1), date(2027, 1, 1)]},
    ...     schema_overrides={"due_on": pl.Date, "gate_name": pl.String})
    >>> as_held(kept, date(2026, 6, 1)).select("gate_label", "held_on", "due_on").rows()[1]
    ('B', None, datetime.date(2027, 1, 1))
    """
    is_held = pl.col("held_on") <= as_of
    ordered = gates.with_columns(
        held_on=pl.when(is_held).then("held_on"),
        due_on=pl.coalesce("due_on", pl.when(~is_held).then("held_on")),
        gate_label=pl.concat_str("gate", "gate_name", separator=" ", ignore_nulls=True),
    ).sort("project", "number", "gate")
    # Gates with one number stand side by side: neither comes before the other.
    by_number = (
        ordered.group_by("project", "number")
        .agg(first=pl.col("held_on").min(), last=pl.col("held_on").max())
        .sort("project", "number")
        .with_columns(
            held_later_on=pl.col("first").reverse().cum_min().reverse().shift(-1)
            .over("project"),
            held_before_on=pl.col("last").cum_max().shift(1).over("project"),
        )
    )  # fmt: skip
    # A cumulative extreme is null where its own cell is; the nearest known one holds there.
    by_number = by_number.with_columns(
        pl.col("held_later_on").backward_fill().over("project"),
        pl.col("held_before_on").forward_fill().over("project"),
    )
    found = by_number.select("project", "number", "held_later_on", "held_before_on")
    return ordered.join(found, on=["project", "number"], how="left", maintain_order="left")


def skipped(held: pl.DataFrame) -> pl.DataFrame:
    """Return the required gates without a date although a later gate of the project was held.

    Parameters
    ----------
    held : polars.DataFrame
        What `as_held` gave.

    Returns
    -------
    polars.DataFrame
        Gate and project, with `held_later_on`; the latest first.
    """
    rows = held.filter(
        "is_required", pl.col("held_on").is_null(), pl.col("held_later_on").is_not_null()
    )
    return rows.select(*_given(held), "due_on", "held_later_on").sort(
        "held_later_on", "project", "number", descending=[True, False, False]
    )


def out_of_order(held: pl.DataFrame) -> pl.DataFrame:
    """Return the gates that were held before an earlier gate of the project.

    Parameters
    ----------
    held : polars.DataFrame
        What `as_held` gave.

    Returns
    -------
    polars.DataFrame
        Gate and project, with `held_on`, `held_before_on` (day of the earlier gate), `before_gate`
        (which) and `early_days` (calendar days between them); the largest first.
    """
    rows = held.filter(pl.col("held_on") < pl.col("held_before_on"))
    earlier = held.select(
        "project", held_before_on="held_on", before_number="number", before_gate="gate_label"
    )
    both = rows.join(earlier, on=["project", "held_before_on"], how="left").filter(
        pl.col("before_number") < pl.col("number")
    )
    one = both.unique(["project", "gate"], keep="first", maintain_order=True)
    return one.select(
        *_given(held), "held_on", "before_gate", "held_before_on",
        early_days=(pl.col("held_before_on") - pl.col("held_on")).dt.total_days(),
    ).sort("early_days", "project", "number", descending=[True, False, False])  # fmt: skip


def overdue(held: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the required gates past their day, neither held nor passed over, of open projects.

    Parameters
    ----------
    held : polars.DataFrame
        What `as_held` gave.
    as_of : date
        The day; a gate due on it is not overdue yet.

    Returns
    -------
    polars.DataFrame
        Gate and project, with `due_on` and `gate_overdue_days` (calendar days); the longest first.
    """
    rows = held.filter(
        "is_required", pl.col("held_on").is_null(), pl.col("held_later_on").is_null(),
        pl.col("due_on") < as_of, ~pl.col("stage").is_in(ENDED).fill_null(value=False),
    )  # fmt: skip
    days = (pl.lit(as_of) - pl.col("due_on")).dt.total_days()
    return rows.select(*_given(held), "due_on", gate_overdue_days=days).sort(
        "gate_overdue_days", "project", "number", descending=[True, False, False]
    )


def _given(held: pl.DataFrame) -> list[str]:
    return [name for name in _OF_GATE if name in held.columns]


def milestones(held: pl.DataFrame) -> list[str]:
    """Return what a way can begin and end with: the request, then the gates by their place.

    Parameters
    ----------
    held : polars.DataFrame
        What `as_held` gave, with `submitted_on`.
    """
    gates = (
        held.drop_nulls("held_on").group_by("gate_label")
        .agg(pl.col("number").median(), n=pl.len())
        .sort("number", "n", "gate_label", descending=[False, True, False])["gate_label"].to_list()
    )  # fmt: skip
    has_requests = held["submitted_on"].count() > 0
    return [*([SUBMITTED] if has_requests and gates else []), *gates]


def days_between(held: pl.DataFrame, start: str, end: str) -> pl.DataFrame:
    """Return how long each project took from one milestone to a gate.

    Parameters
    ----------
    held : polars.DataFrame
        What `as_held` gave, with `submitted_on`.
    start, end : str
        Of `milestones`; the end is a gate.

    Returns
    -------
    polars.DataFrame
        One row per project with both dates: project, project_name, department, board (of the
        gate), begun_on, held_on, approval_days (calendar days; negative = the gate was held
        first); the longest first.
    """
    if start == SUBMITTED:
        begun = held.select("project", begun_on="submitted_on").unique()
    else:
        begun = held.filter(gate_label=start).select("project", begun_on="held_on")
    names = [name for name in ("project_name", "department") if name in held.columns]
    ended = held.filter(gate_label=end).select("project", *names, "board", "held_on")
    both = ended.join(begun, on="project").drop_nulls(["begun_on", "held_on"])
    days = (pl.col("held_on") - pl.col("begun_on")).dt.total_days()
    return both.select(
        "project", *names, "board", "begun_on", "held_on", approval_days=days
    ).sort("approval_days", "project", descending=[True, False])  # fmt: skip


def by_body(days: pl.DataFrame) -> pl.DataFrame:
    """Return how long each approving body takes.

    Parameters
    ----------
    days : polars.DataFrame
        What `days_between` gave. Rows with negative days are left out: they are out of order.

    Returns
    -------
    polars.DataFrame
        One row per board, the slowest median first: board (null = none named), n_projects,
        shortest_days, lower_days, median_days, upper_days, longest_days, longest_project. The
        quartiles are interpolated linearly between the two nearest values.

    Examples
    --------
    >>> rows = {"board": ["A"] * 4, "project": list("wxyz"), "approval_days": [10, 20, 30, 100]}
    >>> by_body(pl.DataFrame(rows)).select("lower_days", "median_days", "upper_days").row(0)
    (17.5, 25.0, 47.5)
    """
    value = pl.col("approval_days")
    return (
        days.filter(value >= 0)
        .sort("approval_days", "project", descending=[True, False])
        .group_by("board", maintain_order=True)
        .agg(
            n_projects=pl.len().cast(pl.Int64),
            shortest_days=value.min(),
            lower_days=value.quantile(0.25, "linear"),
            median_days=value.median(),
            upper_days=value.quantile(0.75, "linear"),
            longest_days=value.max(),
            longest_project=pl.col("project").first(),
        )
        .sort("median_days", "n_projects", "board", descending=[True, True, False])
    )


def by_gate(held: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return for each gate how often it was held, skipped, held out of order, and is overdue.

    Returns
    -------
    polars.DataFrame
        One row per gate in its place: gate_label, n_held, n_skipped, n_before_earlier,
        n_gates_overdue.
    """
    counted = held.group_by("gate_label").agg(
        pl.col("number").median(), n_held=pl.col("held_on").count().cast(pl.Int64)
    )
    found = {
        "n_skipped": skipped(held), "n_before_earlier": out_of_order(held),
        "n_gates_overdue": overdue(held, as_of),
    }  # fmt: skip
    for name, rows in found.items():
        n = rows.group_by("gate_label").agg(pl.len().cast(pl.Int64).alias(name))
        counted = counted.join(n, on="gate_label", how="left")
    return (
        counted.with_columns(pl.col(*found).fill_null(0))
        .sort("number", "n_held", "gate_label", descending=[False, True, False])
        .drop("number")
    )


__all__ = [
    "ENDED", "SUBMITTED", "as_held", "by_body", "by_gate", "days_between", "milestones",
    "out_of_order", "overdue", "skipped",
]  # fmt: skip
