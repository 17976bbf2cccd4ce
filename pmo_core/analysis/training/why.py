"""Why a gap is not closed in time, in words: what stopped the course that came closest."""

import polars as pl

from pmo_core.analysis.training import options as bars
from pmo_core.analysis.training.plan import Plan
from pmo_core.analysis.training.problem import LATE_DAYS, Problem

NO_COURSE, NO_DATE, PRICE = "no course", "no date", "price"
TOO_EARLY, TOO_LATE = "too early", "too late"
NOT_FREE, LEVEL, SEATS, BUDGET, NO_PLACE = "not free", "level first", "seats", "budget", "no place"
REASONS = (
    NO_COURSE, PRICE, NO_DATE, TOO_EARLY, TOO_LATE, LEVEL, NO_PLACE, NOT_FREE, SEATS, BUDGET,
)  # fmt: skip
"""What can stand in the way; the later, the closer the course came."""
_KINDS = {
    bars.PRICE: PRICE, bars.LEAD: TOO_LATE, bars.GONE: NOT_FREE, bars.AWAY: NOT_FREE,
    bars.OFF: NOT_FREE, bars.COURSE: NOT_FREE, bars.TIME: NOT_FREE, bars.SEATS: SEATS,
}  # fmt: skip
_SAID = {
    bars.GONE: "is not employed then", bars.AWAY: "is absent then",
    bars.OFF: "does not work on all of its days",
    bars.COURSE: "is in another course then",
    bars.TIME: "has too few hours that are not promised",
}  # fmt: skip
_EPS = 1e-6


def why(problem: Problem, plan: Plan, courses: pl.DataFrame) -> pl.DataFrame:
    """Return why gaps are not closed in time, or not at all.

    Of all courses that would bring the person to the level, the one that came closest says why: in
    the order of `REASONS`, then the one that ends first. Where a gap stays open, courses that would
    close it late count, too.

    Parameters
    ----------
    problem : Problem
        What the plan was made from.
    plan : Plan
        The plan.
    courses : polars.DataFrame
        Active courses: `code`, `name`, `skill`, `level`, `lead_days`.

    Returns
    -------
    polars.DataFrame
        `need`, `unmet_reason` (one of `REASONS`), `unmet_because` (a sentence), one row per gap
        that is not closed in time, sorted.
    """
    late = plan.met.filter((pl.col("days_late") > 0).fill_null(value=True)).select(
        "need", is_open=pl.col("option").is_null()
    )
    wanted = problem.needs.join(late, on="need")
    taught = courses.select("skill", reached="level")
    exists = wanted.join(taught, on="skill").filter(pl.col("reached") >= pl.col("level"))
    is_taught = pl.col("need").is_in(exists["need"].implode())
    no_date, no_course = pl.lit(NO_DATE), pl.lit(NO_COURSE)
    said = pl.when(is_taught).then(pl.lit("The courses to this level have no date to come."))
    return (
        late.join(_closest(problem, plan, wanted, courses), on="need", how="left")
        .select(
            "need",
            unmet_reason=pl.coalesce(
                "kind", pl.when(is_taught).then(no_date).otherwise(no_course)
            ),
            unmet_because=pl.coalesce(
                "said", said.otherwise(pl.lit("No course of the catalog brings to this level."))
            ),
        )
        .sort("need")
    )  # fmt: skip


def _closest(
    problem: Problem, plan: Plan, wanted: pl.DataFrame, courses: pl.DataFrame
) -> pl.DataFrame:
    """Return `need`, `kind`, `said` of the option that came closest; none where there is none."""
    able = wanted.select("need", "person", "skill", "needed_on", "is_open", asked="level").join(
        _stopped(problem, plan), on=["person", "skill"]
    ).filter(pl.col("level") >= pl.col("asked"))  # fmt: skip
    days_late = (pl.col("end") - pl.col("needed_on")).dt.total_days() + 1
    is_valid = pl.col("valid_until").is_null() | (pl.col("valid_until") >= pl.col("needed_on"))
    is_of_use = is_valid & ((days_late <= 0) | (pl.col("is_open") & (days_late < LATE_DAYS)))
    kind = (
        pl.when(pl.col("stop") == PRICE).then(pl.lit(PRICE))
        .when(~is_valid).then(pl.lit(TOO_EARLY))
        .when(~is_of_use).then(pl.lit(TOO_LATE))
        .otherwise("stop")
    )  # fmt: skip
    order = pl.col("kind").replace_strict(REASONS, range(len(REASONS)), return_dtype=pl.Int64)
    return (
        able.with_columns(kind=kind)
        .join(courses.select("name", "lead_days", course="code"), on="course", how="left")
        .sort(
            "need", order, pl.col("is_booked"), pl.col("bar").is_not_null(), "end", "course",
            descending=[False, True, True, False, False, False],
        )
        .unique("need", keep="first", maintain_order=True)
        .select("need", "kind", said=_words())
    )  # fmt: skip


