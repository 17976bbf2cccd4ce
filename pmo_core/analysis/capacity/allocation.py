"""Who does what: hours of people for demand, at the least unmet priority and then the least cost.

A linear program. An unmet hour costs `UNMET` times 0.1 to 1 by the priority value of its project,
which outweighs everything else; an hour of a person costs cost_weight x (rate / dearest rate)
+ level_weight x (levels above what is asked) / 5 - continuity_weight if the person is on the
project already. Ties fall to a fixed order of preference between person and project, the same in
each period: so equal months get the same people.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from pmo_core.analysis.capacity.flow import GROUP, network
from pmo_core.analysis.capacity.plan import NEED, TOLERANCE, Plan
from pmo_core.analysis.capacity.program import Floats, Ints, Program, Solved, State

UNMET = 1000.0
"""Cost of an unmet hour of the project with the highest priority value."""
LEAST_SHARE = 0.1
"""Share of it that an hour of a project without value costs."""
_TIE = 1e-4
_WORST: tuple[State, ...] = ("optimal", "feasible", "infeasible", "unknown")
_LEVELS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Wishes:
    """What makes one staffing better than another.

    Parameters
    ----------
    projects : polars.DataFrame
        `project`, `value` (priority value; missing, null or below 0 = 0).
    rates : polars.DataFrame
        `person`, `rate` (cost of an hour); missing = as dear as the dearest known.
    already : polars.DataFrame
        `project`, `person`: who works on it already, beside those who are promised to it.
    extra : polars.DataFrame or None
        `project`, `person`, `cost`: what an hour costs more on that project, any sign.
    barred : polars.DataFrame or None
        `project`, `skill`, `period`, `person`: who is not to be named there.
    cost_weight, level_weight, continuity_weight : float
        See the module.
    most_projects : int or None
        Most projects of a person in all periods together, promised ones included; makes it an
        integer program.
    seconds : float
        Time limit.
    """

    projects: pl.DataFrame
    rates: pl.DataFrame
    already: pl.DataFrame
    extra: pl.DataFrame | None = None
    barred: pl.DataFrame | None = None
    cost_weight: float = 1.0
    level_weight: float = 0.2
    continuity_weight: float = 0.5
    most_projects: int | None = None
    seconds: float = 30.0


@dataclass(frozen=True, slots=True, eq=False)
class Allocation:
    """A proposal; what is promised stays and is not in it.

    Parameters
    ----------
    state : {"optimal", "feasible", "unknown"}
        feasible: time was over before it was proven the best; unknown: no proposal in time.
    bookings : polars.DataFrame
        `project`, `skill`, `period`, `person`, `hours`, `kind` ("soft"), `level` (asked), `holds`
        (the person's level), `reason`; one row per all of the first four and level.
    unmet : polars.DataFrame
        `project`, `skill`, `level`, `period`, `until`, `hours` (asked), `unmet`, `value`; the
        highest priority first. Empty when all demand is met.
    bottlenecks : polars.DataFrame
        `skill`, `period`, `price`: how much unmet work one more hour of that skill in that period
        would save, in hours of the project with the highest priority; the highest first. Without
        regard to `most_projects`.
    cost : float
        Of the objective; nan without a proposal.
    """

    state: State
    bookings: pl.DataFrame
    unmet: pl.DataFrame
    bottlenecks: pl.DataFrame
    cost: float


def allocate(plan: Plan, wishes: Wishes, tell: Callable[[float], None] | None = None) -> Allocation:
    """Return a proposal who does what, within availability and skills, beside what is promised.

    Parameters
    ----------
    plan : Plan
        Its promises are fixed; decisions that somebody made by hand belong to them.
    wishes : Wishes
        What makes one staffing better than another.
    tell : callable, optional
        Called with the share that is done, 0 to 1; what it raises ends the work.

    Returns
    -------
    Allocation
    """
    needs = _valued(plan, wishes)
    ways = _ways(plan, needs, wishes)
    x, prices, costs, states = np.zeros(ways.height), np.zeros(needs.height), [], []
    block = _blocks(needs) if wishes.most_projects is None else np.zeros(needs.height, np.int64)
    block_of_way = block[ways["need"].to_numpy()]
    spans = np.unique(block)
    for n_done, one in enumerate(spans):
        if tell is not None:
            tell(n_done / len(spans))
        own, way = np.flatnonzero(block == one), np.flatnonzero(block_of_way == one)
        solved, prices[own] = _staffed(plan, needs[own], ways[way], wishes)
        x[way] = solved.x[: len(way)] if solved.is_found else 0.0
        costs.append(solved.cost)
        states.append(solved.state)
    done = ways.with_columns(hours=pl.Series(_rounded(x))).filter(pl.col("hours") > TOLERANCE)
    return Allocation(
        max(states, key=_WORST.index, default="optimal"), _bookings(done), _unmet(needs, done),
        _bottlenecks(plan, needs, prices), float(sum(costs)),
    )  # fmt: skip


def _blocks(needs: pl.DataFrame) -> Ints:
    """Return numbers of spans of time that no window crosses: each is a program of its own."""
    order = needs.select("need", "period", "until").sort("period", "until")
    reached = pl.col("until").cum_max().shift(1)
    numbered = order.select("need", block=(pl.col("period") > reached).fill_null(False).cum_sum())
    return numbered.sort("need")["block"].cast(pl.Int64).to_numpy()


def _staffed(
    plan: Plan, needs: pl.DataFrame, ways: pl.DataFrame, wishes: Wishes
) -> tuple[Solved, Floats]:
    """Return the solution, the ways first, and what one more hour of each demand would cost."""
    program = Program()
    works = program.columns(ways["cost"].to_numpy())
    hours, slots = needs["hours"].to_numpy(), ways.select("slot", "free").unique().sort("slot")
    short = program.columns(needs["penalty"].to_numpy(), hours)
    asked = program.rows(hours, hours)
    within = program.rows(-np.inf, slots["free"].to_numpy())
    program.entries(asked, short)
    program.entries(asked[np.searchsorted(needs["need"], ways["need"])], works)
    program.entries(within[np.searchsorted(slots["slot"], ways["slot"])], works)
    solved = program.minimize(wishes.seconds)
    prices = solved.prices[asked] if solved.is_found else np.zeros(len(asked))
    if wishes.most_projects is not None:
        _limit_projects(program, works, plan, ways, wishes.most_projects)
        solved = program.minimize(wishes.seconds)
    return solved, prices


def _rounded(hours: Floats) -> Floats:
    """Return hours with four decimals, rounded down, so that no limit is passed."""
    return np.asarray(np.floor(hours * 1e4 + 1e-2) / 1e4)


def _valued(plan: Plan, wishes: Wishes) -> pl.DataFrame:
    """Return the demand with its number `need`, `value` and the `penalty` of an unmet hour."""
    value = wishes.projects.select("project", pl.col("value").cast(pl.Float64))
    share = pl.col("value") / pl.max_horizontal(pl.col("value").max(), 1e-12)
    return (
        plan.needs.join(value, on="project", how="left", maintain_order="left")
        .with_columns(pl.col("value").fill_null(0.0).clip(0.0))
        .with_columns(penalty=UNMET * (LEAST_SHARE + (1 - LEAST_SHARE) * share))
        .with_columns(need=pl.int_range(pl.len()))
    )


def _ways(plan: Plan, needs: pl.DataFrame, wishes: Wishes) -> pl.DataFrame:
    """Return every way in which a person could work on a demand, with the cost of an hour."""
    net = network(needs.select(*NEED, "hours"), plan.free().filter(pl.col("free") > 0), plan.skills)
    edges = pl.DataFrame({"group": net.group, "slot": net.slot})
    groups = net.groups.select(pl.col("group").cast(pl.Int64), *GROUP)
    on_already = pl.concat(
        [one.select("project", "person") for one in (wishes.already, plan.promised)]
    ).unique()
    rates = wishes.rates.select("person", pl.col("rate").cast(pl.Float64))
    ways = (
        needs.select("need", *NEED)
        .join(groups, on=GROUP)
        .join(edges, on="group")
        .drop("period", "until")
        .join(net.slots.with_columns(pl.col("slot").cast(pl.Int64)), on="slot")
        .join(plan.skills.rename({"level": "holds"}), on=["person", "skill"])
        .join(rates, on="person", how="left")
        .join(on_already.with_columns(is_on=pl.lit(True)), on=["project", "person"], how="left")
        .with_columns(pl.col("is_on").fill_null(False))
        .sort("need", "slot")
    )
    if wishes.barred is not None:
        where = ["project", "skill", "period", "person"]
        ways = ways.join(wishes.barred, on=where, how="anti", maintain_order="left")
    dearest = pl.col("rate").fill_null(pl.col("rate").max().fill_null(0.0))
    if wishes.extra is None:
        ways = ways.with_columns(hourly=dearest)
    else:
        extra = wishes.extra.select("project", "person", pl.col("cost").cast(pl.Float64))
        ways = ways.join(
            extra, on=["project", "person"], how="left", maintain_order="left"
        ).with_columns(hourly=dearest + pl.col("cost").fill_null(0.0))
    scale = pl.max_horizontal(pl.col("hourly").abs().max(), 1e-12)
    person, project = (pl.col(name).rank("dense") for name in ("person", "project"))
    return ways.with_columns(
        cost=wishes.cost_weight * pl.col("hourly") / scale
        + wishes.level_weight * (pl.col("holds") - pl.col("level")) / _LEVELS
        - wishes.continuity_weight * pl.col("is_on").cast(pl.Float64)
        + _TIE * ((person.cast(pl.Int64) * 7919 + project.cast(pl.Int64) * 104_729) % 1009) / 1009
    )


def _limit_projects(
    program: Program, works: Ints, plan: Plan, ways: pl.DataFrame, most: int
) -> None:
    """Add that a person works on so many projects at most."""
    promised = plan.promised.select("person", "project").unique()
    pairs = (
        ways.select("person", "project").unique()
        .join(promised, on=["person", "project"], how="anti")
        .sort("person", "project").with_row_index("pair")
    )  # fmt: skip
    n_promised = promised.group_by("person").len("n")
    left = (
        pairs.select("person").unique(maintain_order=True)
        .join(n_promised, on="person", how="left", maintain_order="left")
        .select("person", left=(most - pl.col("n").cast(pl.Int64).fill_null(0)).clip(0))
        .with_row_index("row")
    )  # fmt: skip
    is_on = program.columns(np.zeros(pairs.height), 1.0, is_integer=True)
    who = pairs.join(left, on="person", maintain_order="left")["row"].to_numpy()
    program.entries(program.rows(-np.inf, left["left"].to_numpy())[who], is_on)
    used = ways.with_columns(column=pl.int_range(pl.len())).join(pairs, on=["person", "project"])
    column = works[used["column"].to_numpy()]
    rows = program.rows(np.full(used.height, -np.inf), 0.0)
    program.entries(rows, column)
    program.entries(rows, is_on[used["pair"].to_numpy()], -used["free"].to_numpy())


def _bookings(done: pl.DataFrame) -> pl.DataFrame:
    reason = pl.concat_str(
        pl.format("{} at level {}, {} asked", "skill", "holds", "level"),
        pl.format("{} h free", pl.col("free").round(1)),
        pl.when("is_on").then(pl.lit("on the project already")),
        pl.format("{} an hour", pl.col("rate").round(2)),
        separator="; ", ignore_nulls=True,
    )  # fmt: skip
    key = ["project", "skill", "level", "period", "person"]
    return (
        done.group_by(key)
        .agg(pl.col("hours").sum(), pl.col("holds", "free", "is_on", "rate").first())
        .sort("project", "period", "skill", "person", "level")
        .select(
            "project", "skill", "period", "person", "hours", kind=pl.lit("soft"), level="level",
            holds="holds", reason=reason,
        )
    )  # fmt: skip


def _unmet(needs: pl.DataFrame, done: pl.DataFrame) -> pl.DataFrame:
    served = done.group_by("need").agg(served=pl.col("hours").sum())
    return (
        needs.join(served, on="need", how="left")
        .with_columns(unmet=pl.col("hours") - pl.col("served").fill_null(0.0))
        .filter(pl.col("unmet") > TOLERANCE)
        .select(*NEED, "hours", "unmet", "value")
        .sort("value", *NEED, descending=[True, *[False] * len(NEED)])
    )


def _bottlenecks(plan: Plan, needs: pl.DataFrame, prices: Floats) -> pl.DataFrame:
    """Return the prices of skills and periods where more people would save unmet work."""
    periods = pl.concat([plan.available["period"], needs["period"]]).unique().sort()
    return (
        needs.with_columns(price=pl.Series(prices) / UNMET)
        .filter(pl.col("price") > LEAST_SHARE / 2)
        .select("skill", "price", first="period", last="until")
        .join(periods.alias("period").to_frame(), how="cross")
        .filter(pl.col("period").is_between("first", "last"))
        .group_by("skill", "period").agg(pl.col("price").max())
        .sort("price", "skill", "period", descending=[True, False, False])
    )  # fmt: skip


__all__ = ["LEAST_SHARE", "UNMET", "Allocation", "Wishes", "allocate"]
