"""Schedules of all open projects, worked out by hand; November 2026 begins on a Sunday."""

from datetime import date
from decimal import Decimal

import polars as pl

from pmo_core.jobs.schedule import plan_frames, schedule, work_time
from pmo_core.model import (
    Baseline,
    BaselineItem,
    CalendarDay,
    CrossLink,
    Holiday,
    Precedence,
    Progress,
    StatusReport,
    WorkCalendar,
)
from pmo_core.store import Repository
from tests.jobs.plan_store import MONDAY, element, keep, named, nov, project, rows

DATES = ("code", "early_start", "early_finish")


def link(before: str, after: str, kind: str = "FS", lag: int = 0) -> Precedence:
    """Return a link within project A."""
    return Precedence(project="A", predecessor=before, successor=after, kind=kind, lag_days=lag)


def test_published_network_of_17_activities(repo: Repository) -> None:
    """As registers it has the published duration, path and floats (Vanhoucke 2014, page 6)."""
    durations = [1, 2, 2, 4, 3, 3, 3, 2, 1, 1, 2, 1, 1, 1, 1, 2, 1]
    before = {
        "2": "1", "3": "1", "4": "2", "5": "2", "6": "2", "7": "3", "8": "3", "9": "3",
        "10": "3", "11": "4 5 6", "12": "7", "13": "8", "14": "9", "15": "10",
        "16": "11 12 13 14 15", "17": "11 12 13 14 15",
    }  # fmt: skip
    ties = [link(one, code) for code, names in before.items() for one in names.split()]
    tasks = [element(str(n + 1), days) for n, days in enumerate(durations)]
    keep(repo, project(), *tasks, *ties)
    found = schedule(repo, MONDAY)
    codes = [str(n + 1) for n in range(17)]
    assert found.tasks["code"].to_list() == codes, "in the order in which people count"
    assert named(found.tasks, "total_float", codes) == [
        0, 0, 2, 0, 1, 1, 2, 3, 4, 4, 0, 2, 3, 4, 4, 0, 1,
    ]  # fmt: skip
    assert named(found.tasks, "free_float", codes) == [
        0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 2, 3, 4, 4, 0, 1,
    ]  # fmt: skip
    assert found.tasks.filter("is_critical")["code"].to_list() == ["1", "2", "4", "11", "16"]
    assert found.tasks["early_finish"].max() == nov(16), "the 11th working day"


def test_durations_come_from_days_or_planned_dates(repo: Repository) -> None:
    """Days first; else working days of the own calendar; a finish alone is a milestone."""
    week = {"planned_start": nov(2), "planned_finish": nov(8)}
    keep(
        repo, WorkCalendar(code="SIX", name="Six days", working_days="1111110"), project(),
        Holiday(day=nov(4), name="Off"),
        element("1", 2, **week), element("2", **week), element("3", calendar="SIX", **week),
        element("4", planned_finish=nov(6)),
        element("5", planned_start=nov(7), planned_finish=nov(8)),
        element("6"),
    )  # fmt: skip
    found = plan_frames(repo, MONDAY)
    assert named(found.tasks, "duration", "123456") == [2, 4, 5, 0, 1, 1]
    assert named(found.tasks, "is_estimated", "56") == [True, False]
    (finding,) = found.findings
    assert finding.message.startswith("1 element of A without duration or dates")
    assert rows(schedule(repo, MONDAY).tasks, *DATES[1:], code="4") == [(nov(6), nov(6))]


def test_a_task_without_predecessor_starts_as_planned(repo: Repository) -> None:
    """The planned start holds what nothing else does; a link or an own constraint goes before."""
    later = {"planned_start": nov(10)}
    keep(
        repo, project(), element("1", 2), element("2", 3, **later), element("3", 3, **later),
        element("4", 1, constraint_kind="start no earlier than", constraint_on=nov(5), **later),
        element("5", 1, **later), link("1", "3"), link("1", "5", "FF"),
    )  # fmt: skip
    assert named(schedule(repo, MONDAY).tasks, "early_start", "12345") == [
        nov(2), nov(10), nov(4), nov(5), nov(10),
    ]  # fmt: skip