def _words() -> pl.Expr:
    """Return the sentence of the course that came closest."""
    name, start, end, kind = pl.col("name"), pl.col("start"), pl.col("end"), pl.col("kind")
    is_late = kind == TOO_LATE
    lasts = pl.col("valid_until").fill_null(end)
    busy = pl.col("bar").replace_strict(_SAID, default=_SAID[bars.TIME])
    return (
        pl.when(kind == PRICE).then(pl.format("{}: the price is not known.", name))
        .when(kind == TOO_EARLY)
        .then(pl.format("{} on {}: what it certifies ends on {}.", name, start, lasts))
        .when(is_late & pl.col("is_booked"))
        .then(pl.format("{} is booked on {} and ends on {}.", name, start, end))
        .when(is_late & (pl.col("bar") == bars.LEAD))
        .then(pl.format("{} on {} had to be booked {} days before.", name, start,
                        pl.col("lead_days")))
        .when(is_late & pl.col("bar").is_null())
        .then(pl.format("{} begins on {} at the earliest.", name, start))
        .when(is_late)
        .then(pl.format("{} on {} ends on {}, which is too late.", name, start, end))
        .when(kind == LEVEL)
        .then(pl.format("{} asks for level {} first, and nothing brings there in time.", name,
                        "from_level"))
        .when(kind == NOT_FREE)
        .then(pl.format("{} on {}: the person {}.", name, start, busy))
        .when(kind == SEATS).then(pl.format("{} on {}: no seat is left.", name, start))
        .when(kind == NO_PLACE)
        .then(pl.format("{} on {} finds no place beside the rest of the plan.", name, start))
        .otherwise(pl.format("{} on {}: the budget does not pay it too.", name, start))
    )  # fmt: skip


def _stopped(problem: Problem, plan: Plan) -> pl.DataFrame:
    """Return the options with `bar` (why one cannot be booked, or cannot beside the plan), `stop`.

    `stop` is one of `REASONS`. Booked ones that come too late are among them.
    """
    opened = problem.before()["option"]
    asks_more = pl.col("from_level") > pl.col("level_held")
    is_shut = asks_more & ~pl.col("option").is_in(opened.implode())
    rest = pl.when(asks_more).then(pl.lit(LEVEL)).otherwise(pl.lit(NO_PLACE))
    rows = problem.options.with_columns(
        bar=pl.coalesce("barred", *(
            pl.when(pl.col("option").is_in(found.implode())).then(pl.lit(name))
            for name, found in _beside(problem, plan).items()
        )),
    )  # fmt: skip
    stop = pl.col("bar").replace_strict(_KINDS, default=pl.col("bar"), return_dtype=pl.String)
    is_level = is_shut & pl.col("barred").is_null()
    is_taken = pl.col("option").is_in(plan.chosen["option"].implode())
    return rows.with_columns(
        bar=pl.when(~is_taken).then("bar"),
        stop=pl.when(is_level).then(pl.lit(LEVEL)).otherwise(pl.coalesce(stop, rest)),
    )


def _beside(problem: Problem, plan: Plan) -> dict[str, pl.Series]:
    """Return the options for which nothing is left beside what is taken, by what is used up.

    Another date of the same course that the person takes would be given up for it.
    """
    options = problem.options
    taken = options.join(plan.chosen, on="option", how="semi")
    both = options.select("option", "person", "course", "start", "end").join(
        taken.select("person", other="option", _course="course", _first="start", _last="end"),
        on="person",
    )
    overlaps = (pl.col("start") <= pl.col("_last")) & (pl.col("_first") <= pl.col("end"))
    is_same = pl.col("course") == pl.col("_course")
    given_up = both.filter(is_same).select("option", "other")
    where = options.select("option", "person")
    hours = problem.hours.join(where, on="option").rename({"hours": "amount"})
    free = problem.free.rename({"hours": "left"})
    costs = problem.charges.join(options.select("option", amount="cost"), on="option")
    sat = taken.group_by("course", "start").agg(n=pl.len())
    sold = options.join(sat, on=["course", "start"]).filter(pl.col("seats_left") <= pl.col("n"))
    return {
        bars.COURSE: both.filter(overlaps, ~is_same)["option"],
        bars.TIME: _beyond(hours, free, ["person", "month"], plan, given_up),
        bars.SEATS: sold["option"],
        BUDGET: _beyond(costs, problem.budgets, ["budget"], plan, given_up),
    }


def _beyond(
    amounts: pl.DataFrame, limits: pl.DataFrame, by: list[str], plan: Plan, given_up: pl.DataFrame
) -> pl.Series:
    """Return the options whose amounts do not fit into what the plan leaves of a limit.

    `amounts` has `option`, `amount` and the columns `by`; `limits` those columns and `left`;
    `given_up` says which other options would make room for an option.
    """
    mine = amounts.join(plan.chosen, on="option", how="semi")
    used = mine.group_by(by).agg(used=pl.col("amount").sum())
    freed = (
        mine.rename({"option": "other", "amount": "freed"})
        .join(given_up, on="other").select("option", "freed", *by)
    )  # fmt: skip
    return (
        amounts.join(limits, on=by)
        .join(used, on=by, how="left")
        .join(freed, on=["option", *by], how="left")
        .filter(
            pl.col("amount") + pl.col("used").fill_null(0.0) - pl.col("freed").fill_null(0.0)
            > pl.col("left").clip(0.0) + _EPS
        )["option"]
    )  # fmt: skip


__all__ = [
    "BUDGET", "LEVEL", "NOT_FREE", "NO_COURSE", "NO_DATE", "NO_PLACE", "PRICE", "REASONS", "SEATS",
    "TOO_EARLY", "TOO_LATE", "why",
]  # fmt: skip
