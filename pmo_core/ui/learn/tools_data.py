"""What the page of tools reads: evaluations, their ranking, and how stable the winner is."""

from dataclasses import dataclass

import polars as pl

from pmo_core.analysis import tool_evaluation as analysis
from pmo_core.analysis.currency import convert
from pmo_core.ui import data
from pmo_core.ui.page import as_of


@dataclass(frozen=True)
class Evaluated:
    """One evaluation: who takes part, what is asked, and what came of it.

    Parameters
    ----------
    code : str
        Code of the evaluation.
    tools, criteria, scores : polars.DataFrame
        Rows of the registers.
    points, ranking, stability : polars.DataFrame
        From `analysis.tool_evaluation`.
    """

    code: str
    tools: pl.DataFrame
    criteria: pl.DataFrame
    scores: pl.DataFrame
    points: pl.DataFrame
    ranking: pl.DataFrame
    stability: pl.DataFrame


@dataclass(frozen=True)
class Cost:
    """What the tools in use cost a year.

    Parameters
    ----------
    amount : float or None
        Sum of what is known, in base currency; None where nothing is.
    currency : str
        Base currency.
    n_unknown : int
        Tools in use without a cost, or without a rate for it.
    """

    amount: float | None
    currency: str
    n_unknown: int


def yearly_cost() -> Cost:
    """Return what the tools in use cost a year, by the rates of today."""
    today = as_of()
    return data.derived("cost of tools", _yearly_cost, today=today)


def _yearly_cost() -> Cost:
    base = data.settings().base_currency
    used = data.table("tool").filter(state="in use")
    costs = convert(used, data.table("rate"), ["yearly_cost"], base=base, on=as_of())["yearly_cost"]
    return Cost(float(costs.sum()) if costs.count() else None, base, costs.null_count())


def codes() -> list[str]:
    """Return the evaluations that have tools or requirements, by code."""
    return data.derived("evaluations of tools", _codes)


def _codes() -> list[str]:
    named = [data.table(register)["evaluation"] for register in ("tool", "tool_criterion")]
    return sorted({code for codes in named for code in codes.drop_nulls()})


def evaluated(code: str) -> Evaluated:
    """Return one evaluation with its ranking."""
    return data.derived("evaluation of tools", lambda: _evaluated(code), code=code)


def _evaluated(code: str) -> Evaluated:
    tools, criteria, scores = (
        data.table(name).filter(evaluation=code)
        for name in ("tool", "tool_criterion", "tool_score")
    )
    points = analysis.contributions(tools, criteria, scores)
    ranking = analysis.reasons(points, analysis.totals(tools, criteria, scores))
    return Evaluated(
        code, tools, criteria, scores, points, ranking, analysis.stability(points, ranking)
    )


__all__ = ["Cost", "Evaluated", "codes", "evaluated", "yearly_cost"]
