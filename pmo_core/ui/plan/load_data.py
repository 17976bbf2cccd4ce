"""What the page of load speaks of: the rows that were chosen, their load, and who fills them."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Literal

import polars as pl

from pmo_core.analysis.capacity import load as loads
from pmo_core.analysis.capacity import spells, summary
from pmo_core.analysis.capacity.availability import periods_of
from pmo_core.analysis.capacity.plan import Unit, later
from pmo_core.jobs.capacity_records import is_placeholder
from pmo_core.ui import data, resources
from pmo_core.ui.filters import below

By = Literal["role", "person", "team", "department"]
Count = Literal["all", "booked", "hard"]
N_PERIODS: dict[Unit, int] = {"month": 12, "week": 16}
_BACK: dict[Unit, int] = {"month": 6, "week": 13}
"""Periods before the first one that are looked at, so that an overload says since when."""
_NONE = {"team": "No team", "department": "No department"}


@dataclass(frozen=True)
class Choice:
    """What was chosen; an empty choice lets everything through.

    Parameters
    ----------
    by : {"role", "person", "team", "department"}
        What a row is.
    unit : {"month", "week"}
        Length of a period.
    first : date
        First day of the first period.
    count : {"all", "booked", "hard"}
        hard: only what is promised; booked: soft bookings too; all: also what roles are asked for
        and nobody is booked for. People have no open demand, so for them it is as "booked".
    with_proposed : bool
        Whether proposed projects ask for roles too.
    search : str
        Part of the code or the name of a row.
    roles, teams, departments : tuple of str
        Codes; a department stands for all below it.
    """

    by: By
    unit: Unit
    first: date
    count: Count = "all"
    with_proposed: bool = False
    search: str = ""
    roles: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()

    @property
    def last(self) -> date:
        """First day of the last period."""
        return _moved(self.first, self.unit, N_PERIODS[self.unit] - 1)

    @property
    def since(self) -> date:
        """First day of the first period that is looked at."""
        return _moved(self.first, self.unit, -_BACK[self.unit])

    @property
    def of_people(self) -> "Choice":
        """The same, less what makes no difference to the load of single people."""
        count: Count = "hard" if self.count == "hard" else "booked"
        return replace(self, by="person", count=count, with_proposed=False, search="")


def begin(day: date, unit: Unit) -> date:
    """Return the first day of the period of a day.

    Examples
    --------
    >>> begin(date(2027, 3, 10), "week")
    datetime.date(2027, 3, 8)
    """
    found: date = periods_of(day, day, unit)["period"][0]
    return found


def months(first: date, last: date, unit: Unit) -> tuple[date, date]:
    """Return the first and the last day of the months whose hours are in some periods.

    Examples
    --------
    >>> week = date(2027, 3, 29)  # holds the first days of April
    >>> [day.isoformat() for day in months(week, week, "week")]
    ['2027-03-01', '2027-04-30']
    """
    until = periods_of(last, last, unit)["end"].dt.offset_by("-1d").dt.month_end()[0]
    return first.replace(day=1), until


def _moved(day: date, unit: Unit, n: int) -> date:
    found: date = pl.select(later(pl.lit(day), pl.lit(n), unit)).item()
    return found


def table(choice: Choice) -> pl.DataFrame:
    """Return the load of the chosen rows in all periods that are looked at.

    Returns
    -------
    polars.DataFrame
        `row` (code; empty = none given), `name` (no two alike), `period`, `capacity`, `hard`,
        `soft`, `open` (null where rows are people), `booked`, `load`, `over`, `unbooked`; rows of
        which nothing is there and nothing booked are left out.
    """
    return data.derived("load table", lambda: _table(choice), **asdict(choice))


def shown(choice: Choice) -> pl.DataFrame:
    """Return the rows of `table` from the first chosen period on."""
    return data.derived(
        "load shown",
        lambda: table(choice).filter(pl.col("period") >= choice.first),
        **asdict(choice),
    )


def totals(choice: Choice) -> summary.Totals:
    """Return what is shown in a few numbers."""
    return data.derived("load totals", lambda: summary.totals(shown(choice)), **asdict(choice))


def ranked(choice: Choice, order: str) -> pl.DataFrame:
    """Return one row per row of the heat map, in an order: row, name, over, peak, unbooked."""
    return data.derived("load rows", lambda: _ranked(choice, order), order=order, **asdict(choice))


def bench(choice: Choice) -> pl.DataFrame:
    """Return who is there and not booked in the shown periods; the most hours first."""
    only = choice.of_people
    return data.derived("load bench", lambda: _bench(only), **asdict(only))


def open_demand(choice: Choice) -> pl.DataFrame:
    """Return what projects ask for and nobody is booked for, in the months that are shown."""
    only = replace(choice, by="role", count="all", search="", teams=(), departments=())
    return data.derived("load open demand", lambda: _open_demand(only), **asdict(only))


def people(choice: Choice) -> pl.DataFrame:
    """Return the people that pass the filters."""
    found = resources.people()
    for name, chosen in (("role", choice.roles), ("team", choice.teams)):
        if chosen:
            found = found.filter(pl.col(name).is_in(chosen))
    if choice.departments:
        found = found.filter(pl.col("department").is_in(below(choice.departments)))
    return found


def names(by: By) -> dict[str, str]:
    """Return code -> name of the rows; a name that stands twice has its code."""
    return data.derived("names of load", lambda: dict(_names(by).rows()), by=by)


def _names(by: By) -> pl.DataFrame:
    label = pl.when(pl.col("name").is_duplicated()).then(pl.format("{} ({})", "name", "code"))
    return data.table(by).select("code", label.otherwise("name"))


def bookings(choice: Choice) -> pl.DataFrame:
    """Return the bookings that count, in all periods that are looked at."""
    booked = resources.booked(choice.since, choice.last, choice.unit)
    return booked.filter(kind="hard") if choice.count == "hard" else booked


def unbooked(choice: Choice) -> pl.DataFrame:
    """Return what projects ask for and nobody is booked for, in all periods that are looked at.

    Nothing where open demand does not count.
    """
    found = resources.open_demand(
        choice.since, choice.last, choice.unit, with_proposed=choice.with_proposed
    )
    return found if choice.count == "all" else found.clear()


def of_people(choice: Choice) -> pl.DataFrame:
    """Return the load of the people that pass the filters, with their team and department."""
    only = choice.of_people
    return data.derived("load of people", lambda: _people_load(only), **asdict(only))


def _people_load(choice: Choice) -> pl.DataFrame:
    there = resources.available(choice.since, choice.last, choice.unit)
    who = people(choice).select("person", "role", "team", "department")
    return loads.person_load(there, bookings(choice)).join(who, on="person")


def _table(choice: Choice) -> pl.DataFrame:
    if choice.by == "role":
        only = replace(choice, search="", roles=(), teams=(), departments=())
        found = data.derived("load of roles", lambda: _of_roles(only), **asdict(only))
        if choice.roles:
            found = found.filter(pl.col("role").is_in(choice.roles))
        found = found.rename({"role": "row"})
    elif choice.by == "person":
        found = of_people(choice).rename({"person": "row"})
    else:
        rolled = loads.rolled_load(of_people(choice), [choice.by, "period"])
        found = rolled.rename({choice.by: "row"})
    if "open" not in found.columns:
        found = found.with_columns(open=pl.lit(None, pl.Float64))
    found = found.with_columns(pl.col("row").fill_null("")).with_columns(
        name=pl.col("row").replace({"": _NONE.get(choice.by, ""), **names(choice.by)})
    )
    if choice.search:
        text = pl.concat_str("row", "name", separator="\n").str.to_lowercase()
        found = found.filter(text.str.contains(choice.search.lower(), literal=True))
    is_there = (pl.col("capacity").is_null() | (pl.col("capacity") > 0)) | (pl.col("over") > 0)
    return found.filter((is_there & (pl.col("period") >= choice.first)).any().over("row")).select(
        "row", "name", "period", *loads.FIGURES, "open"
    )


def _of_roles(choice: Choice) -> pl.DataFrame:
    capacity = resources.role_capacity(choice.since, choice.last, choice.unit)
    return loads.role_load(unbooked(choice), bookings(choice), capacity)


def _ranked(choice: Choice, order: str) -> pl.DataFrame:
    rows = (
        shown(choice)
        .group_by("row", "name")
        .agg(
            over=pl.col("over").sum(), peak=pl.col("load").max(), unbooked=pl.col("unbooked").sum()
        )
    )
    by = {"Most overloaded": ["over", "peak"], "Most free hours": ["unbooked"], "Name": []}[order]
    return rows.sort(
        *by, pl.col("name").str.to_lowercase(), descending=[*[True] * len(by), False],
        nulls_last=True,
    )  # fmt: skip


def _bench(choice: Choice) -> pl.DataFrame:
    in_view = of_people(choice).filter(pl.col("period") >= choice.first)
    who = people(choice).filter(~is_placeholder())
    who = who.select("person", "role", "team", "department", person_name="name")
    return (
        spells.bench(in_view)
        .join(who, on="person", maintain_order="left")
        .select(
            "person", "person_name", "role", "team", "department", "since", "until", "n_periods",
            free_hours="unbooked",
        )
    )  # fmt: skip


def _open_demand(choice: Choice) -> pl.DataFrame:
    """Return it by month, as demand and bookings are kept, of the months that are shown."""
    first, each = begin(choice.first, "month"), ["project", "role", "period"]
    asked, open_ = (
        read(first, choice.last, "month", with_proposed=choice.with_proposed)
        .group_by(each)
        .agg(pl.col("hours").sum())
        for read in (resources.demanded, resources.open_demand)
    )
    found = open_.join(asked, on=each, suffix="_asked")
    if choice.roles:
        found = found.filter(pl.col("role").is_in(choice.roles))
    return (
        with_projects(found)
        .sort("value", "project", "role", "period", descending=[True, False, False, False])
        .select(
            "project", "project_name", "priority", "role", month_on="period",
            asked_hours="hours_asked", booked_hours=pl.col("hours_asked") - pl.col("hours"),
            open_hours="hours",
        )
    )  # fmt: skip


def with_projects(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with the name, priority and priority value of their project."""
    known = data.table("project").select("priority", project="code", project_name="name")
    return rows.join(known, on="project", how="left", maintain_order="left").join(
        resources.priority(), on="project", how="left", maintain_order="left"
    )


__all__ = [
    "N_PERIODS",
    "By",
    "Choice",
    "Count",
    "begin",
    "bench",
    "bookings",
    "months",
    "names",
    "of_people",
    "open_demand",
    "people",
    "ranked",
    "shown",
    "table",
    "totals",
    "unbooked",
    "with_projects",
]  # fmt: skip
