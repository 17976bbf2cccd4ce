"""Scenarios side by side, and a scenario beside the live data."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pmo_core.analysis.calendar import fiscal_year
from pmo_core.analysis.selection.case import MONEY, Case
from pmo_core.analysis.selection.result import chosen, headline, usage
from pmo_core.analysis.selection.worth import risk
from pmo_core.errors import Refused
from pmo_core.jobs import scenario_changes as changes
from pmo_core.jobs.scenarios import Frozen, load
from pmo_core.store import Repository

MOST = 6
_NAMED = 4
"""Causes that are written out for one project; the others are counted."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """Up to six scenarios side by side; the first is what the others are measured against.

    Parameters
    ----------
    figures : polars.DataFrame
        One row per scenario: scenario, name, data_date, objective, status, worth, bound, gap_share,
        n_chosen, n_candidates, cost, npv, risk_pct (mean risk of the chosen that are judged on it,
        by cost; null = none). Worths of different objectives cannot be compared.
    money : polars.DataFrame
        scenario, year, period_on, limit, committed, used: money of all portfolios together.
    load : polars.DataFrame
        scenario, resource (role), period_on, limit, committed, used, in hours.
    goals : polars.DataFrame
        scenario, goal, n_projects, cost (of the chosen, by their share for the goal).
    decisions : polars.DataFrame
        One row per project that is a candidate in any: project, name, is_disputed (whether the
        scenarios differ), then one column per scenario, named by its code: "in", "in, 2 months
        later", "out", null = no candidate.
    differences : polars.DataFrame
        One row per scenario after the first and project that it decides otherwise: scenario,
        project, name, before (in the first), after, reason (what differs about this project; what
        differs in general where nothing does).
    changed : polars.DataFrame
        scenario, and what `scenario_changes` gives of inputs and controls against the first.
    """

    figures: pl.DataFrame
    money: pl.DataFrame
    load: pl.DataFrame
    goals: pl.DataFrame
    decisions: pl.DataFrame
    differences: pl.DataFrame
    changed: pl.DataFrame


def moved_on(frozen: Frozen, case_now: Case) -> pl.DataFrame:
    """Return what differs between the inputs of a scenario and a live case; empty = nothing.

    Parameters
    ----------
    frozen : Frozen
        The scenario.
    case_now : Case
        The live case; best as of the scenario's data date, so that only changed data counts.

    Returns
    -------
    polars.DataFrame
        As `scenario_changes.inputs` gives it: before = frozen, after = live.
    """
    return changes.inputs(frozen.case, case_now)


def compare(repo: Repository, codes: Sequence[str]) -> Comparison:
    """Return up to six scenarios side by side, each on its own frozen inputs.

    Raises
    ------
    Refused
        There are none, more than six, or one stands twice.
    """
    if not 1 <= len(codes) <= MOST or len(set(codes)) < len(codes):
        raise Refused(f"Choose between one and {MOST} different scenarios to compare.")
    every = [load(repo, code) for code in codes]
    decided = _decided(every)
    changed = pl.concat([_named(one, _changed(every[0], one)) for one in every[1:] or every])
    limits = pl.concat([_named(one, usage(one.formulation, one.answer)) for one in every])
    is_money = pl.col("resource") == MONEY
    begin = every[0].case.fiscal_year_start_month
    return Comparison(
        figures=pl.concat([_figures(one) for one in every]),
        money=limits.filter(is_money & (pl.col("portfolio") == "")).select(
            "scenario", "period_on", "limit", "committed", "used",
            year=fiscal_year(pl.col("period_on"), begin).cast(pl.Int64),
        ),
        load=limits.filter(~is_money).select(
            "scenario", "resource", "period_on", "limit", "committed", "used"
        ),
        goals=pl.concat([_named(one, _goals(one)) for one in every]),
        decisions=_matrix(decided, codes),
        differences=_differences(decided, changed, codes),
        changed=changed,
    )  # fmt: skip


def _named(frozen: Frozen, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.lit(frozen.record.code).alias("scenario"), pl.all())


def _figures(frozen: Frozen) -> pl.DataFrame:
    figures = headline(frozen.formulation, frozen.answer)
    inside = chosen(frozen.formulation, frozen.answer).filter("is_chosen").select("project", "cost")
    risks = inside.join(risk(frozen.case), on="project").drop_nulls()
    cost = float(risks["cost"].sum())
    record = frozen.record
    row = {
        "scenario": record.code,
        "name": record.name,
        "data_date": record.data_date,
        "objective": frozen.result["objective"],
        "status": frozen.result["status"],
        "worth": figures["worth"],
        "bound": frozen.result["bound"],
        "gap_share": figures["gap"],
        "n_chosen": figures["n_chosen"],
        "n_candidates": figures["n_candidates"],
        "cost": figures["cost"],
        "npv": figures["npv"],
        "risk_pct": 100 * float((risks["cost"] * risks["risk"]).sum()) / cost if cost else None,
    }
    floats = dict.fromkeys(("worth", "bound", "gap_share", "cost", "npv", "risk_pct"), pl.Float64)
    return pl.DataFrame([row], schema_overrides=floats).with_columns(
        pl.col("npv", "gap_share").fill_nan(None)
    )


def _goals(frozen: Frozen) -> pl.DataFrame:
    inside = chosen(frozen.formulation, frozen.answer).filter("is_chosen")
    return (
        frozen.case.contributions.join(inside.select("project", "cost"), on="project")
        .group_by("goal")
        .agg(
            n_projects=pl.len().cast(pl.Int64),
            cost=(pl.col("cost") * pl.col("share_pct") / 100).sum(),
        )
        .sort("goal")
    )


def _decided(every: Sequence[Frozen]) -> pl.DataFrame:
    """Return scenario, project, name and decision of every candidate."""
    words = (
        pl.when(~pl.col("is_chosen"))
        .then(pl.lit("out"))
        .when(pl.col("delay_months") == 0)
        .then(pl.lit("in"))
        .when(pl.col("delay_months") == 1)
        .then(pl.lit("in, 1 month later"))
        .otherwise(pl.format("in, {} months later", "delay_months"))
    )
    return pl.concat(
        _named(one, chosen(one.formulation, one.answer).select("project", "name", decision=words))
        for one in every
    )


def _matrix(decided: pl.DataFrame, codes: Sequence[str]) -> pl.DataFrame:
    wide = decided.pivot("scenario", index="project", values="decision", on_columns=codes)
    names = decided.unique("project", keep="first", maintain_order=True).select("project", "name")
    differ = pl.concat_list(pl.col(codes)).list.n_unique() > 1
    return wide.join(names, on="project").select(
        "project", "name", differ.alias("is_disputed"), *codes
    ).sort("project")  # fmt: skip


def _changed(first: Frozen, other: Frozen) -> pl.DataFrame:
    return pl.concat(
        [
            changes.controls(first.what_if, other.what_if),
            changes.inputs(first.case, other.case),
        ]
    )


def _differences(
    decided: pl.DataFrame, changed: pl.DataFrame, codes: Sequence[str]
) -> pl.DataFrame:
    base = decided.filter(scenario=codes[0])
    others = decided.filter(pl.col("scenario") != codes[0])
    pairs = others.select("scenario").unique().join(base.select("project"), how="cross")
    both = (
        pl.concat([pairs, others.select("scenario", "project")])
        .unique()
        .join(base.select("project", "name", before="decision"), on="project", how="left")
        .join(
            others.select("scenario", "project", _name="name", after="decision"),
            on=["scenario", "project"], how="left",
        )
        .filter(pl.col("before").ne_missing(pl.col("after")))
    )  # fmt: skip
    own = _causes(changed.drop_nulls("project"), ["scenario", "project"])
    general = _causes(changed.filter(pl.col("project").is_null()), ["scenario"])
    return (
        both.join(own.rename({"reason": "_own"}), on=["scenario", "project"], how="left")
        .join(general, on="scenario", how="left")
        .select(
            "scenario", "project", pl.coalesce("name", "_name").alias("name"), "before", "after",
            pl.coalesce("_own", "reason").fill_null("").alias("reason"),
        )
        .sort("scenario", "project")
    )  # fmt: skip


def _causes(changed: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Return one text per group: the first changes written out, the others counted."""
    nothing = pl.lit("nothing")
    key = pl.coalesce(pl.col("key").str.strip_prefix(pl.col("project")), "key").str.strip_chars()
    what = pl.concat_str(
        [pl.col("column"), key.replace("", None)], separator=" ", ignore_nulls=True
    )
    one = pl.format(
        "{}: {} → {}", what, pl.coalesce("before", nothing), pl.coalesce("after", nothing)
    )
    rest = pl.len().cast(pl.Int64) - _NAMED
    return (
        changed.with_columns(_text=one)
        .group_by(by)
        .agg(pl.col("_text").head(_NAMED).str.join("; "), _rest=rest)
        .select(
            *by,
            reason=pl.when(pl.col("_rest") > 0)
            .then(pl.format("{}; and {} more", "_text", "_rest"))
            .otherwise("_text"),
        )
    )


__all__ = ["MOST", "Comparison", "compare", "moved_on"]
