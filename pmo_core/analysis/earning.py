"""How value is earned: the share of each element's budget that its work has earned by a date.

Techniques: ANSI/EIA-748 (0/100, 50/50, weighted milestones, percent complete, units complete,
level of effort, apportioned effort). Only what was reported by the date counts.
"""

import polars as pl

from pmo_core.errors import Finding, Severity

ELEMENT = ["project", "wbs"]
_REPORTED = ("percent_complete", "units_done", "actual_start", "actual_finish")
_NONE_REPORTED = "no progress is reported"


def earned(
    elements: pl.DataFrame, progress: pl.DataFrame, milestones: pl.DataFrame
) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Add what each element has earned.

    Parameters
    ----------
    elements : polars.DataFrame
        One row per element and date: `project`, `wbs`, `data_date`, `bac` (its budget), `pv`
        (planned value by the date), `technique` (null = percent complete), `planned_units`,
        `based_on`, `planned_start`; other columns are kept. Elements that carry value, and those
        that apportioned ones follow; see `work_breakdown.valued`.
    progress : polars.DataFrame
        `project`, `wbs`, `data_date`, `percent_complete`, `units_done`, `actual_start`,
        `actual_finish`. What a later report leaves empty stays as reported before.
    milestones : polars.DataFrame
        `project`, `wbs`, `weight_pct`, `achieved_on`. Weights need not sum to 100.

    Returns
    -------
    polars.DataFrame, tuple of Finding
        The rows in their order with `earned_share` (0 to 1; null = not known), `ev` (share x
        budget) and `ev_reason` (why it is not known; else null). An element of which nothing is
        reported has earned nothing before its planned start; after it its value is not known.
        Findings: elements whose `based_on` leads nowhere (warning `unknown_basis`) or in a circle
        (error `cycle`).
    """
    rows = elements.with_row_index("_row").with_columns(pl.col("bac").cast(pl.Float64))
    basis, findings = _bases(rows)
    known = _known(rows, progress).join(
        _weights(rows, milestones), on=[*ELEMENT, "data_date"], how="left"
    )
    own = known.with_columns(_share().alias("_own"), _reason().alias("_why"))
    found = own.join(basis, on=ELEMENT, how="left").join(
        own.select("project", "data_date", _basis="wbs", _of_basis="_own", _why_basis="_why"),
        on=["project", "data_date", "_basis"], how="left",
    )  # fmt: skip
    follows = pl.col("technique") == "apportioned"
    share = pl.when(follows).then("_of_basis").otherwise("_own")
    own_why = pl.coalesce(
        "_basis_why", pl.format("{}: {}", "_basis", "_why_basis"),
        pl.format("{} has no value on this date", "_basis"),
    )  # fmt: skip
    why = pl.when(follows).then(own_why).otherwise("_why")
    return (
        found.sort("_row")
        .with_columns(earned_share=share)
        .with_columns(
            ev=pl.col("earned_share") * pl.col("bac"),
            ev_reason=pl.when(pl.col("earned_share").is_null()).then(why)
            .when(pl.col("bac").is_null()).then(pl.lit("no budget is given")),
        )
        .select(*elements.columns, "earned_share", "ev", "ev_reason")
    ), findings  # fmt: skip


def _known(rows: pl.DataFrame, progress: pl.DataFrame) -> pl.DataFrame:
    """Add the last report of each element by the date."""
    reports = progress.select(*ELEMENT, "data_date", *_REPORTED, _reported_on="data_date").sort(
        *ELEMENT, "data_date"
    )
    filled = reports.with_columns(pl.col(_REPORTED).forward_fill().over(ELEMENT))
    kept = rows.drop(*_REPORTED, strict=False).sort("data_date")
    return kept.join_asof(
        filled.sort("data_date"), on="data_date", by=ELEMENT, check_sortedness=False
    )


def _weights(rows: pl.DataFrame, milestones: pl.DataFrame) -> pl.DataFrame:
    """Return the reached share of the milestones' weights per element and date: `_reached`."""
    weighted = milestones.filter(pl.col("weight_pct") > 0).select(
        *ELEMENT, "achieved_on", pl.col("weight_pct").cast(pl.Float64)
    )
    is_asked = pl.col("technique") == "weighted milestones"
    dates = rows.filter(is_asked).select(*ELEMENT, "data_date")
    weight = pl.col("weight_pct")
    reached = weight.filter(pl.col("achieved_on") <= pl.col("data_date")).sum()
    return (
        dates.join(weighted, on=ELEMENT)
        .group_by(*ELEMENT, "data_date")
        .agg(_reached=reached / weight.sum())
    )


