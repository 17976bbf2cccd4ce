"""A status, from what is kept to one change: report, progress, milestones, risks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from pydantic import ValidationError

from pmo_core.analysis.status_round import TYPED, Followed, followed, to_report
from pmo_core.analysis.working_days import Calendar
from pmo_core.errors import Refused
from pmo_core.jobs.codes import next_code
from pmo_core.jobs.facts import Source
from pmo_core.model import REGISTERS
from pmo_core.store import Session

OF_PROJECT = (
    "status_report", "wbs_element", "progress", "milestone", "milestone_forecast", "raid_item",
)  # fmt: skip
RISK_FIELDS = (
    "kind", "name", "probability_pct", "impact_cost", "impact_days", "response", "due_on",
)  # fmt: skip
Rows = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Seen:
    """What was kept of a project when its status was begun.

    Parameters
    ----------
    project : mapping
        Row of the register.
    kept : mapping of str to polars.DataFrame
        The project's rows of the registers `OF_PROJECT`.
    elements : polars.DataFrame
        What is asked for; see `analysis.status_round.to_report`.
    calendar : Calendar
        Which days are worked.
    """

    project: Mapping[str, Any]
    kept: Rows
    elements: pl.DataFrame
    calendar: Calendar

    @property
    def reports(self) -> pl.DataFrame:
        """Status reports, the oldest first."""
        return self.kept["status_report"].sort("data_date")

    def report(self, on: date) -> dict[str, Any] | None:
        """Return the report of a day, None where there is none."""
        return next(self.reports.filter(data_date=on).iter_rows(named=True), None)

    def last(self, on: date) -> dict[str, Any] | None:
        """Return the latest report until a day, None where there is none."""
        rows = self.reports.filter(pl.col("data_date") <= on).tail(1)
        return next(rows.iter_rows(named=True), None)


@dataclass(frozen=True)
class Typed:
    """What was typed.

    Parameters
    ----------
    data_date : date
        Day that the status speaks of.
    report : mapping
        Fields of the status report without its key.
    progress : polars.DataFrame
        wbs and the fields `TYPED` of the elements that were asked for.
    milestones : polars.DataFrame
        code, forecast_on, achieved_on of those that were asked for.
    risks : polars.DataFrame
        code (null = new), `RISK_FIELDS` and is_closed of those that were shown or added.
    """

    data_date: date
    report: Mapping[str, Any]
    progress: pl.DataFrame
    milestones: pl.DataFrame
    risks: pl.DataFrame


def look(source: Source, project: str, as_of: date) -> Seen:
    """Return what is kept of a project.

    Raises
    ------
    NotFound
        There is no such project.
    """
    row = source.table("project").row(by_predicate=pl.col("code") == project, named=True)
    kept = {
        name: source.table(name).filter(pl.col("project") == project) for name in OF_PROJECT
    }  # fmt: skip
    posted = source.query("element_posted", project=project, as_of=as_of)
    asked = to_report(kept["wbs_element"], kept["progress"], posted, as_of)
    return Seen(row, kept, asked, Calendar.of(source.settings(), source.table("holiday")))


def follow(seen: Seen, typed: Typed) -> Followed:
    """Return what follows from what was typed; see `analysis.status_round.followed`."""
    now, was = rows_of(seen, typed)
    progress, milestones = (
        pl.concat([seen.kept[name].join(was[name], on=REGISTERS[name].key, how="anti"), now[name]])
        for name in ("progress", "milestone")
    )
    return followed(
        seen.kept["wbs_element"], progress, milestones, typed.data_date,
        percent=typed.report.get("percent_complete"), calendar=seen.calendar,
    )  # fmt: skip


def rows_of(seen: Seen, typed: Typed) -> tuple[Rows, Rows]:
    """Return the rows as they shall be and as they were seen, by register.

    Raises
    ------
    Refused
        A value is none that the register takes; the message names where it stands.
    """
    on, code = typed.data_date, seen.project["code"]
    report = {
        **(seen.report(on) or {}), "project": code, "data_date": on, **typed.report,
    }  # fmt: skip
    milestones, forecasts = _milestones(seen, typed)
    now = {
        "status_report": _made("status_report", [report]),
        "progress": _made("progress", _progress(seen, typed)),
        "milestone": _made("milestone", milestones),
        "milestone_forecast": _made("milestone_forecast", forecasts),
        "raid_item": _made("raid_item", _risks(seen, typed)),
    }
    asked = {
        "status_report": pl.col("data_date") == on,
        "progress": (pl.col("data_date") == on)
        & pl.col("wbs").is_in(typed.progress["wbs"].implode()),
        "milestone": pl.col("code").is_in(now["milestone"]["code"].implode()),
        "milestone_forecast": (pl.col("data_date") == on)
        & pl.col("milestone").is_in(typed.milestones["code"].implode()),
        "raid_item": pl.col("code").is_in(now["raid_item"]["code"].implode()),
    }
    return now, {name: seen.kept[name].filter(rows) for name, rows in asked.items()}


def wrong(seen: Seen, typed: Typed, rule: str | None) -> list[str]:
    """Return what must be mended or given before it can be saved, a sentence each.

    Parameters
    ----------
    seen, typed
        What was kept, and what was typed.
    rule : str or None
        Rating that the rule gives once this is kept.
    """
    report, on = typed.report, typed.data_date
    found = []
    if not report.get("rag"):
        found.append("Choose a rating.")
    elif rule and report["rag"] != rule and not report.get("rag_reason"):
        found.append(f"Say why you rate {report['rag']} while the rule says {rule}.")
    for row in typed.progress.iter_rows(named=True):
        start, finish = row["actual_start"], row["actual_finish"]
        where = f"Element {row['wbs']}"
        if finish and start and finish < start:
            found.append(f"{where} cannot finish before it starts.")
        if any(day and day > on for day in (start, finish)):
            found.append(f"{where}: what is actual cannot lie after the data date.")
        if finish and row["percent_complete"] is not None and row["percent_complete"] < 100:
            found.append(f"{where} is finished, so it is 100 % complete.")
    found += [
        f"Milestone {row['code']} cannot be reached after the data date."
        for row in typed.milestones.iter_rows(named=True)
        if row["achieved_on"] and row["achieved_on"] > on
    ]
    found += [
        "A new risk or issue needs a kind and a name."
        for row in typed.risks.iter_rows(named=True)
        # A row with its kind alone was added by a slip of the mouse.
        if any(row[name] for name in RISK_FIELDS[1:]) and not _is_whole(row)
    ]
    return found


def save(session: Session, seen: Seen, typed: Typed) -> int | None:
    """Keep a status as one change.

    Returns
    -------
    int or None
        Number of the change; None when it says so already.

    Raises
    ------
    Conflict
        Somebody else changed what was seen, or reported the same day, meanwhile.
    Refused
        A value is none that the register takes.
    NotAllowed
        The role may not report.
    """
    now, was = rows_of(seen, typed)
    used = [name for name in now if now[name].height + was[name].height]
    return session.put(
        {name: now[name] for name in used}, {name: was[name] for name in used},
        note=f"{seen.project['code']}: status of {typed.data_date}",
    )  # fmt: skip


def _progress(seen: Seen, typed: Typed) -> list[dict[str, Any]]:
    """Rows with anything given; what is not asked stays as it is kept of that day.

    A project that never reported by element does not begin to because it was prefilled.
    """
    if seen.kept["progress"].is_empty() and typed.progress.equals(
        seen.elements.select(typed.progress.columns)
    ):
        return []
    on = {
        row["wbs"]: row
        for row in seen.kept["progress"].filter(data_date=typed.data_date).iter_rows(named=True)
    }
    key = {"project": seen.project["code"], "data_date": typed.data_date}
    return [
        {**on.get(row["wbs"], {}), **key, "wbs": row["wbs"], **{name: row[name] for name in TYPED}}
        for row in typed.progress.iter_rows(named=True)
        if any(row[name] is not None for name in TYPED)
    ]


def _milestones(seen: Seen, typed: Typed) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Milestones newly reached, or no more; and the days on which the others are expected."""
    kept = {row["code"]: row for row in seen.kept["milestone"].iter_rows(named=True)}
    given = list(typed.milestones.iter_rows(named=True))
    reached = [
        {**kept[row["code"]], "achieved_on": row["achieved_on"]}
        for row in given
        if kept[row["code"]]["achieved_on"] != row["achieved_on"]
    ]
    key = {"project": seen.project["code"], "data_date": typed.data_date}
    expected = [
        {**key, "milestone": row["code"], "forecast_on": row["forecast_on"]}
        for row in given
        if row["forecast_on"] and not row["achieved_on"]
    ]
    return reached, expected


