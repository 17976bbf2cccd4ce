"""What differs between two cases, or between two what-ifs: value by value."""

from typing import Any

import polars as pl

from pmo_core.analysis.selection.case import SCHEMAS, Case
from pmo_core.model.what_if import WhatIf

KEYS = {
    "projects": ["project"],
    "use": ["project", "resource", "month"],
    "limits": ["resource", "portfolio", "period_on"],
    "benefits": ["project", "year"],
    "criteria": ["criterion"],
    "scores": ["project", "criterion", "assessor"],
    "contributions": ["project", "goal"],
    "links": ["project", "needs"],
    "rules": ["code"],
}
"""Frame of a case -> the columns that name its rows."""

INPUTS = {
    "what-if": "Control", "case": "Day and calendar", "limits": "Money and capacity",
    "criteria": "Criterion", "rules": "Rule", "projects": "Project", "scores": "Score",
    "benefits": "Benefit", "contributions": "Contribution to a goal", "links": "Link",
    "use": "Planned money and work",
}  # fmt: skip
"""What a page calls the places where values differ, in the order of their weight."""

CONTROLS = {
    "mix_pct": "weight of the score, %", "method": "scoring method", "weights": "weight",
    "budget_pct": "money, %", "budgets": "money of the year", "capacity_pct": "capacity, %",
    "capacities": "capacity of the role, %", "discount_pct": "discount rate, %",
    "risk_aversion_pct": "caution against risk, %", "shift_months": "start later by up to, months",
    "windows": "start later by up to, months", "delay_pct": "loss per month of delay, %",
    "forced_in": "forced in", "forced_out": "forced out", "rules": "rule added",
    "dropped": "rule switched off", "stages": "stage that is decided",
}  # fmt: skip
"""Control -> what a reason calls it; those not named here are called as they are."""

_CELLS = {name: pl.String() for name in ("input", "project", "key", "column", "value")}
_ROW = ["input", "project", "key", "column"]


def inputs(before: Case, after: Case) -> pl.DataFrame:
    """Return each input value that differs between two cases.

    Amounts are compared to six decimals.

    Returns
    -------
    polars.DataFrame
        input (as in `INPUTS`), project (null where the row is of none), key (what names the row),
        column (in words), before, after (text; null = not there), in this order.
    """
    return _differing(_of_case(before), _of_case(after))


def controls(before: WhatIf, after: WhatIf) -> pl.DataFrame:
    """Return each control that differs between two what-ifs; columns as `inputs` gives them.

    Examples
    --------
    >>> controls(WhatIf(), WhatIf(budget_pct=90)).row(0)
    ('Control', None, '', 'money, %', '100', '90')
    """
    return _differing(_of_what_if(before), _of_what_if(after))


def _differing(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    both = before.rename({"value": "before"}).join(
        after.rename({"value": "after"}), on=_ROW, how="full", coalesce=True, nulls_equal=True
    )
    return (
        both.filter(pl.col("before").ne_missing(pl.col("after")))
        .sort(
            pl.col("input").replace_strict(list(INPUTS), range(len(INPUTS))),
            "project", "key", "column",
        )
        .with_columns(
            pl.col("input").replace(INPUTS),
            pl.col("column").replace(CONTROLS).str.replace_all("_", " "),
        )
    )  # fmt: skip


def counted(changed: pl.DataFrame) -> pl.DataFrame:
    """Return input, n_projects and n_values: how much of each kind differs, the most first.

    Examples
    --------
    >>> counted(controls(WhatIf(), WhatIf(budget_pct=90))).rows()
    [('Control', 0, 1)]
    """
    return (
        changed.group_by("input")
        .agg(
            n_projects=pl.col("project").drop_nulls().n_unique().cast(pl.Int64),
            n_values=pl.len().cast(pl.Int64),
        )
        .sort("n_values", "input", descending=[True, False])
    )


def _of_case(case: Case) -> pl.DataFrame:
    """Return every known value of a case as text."""
    whole = [
        ("case", None, "", "data_date", case.data_date.isoformat()),
        ("case", None, "", "fiscal_year_start_month", str(case.fiscal_year_start_month)),
    ]
    return pl.concat(
        [
            pl.DataFrame(whole, schema=_CELLS, orient="row"),
            *(_cells(name, getattr(case, name)) for name in SCHEMAS),
        ]
    )


def _cells(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    keys = KEYS[name]
    values = [column for column in SCHEMAS[name] if column not in keys]
    project = pl.col("project") if "project" in keys else pl.lit(None, pl.String)
    texts = [
        _text(pl.col(column), SCHEMAS[name][column]) for column in values
    ] or [pl.lit("there").alias("")]  # fmt: skip
    return (
        frame.select(
            project.alias("_project"),
            pl.concat_str(
                [pl.col(key).cast(pl.String).replace("", None) for key in keys],
                separator=" ", ignore_nulls=True,
            ).alias("_key"),
            *texts,
        )
        .unpivot(index=["_project", "_key"], variable_name="column")
        .drop_nulls("value")
        .select(pl.lit(name).alias("input"), project="_project", key="_key", column="column",
                value="value")
    )  # fmt: skip


def _text(value: pl.Expr, kind: pl.DataType) -> pl.Expr:
    if kind == pl.Float64():
        return value.round(6).cast(pl.String).str.strip_suffix(".0")
    return value.cast(pl.String)


def _of_what_if(what_if: WhatIf) -> pl.DataFrame:
    """Return every control as text; those that speak of a project with the project."""
    rows: list[tuple[str, str | None, str, str, str]] = []
    for name, value in what_if:
        match name:
            case "forced_in" | "forced_out":
                rows += [("what-if", one.project, "", name, one.reason or "yes") for one in value]
            case "windows":
                rows += [("what-if", project, "", name, str(months)) for project, months in value]
            case "rules":
                rows += [("what-if", None, one.code, name, _rule(one)) for one in value]
            case "weights" | "budgets" | "capacities":
                rows += [("what-if", None, str(of), name, f"{amount:g}") for of, amount in value]
            case "dropped" | "stages":
                rows += [("what-if", None, one, name, "yes") for one in value]
            case _ if value is not None:
                text = f"{value:g}" if isinstance(value, float) else str(value)
                rows.append(("what-if", None, "", name, text))
    return pl.DataFrame(rows, schema=_CELLS, orient="row")


def _rule(rule: Any) -> str:
    of = "; ".join(rule.projects) or f"{rule.group_kind} {rule.group_code}"
    number = "" if rule.threshold is None else f" {rule.threshold:g}"
    return f"{rule.kind}{number}: {of}"


__all__ = ["INPUTS", "KEYS", "controls", "counted", "inputs"]
