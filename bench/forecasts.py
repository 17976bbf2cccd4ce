"""How near forecasts were on real projects, and what following the recommendation would give."""

from collections.abc import Mapping
from datetime import UTC
from pathlib import Path

import numpy as np
import polars as pl

from bench.figure import Figure
from pmo_core.analysis import backtest
from pmo_core.analysis.backtest import ALL
from pmo_core.analysis.forecasts import DEFAULT, LABELS, forecasts
from pmo_core.analysis.recommended_forecast import Order, followed, recommended
from pmo_core.analysis.reference_class import KEYS, MEASURES, Measure, references, size_band

TITLE = "Forecasts"
COMMAND = "python -m bench forecasts"
HOW = (
    "Every method forecasts at every status date of real projects, from what was known then; error "
    "= |forecast - final| / final, mean over the dates. Following = what the page would have "
    "recommended, chosen from other projects alone."
)
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
REPORTS_LATER = 3
BANDS = (ALL, *(backtest.band_name(*one) for one in backtest.BANDS))
PUBLISHED = LABELS | dict.fromkeys(DEFAULT.values(), "Published forecast")
"""In this file the published forecast stands where the default stands."""
ORDERS: tuple[Order, ...] = ("by date", "leaving one out")


def dslib(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return status dates and ends of the finished projects of DSLIB, in working days."""
    projects = pl.read_csv(folder / "project.csv", try_parse_dates=True).drop_nulls("actual_cost")
    periods = pl.read_csv(folder / "tracking_period.csv", try_parse_dates=True)
    rows = periods.join(projects, on="project_id").sort("project_id", "status_date")
    hours = pl.col("work_hours_per_day")
    measured = rows.select(
        "pv", "ev", "ac", "bac",
        project="project_id", data_date=pl.col("status_date").dt.date(),
        es_days=pl.col("es_wh") / hours, at_days=pl.col("at_wh") / hours,
        pd_days=pl.col("planned_duration_wh") / hours,
    )  # fmt: skip
    ends = [_end(one) for one in rows.partition_by("project_id", maintain_order=True)]
    finals = pl.DataFrame(ends).join(
        projects.select("project_id", "bac", "planned_duration_wh", "work_hours_per_day"),
        left_on="project", right_on="project_id",
    ).with_columns(
        cost=pl.col("final_cost") / pl.col("bac"),
        duration=pl.col("final_days") * hours / pl.col("planned_duration_wh"),
        **{key: pl.lit(None, pl.String) for key in KEYS},
    ).drop("bac", "planned_duration_wh", "work_hours_per_day")  # fmt: skip
    measured = measured.join(finals.select("project", "final_days"), on="project")
    return measured, finals.drop("final_days")


def _end(rows: pl.DataFrame) -> dict[str, object]:
    """Final cost and duration of a project; its end lies between two status dates."""
    last = rows.row(-1, named=True)
    seconds = rows["status_date"].dt.epoch("s").to_numpy()
    finish = last["actual_finish"].replace(tzinfo=UTC).timestamp()
    hours = float(np.interp(finish, seconds, rows["at_wh"].to_numpy()))
    return {
        "project": last["project_id"], "closed_on": last["actual_finish"].date(),
        "final_cost": last["actual_cost"], "final_days": hours / last["work_hours_per_day"],
    }  # fmt: skip


def errors_of(measured: pl.DataFrame, finals: pl.DataFrame, order: Order) -> pl.DataFrame:
    """Return the errors of all methods; see `backtest.back_tested`."""
    known_on = "data_date" if order == "by date" else pl.lit(None, pl.Date)
    rows = measured.join(finals.select("project", *KEYS), on="project").with_columns(
        known_on=known_on,
        cost_manager=pl.lit(None, pl.Float64), duration_manager=pl.lit(None, pl.Float64),
    )  # fmt: skip
    history = backtest.points(measured, finals)
    return backtest.back_tested(forecasts(rows, history), finals)


def nyc(file: Path) -> pl.DataFrame:
    """Return the reports of New York's capital projects, each with those of a year later.

    No project of the file is reported as finished, so what is forecast is the published figure of
    a year later: cost, and days from the start of design to completion.
    """
    reports = pl.read_csv(file, infer_schema_length=0).select(
        project="PID", project_type="Category", department="Managing Agency",
        data_date=_day("Date Reported As Of"), finish=_day("Forecast Completion"),
        start=_day("Design Start"), budget=pl.col("Budget Forecast").cast(pl.Float64),
    )  # fmt: skip
    dates = reports["data_date"].unique().sort()
    later = pl.DataFrame(
        {"data_date": dates, "closed_on": dates.shift(-REPORTS_LATER)}
    ).drop_nulls()
    ends = reports.select("project", closed_on="data_date", _budget="budget", _finish="finish")
    start = pl.col("start")
    return (
        reports.join(later.drop_nulls(), on="data_date")
        .join(ends, on=["project", "closed_on"])
        .with_columns(
            estimate_cost=pl.col("budget"), final_cost=pl.col("_budget"),
            estimate_duration=(pl.col("finish") - start).dt.total_days().cast(pl.Float64),
            final_duration=(pl.col("_finish") - start).dt.total_days().cast(pl.Float64),
        )
        .with_columns(
            pl.when(pl.col(f"estimate_{name}") > 0, pl.col(f"final_{name}") > 0)
            .then(pl.col(f"final_{name}") / pl.col(f"estimate_{name}")).alias(name)
            for name in MEASURES
        )
        .with_columns(
            size=size_band(pl.col("budget")), method=pl.lit(None, pl.String), earned_pct=pl.lit(0.0)
        )
        .sort("data_date", "project")
    )  # fmt: skip


def _day(name: str) -> pl.Expr:
    return pl.col(name).str.slice(0, 10).str.to_date("%m/%d/%Y", strict=False)


def expanding(pairs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return errors of the published forecasts and of the class, and of the one recommended.

    At each report only what had come true by then is known: of each project its latest pair. The
    published forecast stands where the default stands.
    """
    found: list[pl.DataFrame] = []
    gone_by: list[pl.DataFrame] = []
    for day in pairs["data_date"].unique().sort():
        known = pairs.filter(pl.col("closed_on") <= day).unique(
            "project", keep="last", maintain_order=True
        )
        now = pairs.filter(data_date=day).with_columns(known_on=pl.lit(None, pl.Date))
        for measure in MEASURES:
            errors = _errors(now, references(known, now, measure), measure)
            past = [one.filter(pl.col("closed_on") <= day) for one in found]
            told = pl.concat([*past, errors.clear()]).unique(
                ["project", "method", "measure"], keep="last", maintain_order=True
            )
            choice = recommended(backtest.record(told), measure, None).method
            chosen = errors.filter(pl.col("method") == choice)
            rest = errors.filter(method=DEFAULT[measure]).join(chosen, on="project", how="anti")
            gone_by += [chosen, rest]
            found.append(errors)
    return pl.concat(found), pl.concat(gone_by)


def _errors(now: pl.DataFrame, class_: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """Errors of one report, with the columns of `backtest.back_tested`."""
    ratio, forecast = pl.col(measure), {DEFAULT[measure]: 1.0, f"{measure}_reference": "median"}
    rows = now.with_columns(class_.select("median", "p80"))
    estimate = pl.col(f"estimate_{measure}")
    methods = [
        rows.with_columns(
            method=pl.lit(method),
            _forecast=pl.lit(value) if isinstance(value, float) else pl.col(value),
            is_covered=None if isinstance(value, float) else ratio <= pl.col("p80") * (1 + 1e-9),
        )
        for method, value in forecast.items()
    ]
    error = (pl.col("_forecast") / ratio - 1) * 100
    return (
        pl.concat(methods, how="vertical_relaxed")
        .drop_nulls([measure, "_forecast"])
        .select(
            "project", "closed_on", "data_date", "earned_pct", "method",
            band=pl.lit(None, pl.String), measure=pl.lit(measure),
            forecast=pl.col("_forecast") * estimate, final=pl.col(f"final_{measure}"),
            error_pct=error.abs(), bias_pct=error, default_pct=((1 / ratio - 1) * 100).abs(),
            is_covered=pl.col("is_covered").cast(pl.Boolean),
        )
    )  # fmt: skip


def leaving_one_out(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the errors where each report of a project is forecast from all others of its day."""
    days = [
        one.with_columns(known_on=pl.lit(None, pl.Date)) for one in pairs.partition_by("data_date")
    ]
    return pl.concat(
        _errors(now, references(now, now, measure), measure) for now in days for measure in MEASURES
    )


def figures(large: bool) -> list[Figure]:
    """Back-test on both data sets, print the tables, and hold the recommendation to its word."""
    found: list[Figure] = []
    measured, finals = dslib(DATA / "dslib")
    for order in ORDERS:
        errors = errors_of(measured, finals, order)
        show(f"DSLIB, {finals.height} finished projects, {order}", backtest.record(errors))
        found += kept(f"DSLIB {order}", errors, followed(errors, order))
    pairs = nyc(DATA / "nyc" / "capital_projects.csv")
    errors, gone_by = expanding(pairs)
    n = pairs["project"].n_unique()
    show(f"NYC, {n} projects, a year ahead, by date", backtest.record(errors), PUBLISHED)
    found += kept("NYC by date", errors, gone_by)
    others = leaving_one_out(pairs)
    show(f"NYC, {n} projects, a year ahead, leaving one out", backtest.record(others), PUBLISHED)
    return found + covered("NYC leaving one out", others)


def kept(name: str, errors: pl.DataFrame, gone_by: pl.DataFrame) -> list[Figure]:
    """Mean error of the recommended forecast against the default's on the same dates."""
    found = []
    for measure in MEASURES:
        rows = gone_by.filter(measure=measure)
        error, default = _mean(rows["error_pct"]), _mean(rows["default_pct"])
        # Means of the same numbers in another order differ in the last digit.
        limit = default + 1e-9
        found.append(Figure(f"{name}: error of the recommended {measure}", error, "%", limit))
    return found + covered(name, errors)


def covered(name: str, errors: pl.DataFrame) -> list[Figure]:
    """Coverage of the P80, with limits where no order of dates can shift it."""
    is_free = "leaving" in name
    found = []
    for measure in MEASURES:
        rows = errors.filter(measure=measure).drop_nulls("is_covered")
        share = _mean(rows["is_covered"].cast(pl.Float64)) * 100
        what = f"{name}: finals within the P80 of {measure}"
        if is_free:
            found.append(Figure(what, share, "%", 75, at_least=True))
            found.append(Figure(f"{what}, at most", share, "%", 85))
        else:
            found.append(Figure(what, share, "%"))
    return found


def show(title: str, record: pl.DataFrame, labels: Mapping[str, str] = LABELS) -> None:
    """Print a back-test: mean error of each method, the default's on the same dates, by band."""
    heads = "".join(f"{head:>11}" for head in ("dates", ALL, "default", *BANDS[1:]))
    print(f"\n{title}\n{'':32}{heads}")
    for measure in MEASURES:
        own = record.filter(measure=measure)
        for method in own.filter(band=ALL).sort("error_pct")["method"]:
            rows = {row["band"]: row for row in own.filter(method=method).iter_rows(named=True)}
            _line(f"{measure}: {labels[method]}", rows, "n_dates", "error_pct")
            if rows[ALL]["n_bounds"]:
                _line("   finals within its P80", rows, "n_bounds", "coverage_pct")


def _line(name: str, rows: Mapping[str, dict[str, float]], n: str, value: str) -> None:
    default = _pct(rows[ALL], "default_pct") if value == "error_pct" else ""
    cells = (_pct(rows.get(band), value) for band in BANDS[1:])
    shown = "".join(f"{cell:>11}" for cell in (_pct(rows[ALL], value), default, *cells))
    print(f"{name:32}{rows[ALL][n]:>11,}{shown}")


def _pct(row: Mapping[str, float] | None, name: str) -> str:
    return "" if row is None or row[name] is None else f"{row[name]:.1f} %"


def _mean(values: pl.Series) -> float:
    mean = values.mean()
    assert isinstance(mean, float)
    return mean
