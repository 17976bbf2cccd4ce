"""Which tool meets the requirements best, which is out, and how far weights may move.

total = 100 x sum(weight x score) / (5 x sum(weight)), the additive weighting of multi-criteria
decisions. A tool whose score of a required one is 0 is out; a tool with a requirement that nobody
has scored is not ranked: a missing score is not a zero.
"""

import polars as pl

FULL = 5.0
"""Score of a requirement that is fully met."""
RANKED, OUT, UNSCORED = "ranked", "out", "not fully scored"
_TEXT = pl.String


def totals(tools: pl.DataFrame, criteria: pl.DataFrame, scores: pl.DataFrame) -> pl.DataFrame:
    """Return the tools of one evaluation with their points, the best first.

    Parameters
    ----------
    tools : polars.DataFrame
        Register `tool`, those that take part.
    criteria, scores : polars.DataFrame
        Registers `tool_criterion` and `tool_score` of that evaluation.

    Returns
    -------
    polars.DataFrame
        tool, name, tool_standing (ranked, out, not fully scored), tool_rank (equal totals share
        one; null unless ranked), total_pct (null unless every requirement is scored),
        n_unscored, failed (names of the required ones that it does not meet;
        null: none).
    """
    cells = _cells(tools, criteria, scores)
    known = pl.col("score").count() == pl.len()
    points = (pl.col("weight") * pl.col("score")).sum() / pl.col("weight").sum()
    lacking = pl.col("is_required") & (pl.col("score") == 0).fill_null(value=False)
    made = cells.group_by("tool", "name").agg(
        total_pct=pl.when(known).then(100.0 * points / FULL),
        n_unscored=pl.col("score").null_count().cast(pl.Int64),
        failed=pl.col("criterion_name").filter(lacking).sort().str.join(", "),
    )
    is_out = pl.col("failed") != ""
    standing = (
        pl.when(is_out).then(pl.lit(OUT))
        .when(pl.col("n_unscored") > 0).then(pl.lit(UNSCORED))
        .otherwise(pl.lit(RANKED))
    )  # fmt: skip
    ranked = pl.when(standing == RANKED).then(pl.col("total_pct").round(9))
    return (
        made.with_columns(tool_standing=standing, tool_rank=ranked.rank("min", descending=True))
        .select(
            "tool", "name", "tool_standing", pl.col("tool_rank").cast(pl.Int64), "total_pct",
            "n_unscored", failed=pl.when(is_out).then("failed"),
        )
        .sort("tool_rank", "tool_standing", "tool", nulls_last=True)
    )  # fmt: skip


def contributions(
    tools: pl.DataFrame, criteria: pl.DataFrame, scores: pl.DataFrame
) -> pl.DataFrame:
    """Return how many points each requirement gives each tool; they sum to its total.

    Parameters
    ----------
    tools, criteria, scores : as for `totals`
        Who takes part, what is asked, and how well it is met.

    Returns
    -------
    polars.DataFrame
        tool, name, criterion, criterion_name, weight, is_required, score (null: not scored), note,
        points_pct (null: not scored); in the order of weights, then codes.
    """
    share = 100.0 * pl.col("weight") / (FULL * pl.col("weight").sum().over("tool"))
    return (
        _cells(tools, criteria, scores)
        .with_columns(points_pct=share * pl.col("score"))
        .sort("tool", "weight", "criterion", descending=[False, True, False])
    )


def reasons(points: pl.DataFrame, ranking: pl.DataFrame) -> pl.DataFrame:
    """Return why each tool stands where it does.

    Parameters
    ----------
    points, ranking : polars.DataFrame
        From `contributions` and `totals`.

    Returns
    -------
    polars.DataFrame
        `ranking` with tool_reason: what keeps the first ahead of the second, what costs each other
        one most against the first, which required one is not met, or what is not scored.
    """
    order = ranking.filter(pl.col("tool_standing") == RANKED)
    if order.is_empty():
        return ranking.with_columns(tool_reason=_plainly())
    first = order["tool"][0]
    second = order["tool"][1] if order.height > 1 else first
    best = points.filter(pl.col("tool") == first).select("criterion", best="points_pct")
    rival = points.filter(pl.col("tool") == second).select("criterion", rival="points_pct")
    against = (
        points.join(best, on="criterion")
        .join(rival, on="criterion")
        .with_columns(
            gap=pl.when(pl.col("tool") == first)
            .then(pl.col("points_pct") - pl.col("rival"))
            .otherwise(pl.col("best") - pl.col("points_pct"))
        )
        .sort("gap", "criterion", descending=[True, False], nulls_last=True)
        .group_by("tool", maintain_order=True)
        .agg(_by=pl.col("criterion_name").first(), _most=pl.col("gap").first())
    )
    said = (
        pl.when(pl.col("_most") <= 0)
        .then(pl.lit("No requirement sets it apart."))
        .when(pl.col("tool") == first)
        .then(pl.format('Ahead of the second most by "{}" (+{} points).', "_by", _one_digit()))
        .otherwise(pl.format('Behind the first most by "{}" (-{} points).', "_by", _one_digit()))
    )
    return (
        ranking.join(against, on="tool", how="left", maintain_order="left")
        .with_columns(
            tool_reason=pl.when(pl.col("tool_standing") == RANKED).then(said).otherwise(_plainly())
        )
        .drop("_by", "_most")
    )