def _risks(seen: Seen, typed: Typed) -> list[dict[str, Any]]:
    """Risks and issues that were changed, closed or added; new ones under the next free codes."""
    kept = {row["code"]: row for row in seen.kept["raid_item"].iter_rows(named=True)}
    codes = list(kept)
    found = []
    for row in filter(_is_whole, typed.risks.iter_rows(named=True)):
        given = {name: row[name] for name in RISK_FIELDS}
        if not row["code"]:
            prefix = str(row["kind"] or "risk").upper()
            code = next_code([one for one in codes if one.startswith(prefix)], f"{prefix}-1")
            codes.append(code)
            given |= {"code": code, "project": seen.project["code"], "raised_on": typed.data_date}
        now = {**kept.get(row["code"], {}), **given}
        if row["is_closed"]:
            now |= {"state": "closed", "closed_on": typed.data_date}
        if not _same(now, kept.get(row["code"], {})):
            found.append(now)
    return found


def _is_whole(row: Mapping[str, Any]) -> bool:
    """Whether a row of the risks can be kept: `wrong` asks for what lacks."""
    return bool(row["kind"] and row["name"])


def _same(now: Mapping[str, Any], was: Mapping[str, Any]) -> bool:
    """Whether all given fields say the same; amounts are compared as numbers."""
    return bool(was) and all(_plain(value) == _plain(was[name]) for name, value in now.items())


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal | int | float) else value or None


def _made(register: str, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """The rows as the register takes them."""
    record = REGISTERS[register]
    try:
        return record.frame(*(record.model_validate(_exact(row)) for row in rows))
    except ValidationError as problem:
        first = problem.errors()[0]
        raise Refused(
            f"{record.title}: {first['loc'][0]} cannot be {first['input']!r}.",
            str(first["msg"]),
        ) from problem


def _exact(row: Mapping[str, Any]) -> dict[str, Any]:
    """Amounts that come as floats have at most four digits behind the point."""
    return {
        name: round(value, 4) if isinstance(value, float) else value for name, value in row.items()
    }


__all__ = ["RISK_FIELDS", "Seen", "Typed", "follow", "look", "rows_of", "save", "wrong"]
