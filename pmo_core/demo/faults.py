"""Faults planted into the demonstration: what a review of the data should find, and where.

Each kind is a fault of the data, not of the projects, and is listed in `Fault`s; those of gates
are planted where the gates are made (`gates.misheld`):

======================== ======================================================================
actual_after_closure     three lines of work are posted 40 to 60 days after a project closed
status_missing           a running project has not reported for four months
budget_missing           four running projects have neither budget lines nor a planned cost
duplicate_invoice        an invoice is posted again two days later under another number
stale_forecast           a project repeats one forecast for six months; its date has passed
rag_contradicts_cost     a manager rates green while the forecast is more than 20 % over plan
department_missing       five proposals name no department
forecast_below_actual    a forecast cost lies below what is already spent
progress_falls           percent complete falls by 15 points from one report to the next
finish_missing           a closed project has no actual finish
hours_implausible        a day with 80 hours on one line (a lost decimal point)
person_without_role      a person has neither role nor department
gate_skipped             a required gate was never held, though the next one was
gate_out_of_order        a gate was held after the one that follows it
======================== ======================================================================
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import polars as pl

Frames = dict[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Fault:
    """One planted fault: its kind (see above), the register, and the key that finds it."""

    kind: str
    register: str
    key: tuple[str, ...]


def plant(frames: Frames) -> tuple[Frames, tuple[Fault, ...]]:
    """Return the frames with all faults planted, each kind on projects of its own, and their list.

    A kind for which the portfolio is too small is left out.
    """
    frames = dict(frames)
    project = frames["project"]
    # Projects that report in base currency and are old enough to have a history.
    n_reports = frames["status_report"].group_by("project").len()
    known = project.join(n_reports, left_on="code", right_on="project").filter(
        pl.col("currency") == "EUR", pl.col("len") >= 8
    )
    running = known.filter(pl.col("stage") == "delivery")["code"].sort().to_list()
    closed = known.filter(pl.col("stage") == "closed")["code"].sort().to_list()
    proposed = project.filter(pl.col("stage") == "proposed")["code"].sort().to_list()
    over = _most_over(frames["status_report"], running)
    running = [code for code in running if code != over]
    steps: list[tuple[Callable[[Frames, list[str]], list[Fault]], list[str]]] = [
        (_after_closure, closed[:1]), (_no_finish, closed[1:2]), (_no_status, running[:1]),
        (_stale_forecast, running[1:2]), (_below_actual, running[2:3]), (_falling, running[3:4]),
        (_duplicate, running[4:5]), (_hours, running[5:6]), (_no_budget, running[6:10]),
        (_green, [over] if over else []), (_no_department, proposed[:5]), (_no_role, ["E007"]),
    ]  # fmt: skip
    faults = [fault for step, codes in steps if codes for fault in step(frames, codes)]
    return frames, tuple(faults)


def _most_over(status: pl.DataFrame, codes: list[str]) -> str | None:
    """Return the project whose last forecast is furthest over plan, if that is more than 20 %."""
    ratio = pl.col("forecast_cost").cast(pl.Float64) / pl.col("planned_cost").cast(pl.Float64)
    last = (
        status.filter(pl.col("project").is_in(codes))
        .sort("data_date")
        .group_by("project", maintain_order=True)
        .last()
    )
    last = last.filter(ratio > 1.2).sort(ratio, "project", descending=True)
    return last["project"][0] if last.height else None


def _is_last(frame: pl.DataFrame, codes: list[str], n: int) -> pl.Expr:
    """Return which rows are among the last `n` reports of the projects."""
    days = (
        frame.filter(pl.col("project").is_in(codes))
        .sort("data_date")["data_date"]
        .tail(n)
        .to_list()
    )
    return pl.col("project").is_in(codes) & pl.col("data_date").is_in(days)


def _after_closure(frames: Frames, codes: list[str]) -> list[Fault]:
    code = codes[0]
    actual, project = frames["actual"], frames["project"]
    finish = project.filter(pl.col("code") == code)["actual_finish"][0]
    late = (
        actual.filter(pl.col("project") == code, pl.col("hours").is_not_null())
        .tail(3)
        .with_columns(
            spent_on=pl.lit(finish) + pl.duration(days=40 + 10 * pl.int_range(3)),
            entry=pl.col("entry") + "-L",
        )
    )
    frames["actual"] = _appended(actual, late)
    return [Fault("actual_after_closure", "actual", (code, entry)) for entry in late["entry"]]


def _no_finish(frames: Frames, codes: list[str]) -> list[Fault]:
    _put(frames, "project", pl.col("code").is_in(codes), actual_finish=None)
    return [Fault("finish_missing", "project", (code,)) for code in codes]


def _no_status(frames: Frames, codes: list[str]) -> list[Fault]:
    status = frames["status_report"]
    frames["status_report"] = status.filter(~_is_last(status, codes, 4))
    return [Fault("status_missing", "project", (code,)) for code in codes]


def _stale_forecast(frames: Frames, codes: list[str]) -> list[Fault]:
    status = frames["status_report"]
    old = status.filter(_is_last(status, codes, 6)).sort("data_date")
    finish = old["data_date"][-1] - timedelta(days=45)
    cost = old["forecast_cost"].max()
    _put(
        frames,
        "status_report",
        _is_last(status, codes, 6),
        forecast_finish=finish,
        forecast_cost=cost,
    )
    return [Fault("stale_forecast", "project", (code,)) for code in codes]


def _below_actual(frames: Frames, codes: list[str]) -> list[Fault]:
    spent = frames["actual"].filter(pl.col("project").is_in(codes))["cost"].sum()
    where = _is_last(frames["status_report"], codes, 1)
    _put(frames, "status_report", where, forecast_cost=round(float(spent) * 0.9, -2))
    return [Fault("forecast_below_actual", "status_report", (code,)) for code in codes]


def _falling(frames: Frames, codes: list[str]) -> list[Fault]:
    status = frames["status_report"]
    before = status.filter(_is_last(status, codes, 2)).sort("data_date")["percent_complete"][0]
    where = _is_last(status, codes, 1)
    _put(frames, "status_report", where, percent_complete=max(before - 15.0, 0.0))
    return [Fault("progress_falls", "status_report", (code,)) for code in codes]


def _duplicate(frames: Frames, codes: list[str]) -> list[Fault]:
    actual = frames["actual"]
    lines = actual.filter(pl.col("project").is_in(codes), pl.col("source") == "ERP")
    # Not one of the largest, so that the forecast still covers what is spent.
    again = (
        lines.sort("cost", "entry", descending=True)
        .slice(min(5, lines.height - 1), 1)
        .with_columns(
            spent_on=pl.col("spent_on") + pl.duration(days=2), entry=pl.col("entry") + "-2"
        )
    )
    frames["actual"] = _appended(actual, again)
    return [Fault("duplicate_invoice", "actual", (codes[0], entry)) for entry in again["entry"]]


def _hours(frames: Frames, codes: list[str]) -> list[Fault]:
    lines = frames["actual"].filter(pl.col("project").is_in(codes), pl.col("hours").is_not_null())
    entry = lines["entry"][lines.height // 2]
    _put(frames, "actual", pl.col("entry") == entry, hours=80.0)
    return [Fault("hours_implausible", "actual", (codes[0], entry))]


def _no_budget(frames: Frames, codes: list[str]) -> list[Fault]:
    frames["budget_line"] = frames["budget_line"].filter(~pl.col("project").is_in(codes))
    _put(frames, "project", pl.col("code").is_in(codes), planned_cost=None)
    _put(frames, "status_report", pl.col("project").is_in(codes), planned_cost=None)
    return [Fault("budget_missing", "project", (code,)) for code in codes]


def _green(frames: Frames, codes: list[str]) -> list[Fault]:
    _put(frames, "status_report", _is_last(frames["status_report"], codes, 3), rag="green")
    return [Fault("rag_contradicts_cost", "status_report", (code,)) for code in codes]


def _no_department(frames: Frames, codes: list[str]) -> list[Fault]:
    _put(frames, "project", pl.col("code").is_in(codes), department=None)
    return [Fault("department_missing", "project", (code,)) for code in codes]


def _no_role(frames: Frames, codes: list[str]) -> list[Fault]:
    _put(frames, "person", pl.col("code").is_in(codes), role=None, department=None)
    return [Fault("person_without_role", "person", (code,)) for code in codes]


def _put(frames: Frames, register: str, where: pl.Expr, **values: object) -> None:
    """Set values in the rows of a register for which the condition holds."""
    frame = frames[register]
    frames[register] = frame.with_columns(
        pl.when(where)
        .then(pl.lit(value).cast(frame.schema[name]))
        .otherwise(pl.col(name))
        .alias(name)
        for name, value in values.items()
    )


def _appended(actual: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Append lines to the actuals, numbered on."""
    numbered = lines.with_columns(
        line=pl.int_range(pl.len()).cast(pl.Int64) + actual["line"].max() + 1
    )
    return pl.concat([actual, numbered])