def stability(points: pl.DataFrame, ranking: pl.DataFrame) -> pl.DataFrame:
    """Return how far each weight may move, the others as they are, until another tool wins.

    For the winner a, a rival b and the weight w of one requirement with scores a_i and b_i, a
    stays ahead while rest + w (a_i - b_i) >= 0, where rest = sum of weight x (a - b) over the other
    requirements. So w must not fall below -rest / (a_i - b_i) where a is better at it, nor rise
    above rest / (b_i - a_i) where b is.

    Parameters
    ----------
    points, ranking : polars.DataFrame
        From `contributions` and `totals`.

    Returns
    -------
    polars.DataFrame
        criterion, criterion_name, weight, weight_from (null: may fall to nothing), rival_below,
        weight_to (null: may rise without end), rival_above (names of who wins then), margin_pct =
        100 x the least move / weight (null: no move changes the winner); the least margin first.
        Empty where fewer than two tools are ranked.
    """
    order = ranking.filter(pl.col("tool_standing") == RANKED)
    schema = {
        "criterion": _TEXT, "criterion_name": _TEXT, "weight": pl.Float64,
        "weight_from": pl.Float64, "rival_below": _TEXT, "weight_to": pl.Float64,
        "rival_above": _TEXT, "margin_pct": pl.Float64,
    }  # fmt: skip
    if order.height < 2:
        return pl.DataFrame(schema=schema)
    first = points.filter(pl.col("tool") == order["tool"][0]).select("criterion", own="score")
    edge = pl.col("own") - pl.col("score")
    pairs = (
        points.filter(pl.col("tool").is_in(order["tool"][1:].implode()))
        .join(first, on="criterion")
        .with_columns(edge=edge, lead=(pl.col("weight") * edge).sum().over("tool"))
        .with_columns(rest=pl.col("lead") - pl.col("weight") * pl.col("edge"))
        .with_columns(turn=-pl.col("rest") / pl.col("edge"))
    )
    below = pl.when((pl.col("edge") > 0) & (pl.col("turn") > 0)).then("turn")
    above = pl.when(pl.col("edge") < 0).then("turn")
    weight = pl.col("weight")
    return (
        pairs.group_by("criterion", "criterion_name", "weight")
        .agg(
            weight_from=below.max(), rival_below=pl.col("name").get(below.arg_max()),
            weight_to=above.min(), rival_above=pl.col("name").get(above.arg_min()),
        )
        .with_columns(
            margin_pct=100.0 * pl.min_horizontal(
                weight - pl.col("weight_from"), pl.col("weight_to") - weight
            ) / weight
        )
        .select(*schema)
        .sort("margin_pct", "criterion", nulls_last=True)
    )  # fmt: skip


def _cells(tools: pl.DataFrame, criteria: pl.DataFrame, scores: pl.DataFrame) -> pl.DataFrame:
    """Return one row per tool and requirement; the score is null where nobody gave one."""
    asked = criteria.select("weight", "is_required", criterion="code", criterion_name="name")
    given = scores.select("tool", "criterion", "score", "note")
    return (
        tools.select("name", tool="code")
        .join(asked, how="cross")
        .join(given, on=["tool", "criterion"], how="left")
        .select(
            "tool", "name", "criterion", "criterion_name", "weight", "is_required", "score", "note"
        )
    )


def _one_digit() -> pl.Expr:
    return pl.col("_most").round(1)


def _plainly() -> pl.Expr:
    """Return why a tool has no rank."""
    return (
        pl.when(pl.col("tool_standing") == OUT)
        .then(pl.format("Out: required and not met: {}.", "failed"))
        .otherwise(pl.format("{} of its requirements not scored yet.", "n_unscored"))
    )


__all__ = [
    "FULL", "OUT", "RANKED", "UNSCORED", "contributions", "reasons", "stability", "totals",
]  # fmt: skip
