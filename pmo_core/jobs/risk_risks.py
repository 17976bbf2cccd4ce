"""What else moves dates: milestones to watch, risks of the RAID register, common causes."""

import polars as pl

from pmo_core.analysis.risk_inputs import key
from pmo_core.analysis.risk_plan import LINKS, RISKS
from pmo_core.analysis.summary_tasks import inside
from pmo_core.errors import Finding
from pmo_core.jobs.facts import Source


def milestones(
    source: Source, tasks: pl.DataFrame, elements: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the milestones that are to come, each reached when its element is finished.

    A milestone of a summary element waits for all tasks below it; one without an element, or whose
    element is finished, is not drawn.

    Parameters
    ----------
    source : Source
        Where frames are read from.
    tasks : polars.DataFrame
        Of `risk_inputs.drawn`.
    elements : polars.DataFrame
        Of `PlanFrames`.

    Returns
    -------
    tuple of polars.DataFrame
        Milestones as tasks of no duration (task, project, code, name, kind, low, likely, high,
        earliest, planned_on, early_finish), and their links.
    """
    open_ = source.table("milestone").filter(pl.col("achieved_on").is_null(), pl.col("wbs") != "")
    drawn = tasks.select("project", "code", "task", done="early_finish")
    parts = inside(elements).join(drawn, on=["project", "code"])
    ties = open_.join(
        parts, left_on=["project", "wbs"], right_on=["project", "element"], suffix="_task"
    )
    name = pl.concat_str("project", pl.lit(" / M "), "code")
    marks = (
        ties.group_by("project", "code")
        .agg(pl.first("name", "planned_on"), early_finish=pl.col("done").max())
        .sort("project", "code")
        .select(
            name.alias("task"), "project", "code", "name", kind=pl.lit("fixed"),
            low=pl.lit(0.0), likely=pl.lit(0.0), high=pl.lit(0.0), earliest=pl.lit(0.0),
            planned_on="planned_on", early_finish="early_finish",
        )
    )  # fmt: skip
    links = ties.sort("project", "code", "code_task").select(
        predecessor="task", successor=name, kind=pl.lit("FS"), lag=pl.lit(0.0)
    )
    return marks, links.select(list(LINKS))


def risks(source: Source, tasks: pl.DataFrame, *, with_responses: bool) -> pl.DataFrame:
    """Return the open risks with a probability and an impact, as `risk_plan.RISKS`.

    A risk hits its element where that is still to do, else the finish of its project.

    Parameters
    ----------
    source : Source
        Where frames are read from.
    tasks : polars.DataFrame
        Of `risk_inputs.drawn`.
    with_responses : bool
        Whether what remains after the response counts, where it is known.
    """
    days, cost, probability = (
        pl.coalesce(f"residual_{name}", given) if with_responses else pl.col(given)
        for name, given in (
            ("days", "impact_days"), ("cost", "impact_cost"),
            ("probability_pct", "probability_pct"),
        )
    )  # fmt: skip
    rows = (
        source.table("raid_item")
        .filter(kind="risk", state="open")
        .join(tasks.select("project").unique(), on="project", how="semi")
        .join(tasks.select("project", "task", wbs="code"), on=["project", "wbs"], how="left")
        .sort("project", "code")
    )
    found = rows.select(
        risk=key(),
        target=pl.coalesce("task", "project"),
        probability=probability / 100,
        kind=pl.lit("fixed"),
        likely=days.cast(pl.Float64).fill_null(0.0),
        money_likely=cost.cast(pl.Float64).fill_null(0.0),
    ).filter(
        pl.col("probability") > 0, (pl.col("likely") != 0) | (pl.col("money_likely") != 0)
    )  # fmt: skip
    return found.select(
        "risk", "target", "probability", "kind", low="likely", likely="likely", high="likely",
        money_low="money_likely", money_likely="money_likely", money_high="money_likely",
    ).select(list(RISKS))  # fmt: skip


def loadings(
    source: Source, drawn: pl.DataFrame, elements: pl.DataFrame
) -> tuple[pl.DataFrame, list[Finding]]:
    """Return how strongly named causes move each task: row (of `drawn`), factor, loading.

    What is said of a task stands before what is said of a summary above it, and that before what is
    said of its project. Where the squares of the loadings exceed 1 together they are scaled down to
    it, which a finding says.
    """
    rows = drawn.with_row_index("row").select(pl.col("row").cast(pl.Int64), "project", "code")
    said = source.table("risk_loading")
    parts = inside(elements).rename({"element": "wbs"}).join(
        said, on=["project", "wbs"], maintain_order="left"
    )  # fmt: skip
    own = parts.join(rows, on=["project", "code"], maintain_order="left")
    whole = said.filter(pl.col("wbs") == "").join(rows, on="project")
    both = pl.concat([own.select("row", "factor", "loading"),
                      whole.select("row", "factor", "loading")])  # fmt: skip
    found = both.unique(["row", "factor"], keep="first", maintain_order=True).sort("row", "factor")
    square = (pl.col("loading") ** 2).sum().over("row")
    too_much = found.filter(square > 1)["row"].unique()
    names = drawn[too_much.to_list()].select("project", "code").rows() if len(too_much) else []
    findings = [
        Finding(
            "warning", "too_much_in_common",
            f"{project} {code}: its common causes explain more than all of it; their loadings are "
            "scaled down.",
        )
        for project, code in names
    ]  # fmt: skip
    scaled = pl.col("loading") / pl.max_horizontal(square.sqrt(), 1.0)
    return found.with_columns(loading=scaled), findings


__all__ = ["loadings", "milestones", "risks"]