def test_summaries_roll_up_and_pass_links_on(repo: Repository) -> None:
    """Phase 2 waits for all of phase 1; its own dates are those of its parts."""
    keep(
        repo, project(), element("1"), element("1.1", 3), element("1.2", 5),
        element("2"), element("2.1", 2), element("2.2", 2), link("1", "2"), link("2.1", "2.2"),
    )  # fmt: skip
    found = schedule(repo, MONDAY)
    assert rows(found.tasks, *DATES, "is_summary", "total_float") == [
        ("1", nov(2), nov(6), True, 0), ("1.1", nov(2), nov(4), False, 2),
        ("1.2", nov(2), nov(6), False, 0),
        ("2", nov(9), nov(12), True, 0), ("2.1", nov(9), nov(10), False, 0),
        ("2.2", nov(11), nov(12), False, 0),
    ]  # fmt: skip
    assert rows(found.links, "predecessor", "successor", "of_successor") == [
        ("1.1", "2.1", "2"), ("1.2", "2.1", "2"), ("2.1", "2.2", "2.2"),
    ], "2.2 waits for 2.1 anyway"  # fmt: skip


def test_links_that_start_with_a_phase(repo: Repository) -> None:
    """The start of a phase is that of the part planned first, its finish that of the last."""
    keep(
        repo, project(), element("1"), element("1.1", 3, planned_start=nov(4)),
        element("1.2", 5, planned_start=nov(2)), element("2", 1), element("3"),
        element("3.1", 1, planned_finish=nov(3)), element("3.2", 1, planned_finish=nov(4)),
        link("1", "2", "SS", 1), link("2", "3", "FF", 3),
    )  # fmt: skip
    found = schedule(repo, MONDAY)
    assert rows(found.links, "predecessor", "successor") == [("1.2", "2"), ("2", "3.2")]
    assert named(found.tasks, "early_start", ["2", "3.1", "3.2"]) == [nov(3), nov(3), nov(6)]


def test_progress_is_kept_and_the_rest_comes_from_the_data_date(repo: Repository) -> None:
    """Finished stays; half done has half left after the report; what waits comes after it."""
    keep(
        repo, project(stage="delivery"), element("1", 4), element("2", 10), element("3", 2),
        link("2", "3"),
        Progress(project="A", wbs="1", data_date=nov(9), percent_complete=100,
                 actual_start=nov(2), actual_finish=nov(6)),
        Progress(project="A", wbs="2", data_date=nov(9), percent_complete=50,
                 actual_start=nov(3)),
    )  # fmt: skip
    found = schedule(repo, nov(20))
    assert rows(found.tasks, *DATES, "percent_complete") == [
        ("1", nov(2), nov(6), 100.0), ("2", nov(3), nov(13), 50.0), ("3", nov(16), nov(17), None),
    ]  # fmt: skip
    later = schedule(repo, date(2027, 1, 4)).tasks
    assert named(later, "early_finish", "2") == [date(2027, 1, 8)], "the report became stale"


def test_what_is_left_by_forecast_and_hours(repo: Repository) -> None:
    """The forecast finish goes before the hours, these before the percentage."""
    told = {"project": "A", "data_date": nov(9), "actual_start": nov(2), "percent_complete": 90}
    half = {"planned_hours": Decimal(80)}
    keep(
        repo, project(stage="delivery"), *(element(code, 10, **half) for code in "123"),
        Progress(wbs="1", forecast_finish=nov(17), remaining_hours=Decimal(40), **told),
        Progress(wbs="2", remaining_hours=Decimal(40), forecast_finish=nov(6), **told),
        Progress(wbs="3", **told),
    )  # fmt: skip
    found = plan_frames(repo, nov(9))
    assert named(found.tasks, "remaining", "123") == [7, 5, 1]


def test_percent_without_dates_is_progress_too(repo: Repository) -> None:
    """100 % ended when reported first; what is begun began as planned, not later than seen."""
    keep(
        repo, project(stage="delivery"), element("1", 3, planned_start=nov(2)),
        element("2", 3, planned_start=nov(12)),
        *(Progress(project="A", wbs="1", data_date=nov(day), percent_complete=100)
          for day in (9, 16)),
        Progress(project="A", wbs="2", data_date=nov(9), percent_complete=10),
    )  # fmt: skip
    found = plan_frames(repo, nov(16)).tasks
    assert rows(found, "actual_start", "actual_finish") == [(nov(2), nov(9)), (nov(9), None)]


