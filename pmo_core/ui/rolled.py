"""Roll-ups as the page shows them: one scope, its total over time, and the groups below it.

A scope is a group of the structure (a portfolio, a department, a cost category), or everything.
Below it stand the groups of the next level; below the last level, projects.
"""

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from pmo_core.analysis import structure
from pmo_core.analysis.calendar import MONTHS_IN, Period, fte
from pmo_core.analysis.commitments import cash
from pmo_core.analysis.rollup import known_sums, measures, rollup, running
from pmo_core.ui import data, facts
from pmo_core.ui.filters import Filters
from pmo_core.ui.rolled_notes import notes_of, ordered_too_much

STRUCTURES = {
    "portfolio": "Portfolio", "program": "Program", "department": "Department",
    "category": "Cost category", "kind": "Capex / opex", "method": "Method", "stage": "Stage",
    "tag": "Tag", "project": "Project",
}  # fmt: skip
FOR_WORK = {"home": "People's department", "role": "Role"}
_KEYS = {"category": "category", "kind": "category", "home": "person", "role": "role"}
COST = {"planned": "planned_cost", "actual": "actual_cost", "forecast": "remaining_cost"}
CASH = {
    "planned": "planned_cost", "actual": "actual_cost", "committed": "committed_cost",
    "forecast": "uncommitted_cost",
}  # fmt: skip
WORK = {"planned": "planned_hours", "actual": "actual_hours"}
FTE = {"planned": "planned_fte", "actual": "actual_fte"}
DIRECTLY = "Directly here"


@dataclass(frozen=True)
class Choice:
    """What the user chose; it names the result."""

    view: str
    by: str
    period: Period
    cumulative: bool
    within: str
    filters: Filters
    as_of: date

    @property
    def is_work(self) -> bool:
        """Whether hours are looked at, not money."""
        return self.view == "Workload"

    @property
    def is_cash(self) -> bool:
        """Whether what is ordered stands apart from the rest of the forecast."""
        return self.view == "Cash flow"

    @property
    def in_fte(self) -> bool:
        """Whether the figures of the periods are full-time equivalents, not hours."""
        return self.is_work and not self.cumulative

    @property
    def columns(self) -> dict[str, str]:
        """Name of each measure's column in the sums, by measure."""
        if self.is_work:
            return WORK
        return CASH if self.is_cash else COST

    @property
    def period_columns(self) -> dict[str, str]:
        """Name of each measure's column in the periods, by measure.

        The running totals of what comes hold what came before too, the actuals and what is
        committed: that of the forecast is the cost at completion.
        """
        if self.in_fte:
            return FTE
        if self.is_work or not self.cumulative:
            return self.columns
        running = {"committed": "cost_with_committed", "forecast": "forecast_cost"}
        return {name: running.get(name, column) for name, column in self.columns.items()}


@dataclass(frozen=True)
class Rolled:
    """What the page shows.

    Parameters
    ----------
    path : tuple of (code, name)
        The scope and the groups above it, the highest first; empty for everything.
    group_title : str
        What the groups below the scope are.
    has_projects : bool
        Whether these groups are projects.
    total : polars.DataFrame
        One row per period: period_on, period, and the measures.
    parts : polars.DataFrame
        One row per group and period: group, group_name, period_on, period, and the measures.
    sums : polars.DataFrame
        One row per group, the total first: group, group_name, n_projects, and the measures.
    notes : tuple of str
        What is missing in the sums, and what contradicts itself.
    finding : str
        Who has ordered more than is forecast; empty where nobody has.
    """

    path: tuple[tuple[str, str], ...]
    group_title: str
    has_projects: bool
    total: pl.DataFrame
    parts: pl.DataFrame
    sums: pl.DataFrame
    notes: tuple[str, ...]
    finding: str

    def over_time(self) -> pl.DataFrame:
        """Return the total as the chart of measures takes it."""
        return measures(self.total, [n for n in CASH if n in self.total.columns])

    def running(self, choice: Choice) -> pl.DataFrame:
        """Return the running totals as the chart of measures takes them."""
        values = [name for name in CASH if name in self.total.columns]
        fiscal_start = data.settings().fiscal_year_start_month
        total = data.derived(
            "running total",
            lambda: running(self.total, values, period=choice.period, fiscal_start=fiscal_start),
            choice=repr(choice),
        )
        return measures(total, values)

    def parts_of(self, measure: str) -> pl.DataFrame:
        """Return the groups over time as the chart of parts takes them."""
        return self.parts.drop_nulls("period").sort("period_on").select(
            "period", key="group", group="group_name", value=measure
        )  # fmt: skip

    def bars(self) -> pl.DataFrame:
        """Return the sums of the groups, a row per group and measure."""
        groups = self.sums.filter(pl.col("level") > 0)
        return pl.concat(
            groups.select(
                key="group",
                group="group_name",
                measure=pl.lit(name.capitalize()),
                value=pl.col(name).cast(pl.Float64),
            )
            for name in CASH
            if name in groups.columns
        )


