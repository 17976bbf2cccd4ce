"""Whether what a lesson warns of came again: where it was applied, and where it was not.

People choose where they apply a lesson, and the projects are few: the two shares are an
observation, not a proof.
"""

from datetime import date

import polars as pl

from pmo_core.analysis.lessons import tags_told

DAYS = 90
"""Days after somebody judged a lesson within which the same counts as come again."""
NO_TRACE = "It names no tag and is from no finding of a rule: nobody can see whether it came again."
NOT_JUDGED = "Nobody has said of a project whether it was applied."
TOO_EARLY = f"Less than {DAYS} days have passed wherever somebody judged it."
_COUNTS = ("n_followed", "n_followed_again", "n_left", "n_left_again")


def came_again(
    lessons: pl.DataFrame, uses: pl.DataFrame, events: pl.DataFrame, *, as_of: date
) -> pl.DataFrame:
    """Return for each lesson at how many projects it came again, applied or not.

    Parameters
    ----------
    lessons : polars.DataFrame
        code, tags, and rule (that showed the finding it is from; "" = none).
    uses : polars.DataFrame
        lesson, project (null = none), used_as, used_on: what people made of a lesson where it
        appeared. A lesson is followed at a project from the first day on which somebody applied it
        there; it is left where all who judged it said not relevant or later, from the first day.
    events : polars.DataFrame
        What went wrong: project, happened_on, text, rule. It is the same as the lesson's where a
        tag of the lesson stands in its text, or where the same rule showed it.
    as_of : date
        Today. Projects at which fewer than `DAYS` days have passed are not counted yet.

    Returns
    -------
    polars.DataFrame
        code, n_followed, n_followed_again, n_left, n_left_again (projects), followed_again_pct =
        100 n_followed_again / n_followed, left_again_pct = 100 n_left_again / n_left (null where
        there is none), why_unknown (null where one of the two is known); in the order of lessons.

    Examples
    --------
    >>> lessons = pl.DataFrame({"code": ["L"], "tags": ["supplier"], "rule": [""]})
    >>> uses = pl.DataFrame({"lesson": ["L", "L"], "project": ["P", "Q"],
    ...     "used_as": ["applied", "later"], "used_on": [date(2026, 1, 10)] * 2})
    >>> events = pl.DataFrame({"project": ["Q"], "happened_on": [date(2026, 2, 1)],
    ...     "text": ["The supplier is late"], "rule": [""]})
    >>> came_again(lessons, uses, events, as_of=date(2026, 6, 1)).row(0)
    ('L', 1, 0, 1, 1, 0.0, 100.0, None)
    """
    is_followed, is_again = pl.col("is_followed"), pl.col("is_again")
    is_known = is_again.is_not_null()
    counts = by_project(lessons, uses, events, as_of=as_of).group_by(code="lesson").agg(
        n_pairs=pl.len(),
        n_followed=(is_known & is_followed).sum(),
        n_followed_again=(is_again & is_followed).sum(),
        n_left=(is_known & ~is_followed).sum(),
        n_left_again=(is_again & ~is_followed).sum(),
    )  # fmt: skip
    rows = lessons.select("code", is_traced=_is_traced()).join(
        counts, on="code", how="left", maintain_order="left"
    )
    return rows.with_columns(pl.col(_COUNTS).fill_null(0).cast(pl.Int64)).select(
        "code", *_COUNTS, followed_again_pct=_share("followed"), left_again_pct=_share("left"),
        why_unknown=pl.when(~pl.col("is_traced")).then(pl.lit(NO_TRACE))
        .when(pl.col("n_pairs").is_null()).then(pl.lit(NOT_JUDGED))
        .when(pl.col("n_followed") + pl.col("n_left") == 0).then(pl.lit(TOO_EARLY)),
    )  # fmt: skip


def by_project(
    lessons: pl.DataFrame, uses: pl.DataFrame, events: pl.DataFrame, *, as_of: date
) -> pl.DataFrame:
    """Return for each lesson and project at which it was judged whether it came again there.

    Parameters
    ----------
    lessons, uses, events, as_of
        As for `came_again`.

    Returns
    -------
    polars.DataFrame
        lesson, project, is_followed, is_again (null: it cannot be known, or not yet).
    """
    pairs = _pairs(uses, as_of)
    traced = lessons.filter(_is_traced()).select(lesson="code", is_traced=pl.lit(value=True))
    rows = pairs.join(traced, on="lesson", how="left").join(
        _again(lessons, pairs, events), on=["lesson", "project"], how="left"
    )
    is_known = pl.col("is_traced").is_not_null() & pl.col("is_over")
    is_again = pl.when(is_known).then(pl.col("is_again").fill_null(value=False))
    return rows.select("lesson", "project", "is_followed", is_again=is_again)


def _is_traced() -> pl.Expr:
    """Return whether it can be seen that what a lesson warns of comes again."""
    return pl.col("tags").fill_null("").str.contains(r"[^;\s]") | (pl.col("rule") != "")


def _share(name: str) -> pl.Expr:
    n = pl.col(f"n_{name}")
    return pl.when(n > 0).then(100.0 * pl.col(f"n_{name}_again") / n)


def _pairs(uses: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return lesson, project, is_followed, since and is_over (its days have passed)."""
    is_applied = pl.col("used_as") == "applied"
    applied_on = pl.col("used_on").filter(is_applied).min()
    return (
        uses.drop_nulls("project")
        .group_by("lesson", "project")
        .agg(is_followed=is_applied.any(), since=pl.coalesce(applied_on, pl.col("used_on").min()))
        .with_columns(is_over=pl.col("since") + pl.duration(days=DAYS) <= as_of)
    )


def _again(lessons: pl.DataFrame, pairs: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Return lesson, project and is_again of the pairs at which the same came within the days."""
    near = events.join(pairs, on="project", how="semi").with_columns(
        subject=pl.int_range(pl.len()).cast(pl.String), place=pl.lit("")
    )
    named = tags_told(lessons, near.select("subject", "place", "text")).select("code", "subject")
    shown = near.filter(pl.col("rule") != "").join(lessons, on="rule").select("code", "subject")
    same = pl.concat([named, shown]).join(near, on="subject")
    within = pl.col("happened_on").is_between(
        "since", pl.col("since") + pl.duration(days=DAYS), closed="right"
    )
    return (
        pairs.join(same, left_on=["lesson", "project"], right_on=["code", "project"])
        .filter(within)
        .select("lesson", "project", is_again=pl.lit(value=True))
        .unique()
    )


__all__ = ["DAYS", "NOT_JUDGED", "NO_TRACE", "TOO_EARLY", "by_project", "came_again"]
