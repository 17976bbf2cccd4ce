"""What would let a plan be met: each lever is the cheapest of its kind, found by the solver.

All four ask the same question: the network of demand and people, in which every hour has to be met,
with columns added for what may be changed; the cost of the change is minimized. A promise beyond
the hours of a person is a shortage too; cutting and handing over mend it, the others cannot.

Shortages that may stay can be put `beside`: then all else has to be met, and of their demands no
more may stay open than was before.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from pmo_core.analysis.capacity.feasibility import Witness
from pmo_core.analysis.capacity.flow import GROUP, Network, merged, network
from pmo_core.analysis.capacity.moves import Lever
from pmo_core.analysis.capacity.plan import NEED, PROMISE, TOLERANCE, Plan, later
from pmo_core.analysis.capacity.program import Floats, Ints, Program


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """What changes cost and which are allowed.

    Parameters
    ----------
    projects : polars.DataFrame
        `project`, `value` (priority value, null = 0), `is_fixed` (a fixed date, or started work:
        it is not shifted). A project that is not in it has no value and is fixed.
    rates : polars.DataFrame
        `skill`, `rate`: cost of an hour of someone hired or borrowed; missing = not known. With
        `period` for work in that period.
    person_rates : polars.DataFrame
        `person`, `rate`: cost of an hour; missing = not known. With `period` as above.
    hours_per_period : float
        Hours that someone hired works per period.
    delay_pct : float
        Percent of its value that a project loses per period of delay, on what is left of it.
    most_periods : int
        Longest shift.
    seconds : float
        Time limit of each lever.
    hours : polars.DataFrame, optional
        `period`, `hours`: what someone hired works in single periods, which holidays shorten.
    """

    projects: pl.DataFrame
    rates: pl.DataFrame
    person_rates: pl.DataFrame
    hours_per_period: float = 160.0
    delay_pct: float = 2.0
    most_periods: int = 6
    seconds: float = 5.0
    hours: pl.DataFrame | None = None


def levers(plan: Plan, terms: Terms, beside: Sequence[Witness] = ()) -> list[Lever]:
    """Return the cheapest lever of each kind that makes the plan feasible, where there is one.

    Parameters
    ----------
    plan : Plan
        That need not be feasible; for one that is, there is nothing to do and no lever.
    terms : Terms
        What changes cost.
    beside : sequence of Witness
        Of the plan's verdict, those whose shortages may stay: all but one ask how that one can be
        mended by itself.

    Returns
    -------
    list of Lever
        In the order shift, hire, hand over, cut. Each alone is enough. One that is missing was
        proven impossible or not found in time.
    """
    kinds = (shift, hire, hand_over, cut)
    found = (kind(plan, terms, beside) for kind in kinds)
    return [lever for lever in found if lever is not None and not lever.moves.is_empty()]


def shift(plan: Plan, terms: Terms, beside: Sequence[Witness] = ()) -> Lever | None:
    """Return which projects to move by how many periods, losing the least priority value.

    A project moves as a whole and later only, not beyond the last period for which availability is
    known. Fixed are projects of `is_fixed` and those to which people are promised.
    """
    if not _overbooked(plan, beside).is_empty() or plan.available.is_empty():
        return None
    copies = _copies(plan, terms)
    kept = plan.needs.join(copies.select("project").unique(), on="project", how="anti")
    every = pl.concat([kept.select(NEED), copies.select(NEED)]).with_columns(hours=pl.lit(0.0))
    net = network(every, *merged(every, plan.free(), plan.skills))
    asked = net.groups.select(GROUP).join(
        kept.group_by(GROUP).agg(pl.col("hours").sum()), on=GROUP, how="left", maintain_order="left"
    )
    program, groups, _ = _flow(net, asked["hours"].fill_null(0.0).to_numpy(), beside)
    starts = copies.select("project", "periods", "lost").unique().sort("project", "periods")
    starts = starts.with_row_index("start")
    takes = program.columns(starts["lost"].to_numpy(), 1.0, is_integer=True)
    one_each = starts["project"].rank("dense").cast(pl.Int64).to_numpy() - 1
    rows = program.rows(np.ones(int(one_each.max(initial=-1)) + 1), 1.0)
    program.entries(rows[one_each], takes)
    uses = (
        copies.join(starts, on=["project", "periods"])
        .join(net.groups.select(*GROUP, "group"), on=GROUP)
        .group_by("group", "start").agg(pl.col("hours").sum())
    )  # fmt: skip
    program.entries(
        groups[uses["group"].to_numpy()], takes[uses["start"].to_numpy()], -uses["hours"].to_numpy()
    )
    solved = program.minimize(terms.seconds)
    if not solved.is_found:
        return None
    moves = starts.filter(pl.Series(solved.x[takes] > 0.5), pl.col("periods") > 0).select(
        "project", "periods", value="lost"
    )
    return Lever("shift", moves, None, float(moves["value"].sum()), solved.state == "optimal")


def _copies(plan: Plan, terms: Terms) -> pl.DataFrame:
    """Return the demand of each project that may move, once per shift, with the value lost."""
    free = terms.projects.filter(pl.col("is_fixed").fill_null(True).not_()).select(
        "project", value=pl.col("value").cast(pl.Float64).fill_null(0.0)
    )
    by = pl.DataFrame({"periods": range(terms.most_periods + 1)}, schema={"periods": pl.Int64})
    kept = (1 - terms.delay_pct / 100) ** pl.col("periods")
    until = later(pl.col("until"), pl.col("periods"), plan.unit)
    return (
        plan.needs.join(free, on="project")
        .join(plan.promised.select("project"), on="project", how="anti")
        .join(by, how="cross")
        .with_columns(period=later(pl.col("period"), pl.col("periods"), plan.unit), until=until)
        .filter(
            (pl.col("periods") == 0)
            | (pl.col("until").max().over("project", "periods") <= plan.available["period"].max())
        )
        # A little per period, so that a project without value is not moved for nothing.
        .with_columns(lost=pl.col("value").clip(0.0) * (1 - kept) + 1e-6 * pl.col("periods"))
    )  # fmt: skip


def hire(plan: Plan, terms: Terms, beside: Sequence[Witness] = ()) -> Lever | None:
    """Return how many people of which skill to hire or borrow in which periods, at least cost.

    People are whole and hold one skill, at the level that is asked for. Where the rate of a skill
    is not known it counts as the dearest known one, and the cost of the lever is None.
    """
    if not _overbooked(plan, beside).is_empty():
        return None
    net = network(plan.needs, *merged(plan.needs, plan.free(), plan.skills))
    program, groups, _ = _flow(net, net.groups["hours"].to_numpy(), beside)
    periods = pl.concat([plan.needs["period"], plan.needs["until"], plan.available["period"]])
    asked = net.groups.select("skill", "level").unique()
    new = asked.join(periods.unique().alias("period").to_frame(), how="cross")
    fits = (
        new.sort("skill", "level", "period").with_row_index("new")
        .join(net.groups.rename({"level": "least", "period": "first"}), on="skill")
        .filter(
            pl.col("level") >= pl.col("least"), pl.col("period").is_between("first", "until")
        )
    )  # fmt: skip
    used = fits["new"].unique().sort()
    rates = terms.rates.cast({"rate": pl.Float64})
    new = new.sort("skill", "level", "period")[used].join(
        rates, on=_rate_key(rates, "skill"), how="left", maintain_order="left"
    )
    each = _full_time(terms, new["period"])
    highest = float(terms.rates["rate"].cast(pl.Float64).max() or 1.0)  # type: ignore[arg-type]
    # The higher of two levels costs a little more, so that no more is asked for than is needed.
    price = new["rate"].fill_null(highest).to_numpy() * each * (1 + 1e-6 * new["level"].to_numpy())
    people = program.columns(price, is_integer=True)
    limits = program.rows(np.full(new.height, -np.inf), 0.0)
    works = program.columns(np.zeros(fits.height))
    own = np.searchsorted(used.to_numpy(), fits["new"].to_numpy())
    program.entries(limits, people, -each)
    program.entries(limits[own], works)
    program.entries(groups[fits["group"].to_numpy()], works)
    solved = program.minimize(terms.seconds)
    if not solved.is_found:
        return None
    n = np.rint(solved.x[people]).astype(np.int64)
    moves = new.with_columns(people=pl.Series(n), hours=pl.Series(n * each)).filter(
        pl.col("people") > 0
    )
    moves = moves.with_columns(cost=pl.col("hours") * pl.col("rate"))
    return Lever(
        "hire", moves.select("skill", "level", "period", "people", "hours", "cost"),
        _known_sum(moves["cost"]), None, solved.state == "optimal",
    )  # fmt: skip


def _rate_key(rates: pl.DataFrame, of: str) -> list[str]:
    """Return what a rate is looked up by: also the period, where rates differ by it."""
    return [of, "period"] if "period" in rates.columns else [of]


def _full_time(terms: Terms, periods: pl.Series) -> Floats:
    """Return the hours that someone hired works in each of the periods."""
    if terms.hours is None:
        return np.full(len(periods), terms.hours_per_period)
    own = periods.to_frame().join(terms.hours, on="period", how="left", maintain_order="left")
    return own["hours"].cast(pl.Float64).fill_null(terms.hours_per_period).to_numpy()


def hand_over(
    plan: Plan, terms: Terms, beside: Sequence[Witness] = (),
    givers: Collection[str] | None = None,
) -> Lever | None:  # fmt: skip
    """Return which promised hours other people who hold the skill take over, the fewest hours.

    So a person whose skill is scarce is freed from what others can do, and one who is promised
    twice from what is too much. Who takes over holds the skill at the level of the promise.

    With `givers` these alone hand over, to people with free hours. Where they are all who could
    serve the shortage, nothing else needs fewer hours; only where that is not enough, chains of
    hand-overs could help.
    """
    free, promised = plan.free(), plan.promised.with_row_index("promise")
    if givers is not None:
        promised = promised.filter(pl.col("person").is_in(list(givers))).with_columns(
            promise=pl.int_range(pl.len(), dtype=pl.UInt32)
        )
    if promised.is_empty():
        return None
    net = network(plan.needs, free, plan.skills)
    program, _, slots = _flow(net, net.groups["hours"].to_numpy(), beside)
    takers = _takers(plan, promised, net, terms)
    if givers is not None:
        takers = takers.filter((pl.col("room") > 0) | pl.col("to").is_in(list(givers)))
    # Of ways that hand over as many hours the one that costs the least money wins.
    extra = takers["more"].fill_null(0.0).to_numpy()
    most = float(np.abs(extra).max(initial=0.0))
    given = program.columns(1.0 + extra / (1e4 * most) if most else np.ones(len(extra)))
    whole = program.rows(-np.inf, promised["hours"].to_numpy())
    program.entries(whole[takers["promise"].to_numpy()], given)
    program.entries(slots[takers["from_slot"].to_numpy()], given, -1.0)
    program.entries(slots[takers["slot"].to_numpy()], given)
    _serves_or_stays(program, net, slots, beside)
    solved = program.minimize(terms.seconds)
    if not solved.is_found:
        return None
    hours = np.round(solved.x[given], 6)
    moves = takers.with_columns(hours=pl.Series(hours)).filter(pl.col("hours") > TOLERANCE / 100)
    moves = moves.with_columns(cost=pl.col("hours") * pl.col("more"))
    return Lever(
        "hand over", moves.select(*PROMISE, "to", "hours", "cost"),
        _known_sum(moves["cost"]), None, solved.state == "optimal",
    )  # fmt: skip


def _serves_or_stays(
    program: Program, net: Network, slots: Ints, beside: Sequence[Witness]
) -> None:
    """Let people who may stay promised twice serve demand only once they are not any more.

    What they hand over frees them only beyond what they are promised too much.
    """
    stays = net.slots.join(_accepted(beside), on=["person", "period"]).filter(pl.col("free") < 0)
    slot, over = stays["slot"].cast(pl.Int64).to_numpy(), -stays["free"].to_numpy()
    serves = program.columns(np.zeros(len(slot)), 1.0, is_integer=True)
    program.entries(slots[slot], serves, over)
    most = program.rows(np.full(len(slot), -np.inf), 0.0)
    row = np.full(net.slots.height, -1)
    row[slot] = most
    edges = np.flatnonzero(row[net.slot] >= 0)  # the flows are the first columns
    program.entries(row[net.slot[edges]], edges)
    program.entries(most, serves, -float(net.groups["hours"].sum()))


def _takers(plan: Plan, promised: pl.DataFrame, net: Network, terms: Terms) -> pl.DataFrame:
    """Return who could take over which promise, and how much `more` an hour then costs."""
    slots = net.slots.select(pl.col("slot").cast(pl.Int64), "person", "period", room="free")
    rates = terms.person_rates.cast({"rate": pl.Float64})
    own, other = _rate_key(rates, "person"), _rate_key(rates, "to")
    return (
        promised.join(slots.rename({"slot": "from_slot"}).drop("room"), on=["person", "period"])
        .join(plan.skills.rename({"person": "to", "level": "holds"}), on="skill")
        .filter(pl.col("holds") >= pl.col("level"), pl.col("to") != pl.col("person"))
        .join(slots.rename({"person": "to"}), on=["to", "period"])
        .join(rates, on=own, how="left")
        .join(rates.rename({"person": "to", "rate": "to_rate"}), on=other, how="left")
        .with_columns(more=pl.col("to_rate") - pl.col("rate"))
        .sort("promise", "to")
    )


def cut(plan: Plan, terms: Terms, beside: Sequence[Witness] = ()) -> Lever | None:
    """Return which hours not to do, losing the least priority value.

    A project loses its value in the share of its hours that is cut. Promises are cut only where
    they exceed what the person has.
    """
    over = _overbooked(plan, beside).select("person", "period", "free").with_row_index("slot")
    promised = plan.promised.join(over, on=["person", "period"])
    whole = pl.concat([plan.needs, plan.promised.select("project", "hours")], how="diagonal")
    worth = (
        whole.group_by("project").agg(all=pl.col("hours").sum())
        .join(terms.projects.select("project", "value"), on="project", how="left")
        .select(
            "project",
            each=pl.col("value").cast(pl.Float64).fill_null(0.0).clip(0.0) / pl.col("all"),
        )
    )  # fmt: skip
    net = network(plan.needs, *merged(plan.needs, plan.free(), plan.skills))
    program, groups, _ = _flow(net, net.groups["hours"].to_numpy(), beside)
    rows = program.rows(-over["free"].to_numpy(), np.inf)
    may = pl.concat([
        plan.needs.join(net.groups.select(*GROUP, pl.col("group").cast(pl.Int64)), on=GROUP)
        .select(*NEED, "hours", row="group", person=pl.lit("")),
        promised.select(
            "project", "skill", "level", "period", pl.col("period").alias("until"), "hours",
            row=pl.col("slot").cast(pl.Int64), person="person",
        ),
    ]).join(worth, on="project", how="left", maintain_order="left")  # fmt: skip
    is_need = (may["person"] == "").to_numpy()
    # A little per hour, so that work without value is not cut for nothing.
    less = program.columns(may["each"].to_numpy() + 1e-6, may["hours"].to_numpy())
    row = may["row"].to_numpy()
    program.entries(groups[row[is_need]], less[is_need])
    program.entries(rows[row[~is_need]], less[~is_need])
    solved = program.minimize(terms.seconds)
    if not solved.is_found:
        return None
    moves = may.with_columns(hours=pl.Series(np.round(solved.x[less], 6))).filter(
        pl.col("hours") > TOLERANCE / 100
    )
    moves = moves.with_columns(value=pl.col("hours") * pl.col("each"))
    return Lever(
        "cut", moves.select(*NEED, "person", "hours", "value"),
        None, float(moves["value"].sum()), solved.state == "optimal",
    )  # fmt: skip


def _flow(net: Network, hours: Floats, beside: Sequence[Witness]) -> tuple[Program, Ints, Ints]:
    """Return a program in which every hour has to be met, with the rows of groups and of slots."""
    program = Program()
    flow = program.columns(np.zeros(len(net.group)))
    groups = program.rows(hours, hours)
    slots = program.rows(-np.inf, _free(net, beside))
    program.entries(groups[net.group], flow)
    program.entries(slots[net.slot], flow)
    left = [one for one in beside if one.kind == "demand"]
    if left:
        stays = net.groups.join(pl.concat([one.shortage for one in left]), on=GROUP, how="semi")
        open_ = program.columns(np.zeros(stays.height))
        program.entries(groups[stays["group"].to_numpy()], open_)
        row = program.rows(-np.inf, sum(one.all_short for one in left))
        program.entries(np.repeat(row, len(open_)), open_)
    return program, groups, slots


def _free(net: Network, beside: Sequence[Witness]) -> Floats:
    """Return the free hours per slot, less than 0 where promises that may not stay exceed them."""
    return (
        net.slots.join(_accepted(beside), on=["person", "period"], how="left")
        .sort("slot")
        .select(
            pl.when(pl.col("stays").is_not_null())
            .then(pl.col("free").clip(0.0))
            .otherwise(pl.col("free"))
        )
        .to_series()
        .to_numpy()
    )


def _overbooked(plan: Plan, beside: Sequence[Witness]) -> pl.DataFrame:
    return plan.overbooked().join(_accepted(beside), on=["person", "period"], how="anti")


def _accepted(beside: Sequence[Witness]) -> pl.DataFrame:
    """Return the people and periods that may stay promised twice."""
    rows = [(one.people[0], one.first, True) for one in beside if one.kind == "promised"]
    schema = {"person": pl.String, "period": pl.Date, "stays": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _known_sum(cost: pl.Series) -> float | None:
    """Return the sum, None where one is not known."""
    return None if cost.null_count() else float(cost.sum())


__all__ = ["Terms", "cut", "hand_over", "hire", "levers", "shift"]
