"""How mature the PMO finds itself: what each level means, how it stands, and how it moved."""

from typing import get_args

import polars as pl

from pmo_core.model.pmo import Area

AREAS: tuple[Area, ...] = get_args(Area)
LEVELS: dict[Area, tuple[str, str, str, str, str]] = {
    "governance": (
        "Nobody knows who decides; projects begin because somebody wants them.",
        "Boards meet when something burns; decisions stand in mails.",
        "Boards, mandates and gates are written down, and most projects pass them.",
        "Every decision has its reason and day; skipped gates and slow decisions are counted.",
        "Rules of governance are changed by what these counts show, and thinned where they cost "
        "more than they save.",
    ),
    "intake": (
        "Ideas become projects by word of mouth.",
        "There is a form; what it asks differs between departments.",
        "Every idea comes through one door and gets an answer with a reason.",
        "Time to an answer is measured, and doubles and lookalikes are found before work begins.",
        "What closed projects took and brought corrects what new requests may claim.",
    ),
    "selection": (
        "Who is loudest is funded.",
        "Projects are listed by a feeling of importance, once a year.",
        "Criteria with weights rank all candidates under one budget.",
        "Selections keep to money and people, and it is known how sure each place is.",
        "Selections are looked at again when facts change, and compared with what came of them.",
    ),
    "planning": (
        "Plans live in heads.",
        "Each manager plans in a way of his own; few plans have links or owners.",
        "Work breakdown, links, estimates and baselines follow one standard.",
        "Schedule quality is checked by rules; dates and costs come with their uncertainty.",
        "Estimates are drawn from one's own history, and their errors shrink.",
    ),
    "control": (
        "Delays are known when they have happened.",
        "Reports come now and then, in words.",
        "All projects report by the same day, with forecasts and tolerances.",
        "Earned value and trends warn early; a broken tolerance reaches its board in days.",
        "Forecasts are judged by what came true, and rules of control are kept by their success.",
    ),
    "risk": (
        "Risks are spoken of when they have occurred.",
        "Some projects keep a list that few look at.",
        "Each project rates its risks, with owners and measures, and looks at them monthly.",
        "Risks are in money and days, added up over the portfolio, and in the reserves.",
        "What occurred is compared with what was foreseen; causes in common are removed.",
    ),
    "resources": (
        "People find out on Monday what they work on.",
        "Managers borrow from each other; overload is seen when people fall ill.",
        "Bookings by role and month exist for all running projects.",
        "Load, capacity and skills are balanced before a project is promised.",
        "Hiring and training follow the load that is foreseen, in time.",
    ),
    "learning": (
        "The same error is made again.",
        "Some projects write lessons that nobody reads.",
        "Lessons are taken at closure and gates, and practices have owners.",
        "Lessons appear where they matter; it is counted who used them and what came of it.",
        "Practices change by what their use shows, and trainings close gaps before they hurt.",
    ),
}
"""Area -> what levels 1 to 5 mean there. Level 1 happens by chance, 2 depends on people, 3 is a
standard that is followed, 4 is measured, 5 gets better by what is measured."""
NAMES = ("by chance", "by some people", "by a standard", "measured", "improving itself")
"""What levels 1 to 5 are called."""


def standing(assessments: pl.DataFrame) -> pl.DataFrame:
    """Return how each area stood at its latest assessment.

    Parameters
    ----------
    assessments : polars.DataFrame
        Register `maturity`.

    Returns
    -------
    polars.DataFrame
        One row per area, also those that nobody has assessed: area, maturity_level,
        maturity_before (level of the assessment before), maturity_change, target_level,
        target_gap = target - level (0 where it is reached; null: no target), level_text,
        next_text (what the next level asks; null at 5), assessed_on, assessed_by, evidence.
    """
    level = pl.col("level")
    ordered = assessments.sort("area", "assessed_on")
    latest = ordered.with_columns(maturity_before=level.shift(1).over("area")).group_by(
        "area", maintain_order=True
    ).last()  # fmt: skip
    texts = pl.DataFrame(
        [(area, n, text) for area in AREAS for n, text in enumerate(LEVELS[area], start=1)],
        schema={"area": pl.String, "maturity_level": pl.Int64, "level_text": pl.String},
        orient="row",
    )
    following = texts.select(
        "area", pl.col("maturity_level") - 1, next_text="level_text"
    )  # fmt: skip
    gap = pl.col("target_level") - pl.col("maturity_level")
    return (
        pl.DataFrame({"area": AREAS})
        .join(latest.rename({"level": "maturity_level"}), on="area", how="left",
              maintain_order="left")
        .join(texts, on=["area", "maturity_level"], how="left", maintain_order="left")
        .join(following, on=["area", "maturity_level"], how="left", maintain_order="left")
        .with_columns(
            maturity_change=pl.col("maturity_level") - pl.col("maturity_before"),
            target_gap=gap.clip(0),
        )
        .select(
            "area", "maturity_level", "maturity_before", "maturity_change", "target_level",
            "target_gap", "level_text", "next_text", "assessed_on", "assessed_by", "evidence",
        )
    )  # fmt: skip


def trend(assessments: pl.DataFrame) -> pl.DataFrame:
    """Return the mean level on each day of an assessment; what was not assessed anew still holds.

    Parameters
    ----------
    assessments : polars.DataFrame
        Register `maturity`.

    Returns
    -------
    polars.DataFrame
        assessed_on, n_areas (areas that had ever been assessed), mean_level and lowest_level over
        these; by day.

    Examples
    --------
    >>> from datetime import date
    >>> days = [date(2025, 1, 1), date(2025, 1, 1), date(2026, 1, 1)]
    >>> rows = {"assessed_on": days, "area": ["risk", "control", "risk"], "level": [1, 3, 2]}
    >>> trend(pl.DataFrame(rows)).select("n_areas", "mean_level", "lowest_level").rows()
    [(2, 2.0, 1), (2, 2.5, 2)]
    """
    days = assessments.select("assessed_on").unique().sort("assessed_on")
    return (
        days.join(assessments.select("area").unique(), how="cross")
        .join(
            assessments.select("area", "assessed_on", "level"), on=["area", "assessed_on"],
            how="left",
        )
        .sort("area", "assessed_on")
        .with_columns(pl.col("level").forward_fill().over("area"))
        .drop_nulls("level")
        .group_by("assessed_on")
        .agg(
            n_areas=pl.len().cast(pl.Int64), mean_level=pl.col("level").mean(),
            lowest_level=pl.col("level").min(),
        )
        .sort("assessed_on")
    )  # fmt: skip


__all__ = ["AREAS", "LEVELS", "NAMES", "standing", "trend"]
