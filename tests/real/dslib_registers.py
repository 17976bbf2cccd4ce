"""The research data set of Ghent University as registers: what a portfolio of its projects keeps.

Registers know days, the data set hours: an activity takes the days that its hours begin, a lag the
whole days in it. Each project has a calendar of its own, with the holidays that its dates tell.
"""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from pmo_core.model import REGISTERS
from tests.real.dslib import tables
from tests.real.dslib_plan import calendars

CLOCK = pl.col("work_hours_per_day")


def registers(folder: Path, *projects: str) -> dict[str, pl.DataFrame]:
    """Return register -> rows of some projects, or of all, planned and baselined, not begun."""
    of = tables(folder) | {
        name: pl.read_csv(folder / "dslib" / f"{name}.csv", infer_schema_length=None)
        for name in ("relation", "assignment")
    }
    if projects:
        of = {name: one.filter(pl.col("project_id").is_in(projects)) for name, one in of.items()}
    hours = calendars(of)
    own = of["project"].with_columns(
        start=pl.col("baseline_start").dt.date(), finish=pl.col("baseline_end").dt.date(),
        mask=pl.Series([hours[code].mask for code in of["project"]["project_id"]]),
    )  # fmt: skip
    clock = own.select("project_id", "work_hours_per_day")
    work = of["activity"].join(clock, on="project_id").select(
        pl.col("baseline_start").dt.date().alias("planned_start"),
        pl.col("baseline_end").dt.date().alias("planned_finish"),
        project="project_id", code=pl.col("activity_id").cast(pl.String),
        name=pl.col("name").fill_null("?"), number=1, wbs=pl.col("activity_id").cast(pl.String),
        duration_days=(pl.col("duration_wh") / CLOCK).ceil().cast(pl.Int64),
        planned_cost=pl.col("baseline_cost"),
    )  # fmt: skip
    links = of["relation"].join(clock, on="project_id").select(
        project="project_id", successor=pl.col("to_activity").cast(pl.String),
        predecessor=pl.col("from_activity").cast(pl.String), kind="type",
        lag_days=(pl.col("lag_wh") / CLOCK).floor().cast(pl.Int64),
    )  # fmt: skip
    free = pl.DataFrame(
        [(code, day) for code in own["project_id"] for day in hours[code].free],
        schema={"project_id": pl.String, "day": pl.Date}, orient="row",
    )  # fmt: skip
    return {
        "calendar": _typed("calendar", own, code="project_id", name="name", working_days="mask"),
        "calendar_day": _typed("calendar_day", free, calendar="project_id", day="day"),
        "project": _typed("project", own, code="project_id", name="name",
                          stage=pl.lit("delivery"), calendar="project_id", planned_start="start",
                          planned_finish="finish", planned_cost="bac"),
        "wbs_element": _typed("wbs_element", work),
        "precedence": _typed("precedence", links),
        "baseline": _typed("baseline", own, project="project_id", number=pl.lit(1),
                           approved_on="start", planned_start="start", planned_finish="finish",
                           planned_cost="bac"),
        "baseline_item": _typed("baseline_item", work),
    }  # fmt: skip


def progress(folder: Path, project: str, period: int, data_date: date) -> pl.DataFrame:
    """Return the progress of a project on one of its status dates, eight hours a day.

    What is done ended after the working days that it took, Monday to Friday.
    """
    rows = tables(folder)["tracking_activity"].filter(project_id=project, period=period)
    begun = rows.drop_nulls("actual_start")
    last = pl.col("actual_start").dt.date().dt.add_business_days(
        (pl.col("actual_duration_wh") / 8).ceil().cast(pl.Int64).clip(1) - 1
    )  # fmt: skip
    done = pl.col("pct_complete")
    return _typed("progress", begun, data_date=pl.lit(data_date),
        project="project_id", wbs=pl.col("activity_id").cast(pl.String),
        percent_complete=100 * done, actual_start=pl.col("actual_start").dt.date(),
        actual_finish=pl.when(done >= 1).then(last))  # fmt: skip


def _typed(register: str, rows: pl.DataFrame, **fields: Any) -> pl.DataFrame:
    """Return rows with all fields of a register, those of its columns or those named."""
    record = REGISTERS[register]
    given = rows.select(**fields) if fields else rows
    return given.select(
        pl.col(name).cast(kind) if name in given.columns
        else pl.lit(record.model_fields[name].get_default(), kind).alias(name)
        for name, kind in record.polars_schema().items()
    )  # fmt: skip


__all__ = ["progress", "registers"]
