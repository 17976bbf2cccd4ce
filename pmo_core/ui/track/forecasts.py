"""What the page of forecasts shows: made once per state of the store."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pmo_core.analysis import backtest
from pmo_core.analysis.forecast_comparison import class_words, compared
from pmo_core.analysis.forecasts import LABELS, forecasts, methods_of
from pmo_core.analysis.recommended_forecast import Recommendation, recommended
from pmo_core.analysis.reference_class import MEASURES, Measure
from pmo_core.jobs import backtest as jobs
from pmo_core.ui import data, facts
from pmo_core.ui.measured import measured

WORDS: dict[Measure, str] = {"cost": "Cost", "duration": "Finish"}
BANDS = tuple(backtest.band_name(*one) for one in backtest.BANDS)


@dataclass(frozen=True)
class Outlook:
    """What is forecast of one measure of a project on one data date.

    Parameters
    ----------
    frame : polars.DataFrame
        See `forecast_comparison.compared`; durations are dates.
    choice : Recommendation
        The forecast to go by.
    class_ : str
        Which closed projects the reference class holds, and what its P80 promises.
    """

    frame: pl.DataFrame
    choice: Recommendation
    class_: str

    def of(self, mark: str) -> dict[str, object] | None:
        """Return the row of a method, or of "p80"; None where there is none."""
        rows = self.frame.filter(pl.col("method").str.ends_with(mark))
        return rows.row(0, named=True) if rows.height else None


def told(as_of: date) -> jobs.TrackRecord:
    """Return the track record of all methods; see `jobs.backtest.track_record`."""
    return data.derived(
        "track record of forecasts",
        lambda: jobs.track_record(data, measured(as_of), facts.portfolio(as_of), as_of),
        as_of=as_of,
    )


def rows_of(project: str, as_of: date) -> pl.DataFrame:
    """Return every forecast of a project on its data dates until its end.

    Columns as `forecasts.forecasts` gives them.
    """

    def make() -> pl.DataFrame:
        ended = data.table("project").filter(pl.col("code") == project)["actual_finish"]
        own = measured(as_of).filter(
            pl.col("project") == project,
            (pl.col("data_date") <= pl.lit(ended.max(), pl.Date)).fill_null(value=True),
        )
        own = own.filter(pl.all_horizontal(pl.col("bac", "ev").is_not_null()))
        rows = jobs.known(data, own, facts.portfolio(as_of), as_of)
        return forecasts(rows, told(as_of).points)

    return data.derived("forecasts of a project", make, project=project, as_of=as_of)


def outlook(project: str, on: date, measure: Measure, as_of: date) -> Outlook:
    """Return the forecasts of one data date side by side, with the one to go by."""

    def make() -> Outlook:
        row = rows_of(project, as_of).filter(pl.col("data_date") == on)
        # Looking back, the choice too stands on what had closed by then.
        known = told(as_of).errors.filter(pl.col("closed_on") < on)
        frame, choice = compared(row, backtest.record(known), measure)
        if measure == "duration":
            day = row.select("data_date", "at_days")
            names = ["value", "low", "high"]
            frame = jobs.dated(data, frame.join(day, how="cross"), names)
        return Outlook(frame, choice, class_words(row.row(0, named=True), measure))

    return data.derived("outlook", make, project=project, on=on, measure=measure, as_of=as_of)


def moves(project: str, measure: Measure, methods: tuple[str, ...], as_of: date) -> pl.DataFrame:
    """Return how some forecasts moved: data_date, name, value; durations are dates."""

    def make() -> pl.DataFrame:
        rows, names = rows_of(project, as_of), list(methods)
        if measure == "duration":
            rows = jobs.dated(data, rows, names)
        return (
            rows.select("data_date", *names)
            .unpivot(names, index="data_date", variable_name="method")
            .with_columns(name=pl.col("method").replace_strict(LABELS, return_dtype=pl.String))
        )

    return data.derived(
        "moves of forecasts", make, project=project, measure=measure, methods=methods, as_of=as_of
    )


def history(project: str, as_of: date) -> pl.DataFrame:
    """Return all forecasts of all data dates, the latest first, with their names.

    Columns: data_date, forecast_method, forecast_cost, forecast_finish (null = another measure).
    """

    def make() -> pl.DataFrame:
        cost, finish = (
            moves(project, measure, tuple(methods_of(measure)), as_of).drop_nulls("value")
            for measure in MEASURES
        )
        both = cost.select("data_date", forecast_method="name", forecast_cost="value").join(
            finish.select("data_date", forecast_method="name", forecast_finish="value"),
            on=["data_date", "forecast_method"], how="full", coalesce=True,
        )  # fmt: skip
        order = {name: n for n, name in enumerate(dict.fromkeys(LABELS.values()))}
        place = pl.col("forecast_method").replace_strict(order, return_dtype=pl.Int64)
        return both.sort("data_date", place, descending=[True, False])

    return data.derived("history of forecasts", make, project=project, as_of=as_of)


def heat(measure: Measure, as_of: date) -> pl.DataFrame:
    """Return the record of a measure by method and band, with the one recommended in each band."""
    return data.derived(
        "errors by band", lambda: _heat(measure, as_of), measure=measure, as_of=as_of
    )


def _heat(measure: Measure, as_of: date) -> pl.DataFrame:
    record = told(as_of).record
    best = {band: recommended(record, measure, band).method for band in BANDS}
    chosen = pl.DataFrame(
        {"band": list(best), "method": list(best.values())},
        schema={"band": pl.String, "method": pl.String},
    ).with_columns(is_recommended=pl.lit(value=True))
    order = pl.DataFrame({"method": methods_of(measure)}).with_row_index("_order")
    return (
        record.filter(pl.col("measure") == measure)
        .join(order, on="method")
        .join(chosen, on=["band", "method"], how="left")
        .with_columns(pl.col("is_recommended").fill_null(value=False))
        .with_columns(forecast_method=pl.col("method").replace_strict(LABELS))
        .sort("_order", "band")
        .drop("_order", "method", "measure")
    )


def audit(as_of: date) -> pl.DataFrame:
    """Return how the P80 kept its word, with the number of projects; see `charts.coverage`."""

    def make() -> pl.DataFrame:
        rows = backtest.coverage_by_date(told(as_of).errors)
        return rows.with_columns(
            n=pl.int_range(1, pl.len() + 1).over("measure"),
            measure=pl.col("measure").replace_strict(WORDS, return_dtype=pl.String),
        )

    return data.derived("audit of the P80", make, as_of=as_of)


def summary(as_of: date) -> pl.DataFrame:
    """Return one row per measure: error_pct and default_pct of following, coverage_pct, n_projects.

    error_pct is that of the forecasts that would have been recommended, default_pct that of the
    default on the same dates; coverage_pct and n_projects speak of the dates with a P80.
    """

    def make() -> pl.DataFrame:
        errors = told(as_of).errors.drop_nulls("is_covered")
        held = errors.group_by("measure").agg(
            coverage_pct=pl.col("is_covered").mean() * 100, n_projects=pl.col("project").n_unique()
        )
        gone_by = told(as_of).followed.group_by("measure")
        means = gone_by.agg(pl.col("error_pct", "default_pct").mean())
        every = pl.DataFrame({"measure": MEASURES})
        return every.join(means, on="measure", how="left").join(held, on="measure", how="left")

    return data.derived("forecasts in sum", make, as_of=as_of)


__all__ = [
    "BANDS", "WORDS", "Outlook", "audit", "heat", "history", "moves", "outlook", "rows_of",
    "summary", "told",
]  # fmt: skip