def rolled(choice: Choice) -> Rolled:
    """Return the roll-up of what was chosen."""
    return data.derived("rolled", lambda: _rolled(choice), choice=repr(choice))


def _rolled(choice: Choice) -> Rolled:
    projects = choice.filters.apply(facts.portfolio(choice.as_of))
    rows = _facts(choice).join(projects.select(project="code"), on="project", how="semi")
    tree, key = _members(choice.by, projects), _KEYS.get(choice.by, "project")
    members = tree
    if key != "project":
        members = members.join(rows.select(member=key), on="member", how="semi")
    here = members.filter((pl.col("group") == choice.within) & (pl.col("level") > 0))
    if choice.within:
        members = members.join(here, on="member", how="semi")
        rows = rows.join(here.select("member"), left_on=key, right_on="member", how="semi")
        below = members.filter(pl.col("parent") == choice.within)
        inside = here.select(code="member") if key == "project" else rows.select(code="project")
        projects = projects.join(inside, on="code", how="semi")
    else:
        below = members.filter(pl.col("level") == 1)
    has_projects = choice.by == "project" or bool(choice.within and below.is_empty())
    is_part = key != "project" and bool(choice.within)
    if has_projects:
        key = "project"
        members = _flat(projects)
        below = members.filter(pl.col("level") == 1)
    everyone = members.filter(pl.col("level") == 0)
    values = _values(choice)
    base = pl.concat([everyone, _complete(everyone, below)])
    fiscal_start = data.settings().fiscal_year_start_month
    by_period = rollup(
        rows, base, values=values, key=key, period=choice.period, cumulative=choice.cumulative,
        fiscal_start=fiscal_start,
    )  # fmt: skip
    # Another period or pace has the same sums: they are made once.
    sums = data.derived(
        "sums of a roll-up",
        lambda: rollup(rows, base, values=values, key=key, period="total"),
        choice=repr(replace(choice, period="total", cumulative=False)),
    )
    if choice.in_fte:
        by_period = _in_fte(by_period, values, choice.period)
    is_total = pl.col("level") == 0
    # By category, person or role a group counts the projects that have facts in it; all are all.
    n_projects = pl.when(is_total).then(projects.height).otherwise("n_projects")
    sums = sums.with_columns(n_projects.cast(pl.Int64).alias("n_projects"))
    return Rolled(
        path=_path(choice, tree),
        group_title=_group_title(choice, has_projects=has_projects),
        has_projects=has_projects,
        total=by_period.filter(is_total).drop_nulls("period"),
        parts=by_period.filter(~is_total),
        sums=sums.sort("level", "actual", descending=[False, True],
                       nulls_last=True),
        notes=notes_of(
            rows, projects, by=choice.by, is_work=choice.is_work, is_part=is_part,
            as_of=choice.as_of,
        ),
        finding=ordered_too_much(projects, choice.as_of) if choice.is_cash and not is_part else "",
    )  # fmt: skip