def test_a_project_without_progress_goes_as_planned(repo: Repository) -> None:
    """It has begun and reports without elements: to its status report they are as planned."""
    keep(
        repo, project(stage="delivery"), StatusReport(project="A", data_date=nov(10)),
        element("1", planned_start=nov(2), planned_finish=nov(6)),
        element("2", planned_start=nov(9), planned_finish=nov(13)), link("1", "2"),
    )  # fmt: skip
    found = schedule(repo, nov(20))
    assert rows(found.tasks, *DATES, "slipped_days") == [
        ("1", nov(2), nov(6), None), ("2", nov(9), nov(13), None),
    ]  # fmt: skip
    assert [one.code for one in found.findings] == ["no_progress"]


def test_links_across_projects(repo: Repository) -> None:
    """A task, or the end of a whole project, holds up a task of another one."""
    keep(
        repo, project(), project("B"), project("C", planned_finish=nov(12)),
        element("1", 3), element("1.5", 6, "B"), element("2", 1, "B"), element("3", 1, "B"),
        CrossLink(project="B", successor="1.5", other_project="A", predecessor="1", lag_days=1),
        CrossLink(project="A", successor="9", other_project="B"), element("9", 1),
        CrossLink(project="B", successor="3", other_project="C"),
        CrossLink(project="B", successor="2", other_project="A", predecessor="9", kind="SS"),
    )  # fmt: skip
    found = schedule(repo, MONDAY)
    assert "circle" in [one.code for one in found.findings], "B ends after 2, which waits for A 9"
    assert named(found.tasks, "early_start", ["1.5", "3"], "B") == [nov(6), nov(13)]
    whole = rows(found.tasks, "name", "early_finish", "duration", project="C", code="")
    assert whole == [("Project C", nov(12), 9)]
    assert rows(found.tasks, "driver_project", "driver", project="B", code="1.5") == [("A", "1")]


def test_whole_project_holds_up_until_its_last_task(repo: Repository) -> None:
    """Its milestone comes when all is done; to start with a project is to start with its first."""
    keep(
        repo, project(), project("B"), element("1", 3), element("2", 5), element("1", 1, "B"),
        element("2", 1, "B"), CrossLink(project="B", successor="1", other_project="A"),
        CrossLink(project="B", successor="2", other_project="A", kind="SS", lag_days=1),
    )  # fmt: skip
    found = schedule(repo, MONDAY).tasks
    assert named(found, "early_start", "12", "B") == [nov(9), nov(3)]
    assert named(found, "driver", "1", "B") == [""]
    assert named(found, "is_milestone", [""]) == [True]


def test_ended_projects_and_unknown_elements(repo: Repository) -> None:
    """What is closed holds nobody up; what is canceled, or not there, is said."""
    keep(
        repo, project(), project("B", stage="closed"), project("C", stage="canceled"),
        element("1", 1), element("7", 1, "B"), link("8", "1"),
        CrossLink(project="A", successor="1", other_project="B", predecessor="7"),
        CrossLink(project="A", successor="1", other_project="C", predecessor="7"),
    )  # fmt: skip
    found = schedule(repo, MONDAY)
    assert found.tasks["project"].unique().to_list() == ["A"]
    assert found.links.is_empty()
    assert {one.code for one in found.findings} == {"canceled_predecessor", "unknown_task"}


def test_circles_are_named_and_cut(repo: Repository) -> None:
    """The rest of the portfolio is scheduled all the same."""
    keep(
        repo, project(), element("1", 1), element("2", 1), element("3", 1),
        link("1", "2"), link("2", "1"), link("2", "3"),
    )  # fmt: skip
    found = schedule(repo, MONDAY)
    (finding,) = found.findings
    assert finding.message.startswith("The links run in a circle: 1 before 2 before 1.")
    assert named(found.tasks, "early_start", "123") == [nov(2), nov(3), nov(4)]