def _share() -> pl.Expr:
    """Share of the budget by technique; null where it is not known."""
    technique = pl.col("technique").fill_null("percent complete")
    percent = pl.col("percent_complete").cast(pl.Float64) / 100
    date = pl.col("data_date")
    is_done = ((pl.col("actual_finish") <= date) | (percent >= 1)).fill_null(value=False)
    is_begun = is_done | (
        (pl.col("actual_start") <= date) | (percent > 0) | (pl.col("units_done") > 0)
    ).fill_null(value=False)
    units = pl.col("units_done") / pl.col("planned_units")
    not_yet = date < pl.col("planned_start")
    is_silent = pl.col("_reported_on").is_null()
    idle = pl.when(is_silent).then(pl.when(not_yet).then(0.0))
    done = pl.when(is_done).then(1.0)
    reported = (
        pl.when(technique == "0/100").then(done.otherwise(0.0))
        .when(technique == "50/50").then(done.when(is_begun).then(0.5).otherwise(0.0))
        .when(technique == "units").then(pl.when(pl.col("planned_units") > 0).then(units))
        .when(technique == "percent complete").then(done.otherwise(percent))
    )  # fmt: skip
    return (
        pl.when(technique == "level of effort")
        .then(pl.when(pl.col("bac") != 0).then(pl.col("pv") / pl.col("bac")).otherwise(0.0))
        .when(technique == "weighted milestones").then(pl.col("_reached"))
        .when(is_silent).then(idle).otherwise(reported)
        .clip(0, 1)
    )  # fmt: skip


def _reason() -> pl.Expr:
    """Why the share of an element is not known."""
    technique = pl.col("technique").fill_null("percent complete")
    return (
        pl.when(technique == "level of effort").then(pl.lit("its planned value is not known"))
        .when(technique == "weighted milestones").then(pl.lit("no milestone of it has a weight"))
        .when(pl.col("_reported_on").is_null()).then(pl.lit(_NONE_REPORTED))
        .when((technique == "units") & pl.col("planned_units").is_null())
        .then(pl.lit("no planned units are given"))
        .when(technique == "units").then(pl.lit("no units are reported"))
        .otherwise(pl.lit("no percent complete is reported"))
    )  # fmt: skip


def _bases(rows: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Return whose progress each apportioned element follows in the end: `_basis`, `_basis_why`."""
    every = rows.select(*ELEMENT, "technique", "based_on").unique(ELEMENT, keep="first")
    follow = every.filter(pl.col("technique") == "apportioned").sort(ELEMENT)
    target: dict[tuple[str, str], str | None] = {
        (project, wbs): basis for project, wbs, _, basis in follow.iter_rows()
    }
    there = set(every.filter(pl.col("project").is_in(follow["project"].implode()))
                .select(ELEMENT).iter_rows())  # fmt: skip
    found: list[tuple[str, str, str | None, str | None]] = []
    findings: list[Finding] = []
    for project, wbs in target:
        path: list[str] = []
        at: str | None = wbs
        while at is not None and (project, at) in target and at not in path:
            path.append(at)
            at = target[project, at]
        why = code = None
        if at is None:
            code, why = "unknown_basis", f"{path[-1]} names no element to follow"
        elif at in path:
            code, why = "cycle", "it follows itself in a circle"
        elif (project, at) not in there:
            code, why = "unknown_basis", f"there is no element {at} to follow"
        found.append((project, wbs, at if why is None else None, why))
        if code is not None:
            severity: Severity = "error" if code == "cycle" else "warning"
            said = f"{project} {wbs}: {why}, so its earned value is not known."
            findings.append(
                Finding(severity, code, said, column="based_on", value=f"{project} {wbs}")
            )
    schema = {"project": pl.String, "wbs": pl.String, "_basis": pl.String, "_basis_why": pl.String}
    return pl.DataFrame(found, schema=schema, orient="row"), tuple(findings)


__all__ = ["ELEMENT", "earned"]