def _facts(choice: Choice) -> pl.DataFrame:
    """Return the facts of a view, those by project summed over categories, whatever is chosen."""
    is_whole = _KEYS.get(choice.by, "project") == "project"
    rows = data.derived(
        "facts by project",
        lambda: known_sums(_all_facts(choice), ["project", "month"]),
        is_work=choice.is_work,
        as_of=choice.as_of,
    ) if is_whole else _all_facts(choice)  # fmt: skip
    if not choice.is_cash:
        return rows
    return data.derived(
        "cash",
        lambda: cash(rows, facts.orders(choice.as_of)),
        is_whole=is_whole,
        as_of=choice.as_of,
    )


def _all_facts(choice: Choice) -> pl.DataFrame:
    if not choice.is_work:
        return facts.costs(choice.as_of)
    if choice.by in FOR_WORK:
        return facts.work_of(_KEYS[choice.by], choice.as_of)
    return facts.work(choice.as_of)


def _values(choice: Choice) -> list[str]:
    """Return what is known by the structure: nobody plans by person or role."""
    if choice.is_work and choice.by in FOR_WORK:
        return ["actual"]
    return list(choice.columns)


def _group_title(choice: Choice, *, has_projects: bool) -> str:
    if has_projects:
        return "Project"
    if choice.by == "portfolio" and choice.within:
        return "Program"
    return (STRUCTURES | FOR_WORK)[choice.by]


def _members(by: str, projects: pl.DataFrame) -> pl.DataFrame:
    if by == "project":
        return _flat(projects)
    if by == "role":
        return _flat(pl.concat([data.table("role").select("code", "name"), _NOT_GIVEN]))
    registers = {
        "project": projects,
        **{
            name: data.table(name)
            for name in ("program", "portfolio", "department", "cost_category")
        },
    }
    if by == "home":
        people = data.table("person").select("code", "department")
        registers["project"] = pl.concat(
            [people, pl.DataFrame({"code": [""], "department": [None]}, schema=people.schema)]
        )
        return structure.members("department", registers)[0]
    return structure.members(by, registers)[0]  # type: ignore[arg-type]


_NOT_GIVEN = pl.DataFrame({"code": [""], "name": ["Not given"]})


def _flat(items: pl.DataFrame) -> pl.DataFrame:
    """Each item a group of its own, and all together."""
    own = items.unique("code").select(
        member="code", level=pl.lit(1, pl.Int64), group="code", group_name="name",
        parent=pl.lit(""),
    )  # fmt: skip
    everything = own.with_columns(
        level=pl.lit(0, pl.Int64), group=pl.lit(""), group_name=pl.lit(structure.ALL)
    )
    return pl.concat([everything, own])


def _complete(everyone: pl.DataFrame, below: pl.DataFrame) -> pl.DataFrame:
    """Return the groups below the scope; who stands in none of them is in it directly."""
    rest = everyone.join(below, on="member", how="anti").with_columns(
        level=pl.lit(1, pl.Int64), group_name=pl.lit(DIRECTLY)
    )
    return pl.concat([below.with_columns(level=pl.lit(1, pl.Int64)), rest])


def _in_fte(rows: pl.DataFrame, values: list[str], period: Period) -> pl.DataFrame:
    hours = data.settings().fte_hours_per_month
    return rows.with_columns(fte(pl.col(name), hours, MONTHS_IN[period]) for name in values)


def _path(choice: Choice, members: pl.DataFrame) -> tuple[tuple[str, str], ...]:
    groups = members.filter(pl.col("level") > 0).unique("group").select(
        "group", "group_name", "parent"
    )  # fmt: skip
    known = {code: (name, parent) for code, name, parent in groups.rows()}
    path: list[tuple[str, str]] = []
    code = choice.within
    while code in known and code and code not in {seen for seen, _ in path}:
        name, parent = known[code]
        path.insert(0, (code, name))
        code = parent
    return tuple(path)
