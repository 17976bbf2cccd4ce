"""What a method asks of a project: tailored to its size and risk, and whether it is sound."""

from decimal import Decimal

import numpy as np
import polars as pl

from pmo_core.analysis.scoring.judged import judged
from pmo_core.errors import Finding

KINDS = ("phase", "gate", "deliverable", "role", "ceremony")
_WITHIN = {"gate": "phase", "ceremony": "phase", "deliverable": "gate"}


def holds(cost: pl.Expr, risk_pct: pl.Expr) -> pl.Expr:
    """Return whether an element of a method holds for a project.

    It holds when cost >= from_cost and risk >= from_risk_pct; where both limits are given, one
    of them is enough; without a limit it always holds. An unknown cost or risk reaches no limit.

    Parameters
    ----------
    cost, risk_pct : polars.Expr
        Planned cost in base currency; risk in percent.
    """
    by_cost = (cost.cast(pl.Float64) >= pl.col("from_cost").cast(pl.Float64)).fill_null(value=False)
    by_risk = (risk_pct >= pl.col("from_risk_pct")).fill_null(value=False)
    is_for_all = pl.col("from_cost").is_null() & pl.col("from_risk_pct").is_null()
    return is_for_all | by_cost | by_risk


def tailored(
    elements: pl.DataFrame, cost: float | Decimal | None, risk_pct: float | None
) -> pl.DataFrame:
    """Return the elements with `is_needed`: whether each holds for such a project.

    Parameters
    ----------
    elements : polars.DataFrame
        Rows of register `method_element`.
    cost : float, Decimal or None
        Planned cost in base currency; None = not known.
    risk_pct : float or None
        Risk in percent; None = not known.
    """
    known = pl.lit(None if cost is None else float(cost), pl.Float64)
    return elements.with_columns(is_needed=holds(known, pl.lit(risk_pct, pl.Float64)))


def risks(criteria: pl.DataFrame, scores: pl.DataFrame) -> pl.DataFrame:
    """Return the risk of each project that is scored for it.

    Risk = mean place of its scores between the best (0 %) and the worst end (100 %) of the scales
    of the criteria that play the part "risk".

    Parameters
    ----------
    criteria, scores : polars.DataFrame
        Registers `criterion` and `score`.

    Returns
    -------
    polars.DataFrame
        project, risk_pct (0-100).
    """
    asked = criteria.rename({"code": "criterion"}).filter(pl.col("part") == "risk")
    given = scores.join(asked, on="criterion", how="semi")
    if given.is_empty():
        return pl.DataFrame(schema={"project": pl.String, "risk_pct": pl.Float64})
    found = judged(asked, given)
    place = 100 * (1 - found.units())
    n_known = np.isfinite(place).sum(axis=1)
    mean = np.nansum(place, axis=1) / np.maximum(n_known, 1)
    frame = pl.DataFrame({"project": found.projects.cast(pl.String), "risk_pct": mean})
    return frame.filter(pl.Series(n_known > 0))


def faults(elements: pl.DataFrame) -> list[Finding]:
    """Return what is wrong with the elements of one method; empty = sound.

    Parameters
    ----------
    elements : polars.DataFrame
        Rows of register `method_element`, of one method.
    """
    found = [_fault(code, "stands twice.") for code in _twice(elements)]
    for kind, above in _WITHIN.items():
        known = elements.filter(kind=above)["code"].to_list()
        rows = elements.filter(pl.col("kind") == kind, ~pl.col("within").is_in([*known, ""]))
        found += [
            _fault(code, f"stands within {within}, which is no {above} of the method.")
            for code, within in rows.select("code", "within").iter_rows()
        ]
        if kind != "ceremony":
            loose = elements.filter(kind=kind, within="")["code"]
            found += [_fault(code, f"names no {above} that it stands within.") for code in loose]
    for kind in ("phase", "gate"):
        timed = elements.filter(kind=kind).sort("number", "code")
        silent = timed.filter(pl.col("duration_share").is_null())["code"]
        found += [_fault(code, "has no share of the duration.") for code in silent]
        early = timed.drop_nulls("duration_share").filter(pl.col("duration_share").diff() < 0)
        found += [
            _fault(code, f"ends before the {kind} in front of it: a smaller share of the duration.")
            for code in early["code"]
        ]
        if timed.is_empty():
            found.append(_fault(kind, f"is missing: a method has at least one {kind}."))
    return found


def differences(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return how two versions of a method differ, element by element.

    Parameters
    ----------
    before, after : polars.DataFrame
        Rows of register `method_element`, of one method.

    Returns
    -------
    polars.DataFrame
        code, name, change (added, removed, changed), field (empty unless changed), before, after
        (text; null = empty).
    """
    fields = [name for name in before.columns if name not in ("method", "code")]
    long = [
        frame.select("code", pl.col("name").alias("_name"), pl.col(fields).cast(pl.String))
        .unpivot(fields, index=["code", "_name"], variable_name="field", value_name=value)
        for frame, value in ((before, "before"), (after, "after"))
    ]  # fmt: skip
    both = long[0].join(long[1], on=["code", "field"], how="inner")
    changed = both.filter(pl.col("before").ne_missing(pl.col("after"))).select(
        "code", name="_name_right", change=pl.lit("changed"),
        field=pl.col("field"), before="before", after="after",
    )  # fmt: skip
    whole = [
        one.join(other, on="code", how="anti").select(
            "code", "name", change=pl.lit(word), field=pl.lit(""),
            before=pl.lit(None, pl.String), after=pl.lit(None, pl.String),
        )
        for one, other, word in ((after, before, "added"), (before, after, "removed"))
    ]  # fmt: skip
    return pl.concat([*whole, changed]).sort("code", "field")


def _twice(elements: pl.DataFrame) -> list[str]:
    return elements.filter(pl.col("code").is_duplicated())["code"].unique().sort().to_list()


def _fault(code: str, words: str) -> Finding:
    return Finding("error", "method_unsound", f"{code} {words}", value=code)


__all__ = ["KINDS", "differences", "faults", "holds", "risks", "tailored"]
