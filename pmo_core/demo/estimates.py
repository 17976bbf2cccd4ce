"""What the demonstration is sure of: ranges of tasks, a risk, a common cause, and dates to keep."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pmo_core.demo.shape import typed
from pmo_core.demo.ties import open_elements
from pmo_core.demo.words import SUPPLIERS
from pmo_core.demo.workforce import SHIFT
from pmo_core.model import RaidItem, RiskLoading

Frames = dict[str, pl.DataFrame]
SURE, UNSURE, USUAL = (0.92, 1.02), (0.85, 2.1), (0.9, 1.4)  # of the duration
RESERVED = (0.7, 1.0)  # of the duration, where a plan has some time to spare in each task
LEAST_TASKS = 5
LOADINGS = (0.7, 0.6, 0.5)
_PROBABILITY, _IMPACT = 40.0, 30


@dataclass(frozen=True, slots=True)
class Estimates:
    """Codes of the projects by what they show; empty where there is none.

    Those `reserved` are reported in time, and have some time to spare in each task.
    """

    unsure: str = ""
    sure: str = ""
    supplied: tuple[str, ...] = ()
    fixed: str = ""
    by_shift: str = ""
    reserved: tuple[str, ...] = ()


def estimates(frames: Frames, odd: set[str], others: tuple[str, ...]) -> tuple[Frames, Estimates]:
    """Return work breakdown, projects, risks and common causes, and what they show.

    Parameters
    ----------
    frames : dict
        By register; `booking` and `person` decide which project works by a calendar of its own.
    odd : set of str
        Projects that stand for something else already.
    others : tuple of str
        Projects of the story about a slip, whose tasks have ranges too.
    """
    tasks = open_elements(frames).filter(~pl.col("project").is_in(list(odd)))
    found = _chosen(frames, tasks, others)
    share = dict.fromkeys(found.reserved, RESERVED) | dict.fromkeys(others, USUAL)
    share |= {found.unsure: UNSURE, found.sure: SURE}
    shares = pl.DataFrame(
        [(code, *pair) for code, pair in share.items()], schema=["project", "_low", "_high"],
        orient="row",
    )  # fmt: skip
    wbs = _constrained(_ranged(frames, tasks, shares), tasks, found)
    project = frames["project"].with_columns(
        is_date_fixed=pl.col("code") == found.fixed,
        calendar=pl.when(pl.col("code") == found.by_shift).then(pl.lit(SHIFT)),
    )
    loading = typed(RiskLoading, {
        "factor": [f"Supplier {SUPPLIERS[0]}"] * len(found.supplied),
        "project": list(found.supplied), "loading": LOADINGS[: len(found.supplied)],
    }).sort(RiskLoading.key)  # fmt: skip
    return {
        "wbs_element": wbs, "project": project, "risk_loading": loading,
        "raid_item": _at_risk(frames["raid_item"], tasks, found.unsure),
    }, found  # fmt: skip


def _chosen(frames: Frames, tasks: pl.DataFrame, others: tuple[str, ...]) -> Estimates:
    """Return which projects show what: those in time, by how much time they have to spare."""
    expected = pl.col("probability_pct") / 100 * pl.col("impact_days")
    risk = frames["raid_item"].filter(kind="risk", state="open").group_by("project").agg(
        risk=expected.sum()
    )  # fmt: skip
    in_time = tasks.filter(
        ~pl.col("project").is_in(list(others)), "is_green", pl.col("margin") >= 0
    )
    fit = (
        in_time.group_by("project").agg(pl.len(), pl.col("margin").first())
        .filter(pl.col("len") >= LEAST_TASKS)
        .join(risk, on="project", how="left").with_columns(pl.col("risk").fill_null(0.0))
    )  # fmt: skip
    by_margin = fit.sort(
        pl.col("margin") - 1.5 * pl.col("risk"), pl.col("project"), descending=[True, False]
    )["project"].to_list()  # fmt: skip
    if len(by_margin) < 4:
        return Estimates()
    sure, fixed, unsure, supplied = by_margin[0], by_margin[1], by_margin[-1], by_margin[-2]
    shift = frames["person"].filter(calendar=SHIFT).select(person="code")
    free = tasks.filter(~pl.col("project").is_in([*others, sure, fixed, unsure, supplied]))
    works = frames["booking"].join(shift, on="person", how="semi").join(
        free, on="project", how="semi"
    ).group_by("project").agg(pl.col("hours").sum()).sort(
        "hours", "project", descending=[True, False]
    )["project"].to_list()  # fmt: skip
    three = (unsure, supplied, *others[:1])
    reserved = tuple(in_time.filter(
        ~pl.col("project").is_in([sure, *three])
    )["project"].unique(maintain_order=True))  # fmt: skip
    return Estimates(unsure, sure, three, fixed, works[0] if works else "", reserved)


def _ranged(frames: Frames, tasks: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """Return the work breakdown with the ranges of open tasks, in whole working days."""
    wbs = frames["wbs_element"]
    off = frames["holiday"]["day"].to_numpy().astype("datetime64[D]")
    ends = wbs["planned_finish"].to_numpy().astype("datetime64[D]") + 1
    days = np.busday_count(
        wbs["planned_start"].to_numpy().astype("datetime64[D]"), ends, holidays=off
    )
    is_open = tasks.select("project", "code", _open=pl.lit(value=True))
    rows = (
        wbs.with_columns(_days=pl.Series(days, dtype=pl.Float64))
        .join(shares, on="project", how="left", maintain_order="left")
        .join(is_open, on=["project", "code"], how="left", maintain_order="left")
    )
    known = pl.when(pl.col("_open") & (pl.col("_days") > 0))
    return rows.with_columns(
        low_days=known.then((pl.col("_low") * pl.col("_days")).round().clip(1)),
        high_days=known.then((pl.col("_high") * pl.col("_days")).round().clip(1)),
    ).select(wbs.columns)


def _constrained(wbs: pl.DataFrame, tasks: pl.DataFrame, found: Estimates) -> pl.DataFrame:
    """Return the work breakdown with dates to keep: a last finish, and a delivery to wait for."""
    later = tasks.filter(pl.col("percent") == 0).sort("project", "planned_start", "code")
    last = later.filter(project=found.fixed).tail(1).select(
        "project", "code", _kind=pl.lit("finish no later than"), _on="planned_finish"
    )  # fmt: skip
    first = later.filter(project=found.by_shift).head(1).select(
        "project", "code", _kind=pl.lit("start no earlier than"), _on="planned_start"
    )  # fmt: skip
    kept = wbs.join(
        pl.concat([last, first]), on=["project", "code"], how="left", maintain_order="left"
    )
    return kept.with_columns(constraint_kind="_kind", constraint_on="_on").select(wbs.columns)


def _at_risk(items: pl.DataFrame, tasks: pl.DataFrame, project: str) -> pl.DataFrame:
    """Return the items, with a risk on the longest task to come of a project."""
    length = pl.col("planned_finish") - pl.col("planned_start")
    task = tasks.filter(pl.col("percent") == 0, project=project).sort(
        length, pl.col("code"), descending=[True, False]
    ).head(1)  # fmt: skip
    if task.is_empty():
        return items
    own = items.filter(project=project)
    raised = own["raised_on"].max() or items["raised_on"].max()
    new = typed(RaidItem, {
        "project": task["project"], "code": [f"RISK-{own.filter(kind='risk').height + 1}"],
        "kind": ["risk"], "wbs": task["code"],
        "name": [f"{SUPPLIERS[0]} delivers the interface late"],
        "description": ["The supplier builds it for three of our projects at once."],
        "probability_pct": [_PROBABILITY], "impact_days": [_IMPACT],
        "response": ["A part without it is tested first."], "strategy": ["mitigate"],
        "residual_probability_pct": [_PROBABILITY / 2], "residual_days": [_IMPACT // 2],
        "owner": task["manager"], "raised_on": [raised],
        "due_on": task["planned_start"],
    })  # fmt: skip
    return pl.concat([items, new]).sort(RaidItem.key)


__all__ = ["Estimates", "estimates"]