def test_slip_against_the_latest_baseline(repo: Repository) -> None:
    """Working days of the task; a summary against its own agreed dates, else those of its parts."""
    agreed = {"project": "A", "approved_on": nov(1)}
    item = {"project": "A", "planned_start": nov(2)}
    keep(
        repo, project(), element("1"), element("1.1", 4), element("2"), element("2.1", 3),
        element("3", 3),
        Baseline(number=1, **agreed), Baseline(number=2, **agreed | {"approved_on": nov(2)}),
        Baseline(number=3, **agreed | {"approved_on": nov(30)}),
        BaselineItem(number=1, wbs="3", planned_finish=nov(2), **item),
        BaselineItem(number=2, wbs="1.1", planned_finish=nov(3), **item),
        BaselineItem(number=2, wbs="2", planned_finish=nov(6), **item),
        BaselineItem(number=2, wbs="2.1", planned_finish=nov(3), **item),
        BaselineItem(number=3, wbs="3", planned_finish=nov(2), **item),
    )  # fmt: skip
    found = schedule(repo, MONDAY).tasks
    assert rows(found, "code", "slipped_days") == [
        ("1", 2), ("1.1", 2), ("2", -2), ("2.1", 1), ("3", None),
    ]  # fmt: skip


def test_calendars_of_the_register(repo: Repository) -> None:
    """Own week, days off and extra days; holidays only where the calendar has them."""
    keep(
        repo, Holiday(day=nov(3), name="Off"),
        WorkCalendar(code="W", name="Weekends", working_days="0000011", has_holidays=False),
        CalendarDay(calendar="W", day=nov(7)),
        CalendarDay(calendar="W", day=nov(2), is_worked=True),
        WorkCalendar(code="N", name="Never", working_days="0000000"),
        project(calendar="W"), element("1", 3), element("2", 3, calendar="N"), project("B"),
        element("1", 3, "B"),
    )  # fmt: skip
    found = schedule(repo, MONDAY)
    assert list(work_time(repo).calendars) == ["", "W"]
    assert rows(found.tasks, "early_finish") == [(nov(14),), (nov(5),), (nov(5),)]
    assert [one.code for one in found.findings] == ["unknown_calendar"]


def test_fixed_dates_and_mistyped_ones(repo: Repository) -> None:
    """A fixed finish that cannot be met gives negative float; a date far off is left out."""
    keep(
        repo, project(is_date_fixed=True, planned_finish=nov(3)),
        element("1", 4, planned_start=date(3026, 11, 2), planned_finish=date(3026, 11, 5)),
    )  # fmt: skip
    found = schedule(repo, MONDAY)
    assert rows(found.tasks, "early_finish", "total_float") == [(nov(5), -2)]
    assert {one.code for one in found.findings} == {"date_out_of_reach", "late_project"}


def test_a_mistyped_year_of_one_project_stops_no_other(repo: Repository) -> None:
    """Dates of projects and of reports out of reach are left out and named; B is as planned."""
    keep(
        repo, project(planned_start=date(1026, 11, 2)), project("B"), element("1", 4, "B"),
        project("C", stage="delivery"), element("1", 2, "C"), element("1", 1),
        Progress(project="C", wbs="1", data_date=MONDAY, actual_start=date(1026, 11, 2),
                 percent_complete=10, forecast_finish=date(3026, 1, 1)),
    )  # fmt: skip
    found = schedule(repo, MONDAY)
    assert rows(found.tasks, "early_finish") == [(nov(2),), (nov(5),), (nov(3),)]
    assert [one.value for one in found.findings] == ["A", "1 of C"]


def test_dates_many_years_ahead_are_counted_to_the_end(repo: Repository) -> None:
    """A task planned, and one forecast, until 2050 end in 2050."""
    end = date(2050, 11, 1)
    keep(
        repo, project(stage="delivery"), element("1", planned_start=MONDAY, planned_finish=end),
        element("2", 3),
        Progress(project="A", wbs="2", data_date=MONDAY, actual_start=MONDAY, percent_complete=1,
                 forecast_finish=end),
    )  # fmt: skip
    assert rows(schedule(repo, MONDAY).tasks, "early_finish") == [(end,), (end,)]


def test_nothing_to_schedule(repo: Repository) -> None:
    """An empty store has a schedule without tasks."""
    found = schedule(repo, MONDAY)
    assert (found.tasks.height, found.links.height, found.findings) == (0, 0, ())
    assert found.tasks.schema["slipped_days"] == pl.Int64
