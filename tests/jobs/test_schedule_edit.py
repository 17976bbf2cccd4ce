"""The plan of a project typed into a table: what it changes, what is wrong, what comes of it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pmo_core.errors import Conflict
from pmo_core.jobs.schedule import plan_frames, schedule
from pmo_core.jobs.schedule_edit import consequences, draft, save, seen, table_of
from pmo_core.jobs.schedule_views import links_of_project, listing, of_project
from pmo_core.model import CrossLink, Effort, Precedence, Progress, Role
from pmo_core.store import Repository
from tests.jobs.plan_store import MONDAY, element, keep, nov, project, rows

Edit = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.fixture
def planned(repo: Repository) -> Repository:
    """Give projects A (1 > 1.1, 1.2, 2) and B, whose task waits for the last one of A."""
    keep(
        repo, project(), project("B"), element("1"), element("1.1", 3, planned_cost=Decimal(9)),
        element("1.2", 2), element("2", 1), element("1", 2, "B"),
        Precedence(project="A", predecessor="1.1", successor="1.2", lag_days=1),
        Precedence(project="A", predecessor="1", successor="2"),
        CrossLink(project="B", successor="1", other_project="A", predecessor="2", owner="Ida"),
    )  # fmt: skip
    return repo


def typed(repo: Repository, code: str, project: str = "A", **cells: Any) -> pl.DataFrame:
    """Return the table of a project with some cells of a row typed over, or a row added."""
    table = table_of(seen(repo, project))
    lines = table.to_dicts()
    known = [line for line in lines if line["code"] == code]
    for line in known or [{"code": code, "name": f"Task {code}"}]:
        line.update(cells)
        if not known:
            lines.append(line)
    return pl.DataFrame(lines, schema=table.schema)


def faults(repo: Repository, code: str, **cells: Any) -> tuple[str, ...]:
    """Return what is wrong when this is typed into project A."""
    return draft(repo, "A", seen(repo, "A"), typed(repo, code, **cells)).faults


def test_the_table_says_what_is_kept(planned: Repository) -> None:
    """Codes as people count, what each waits for as text; unchanged it changes nothing."""
    table = table_of(seen(planned, "A"))
    assert rows(table, "code", "duration_days", "predecessors") == [
        ("1", None, None), ("1.1", 3, None), ("1.2", 2, "1.1FS+1d"), ("2", 1, "1"),
    ]  # fmt: skip
    assert rows(table_of(seen(planned, "B")), "predecessors") == [("A:2",)]
    same = draft(planned, "A", seen(planned, "A"), table)
    assert same.is_empty
    assert same.faults == ()


def test_only_what_differs_is_saved(planned: Repository) -> None:
    """A cell, a new row with links, and a cost that the table does not show."""
    was = seen(planned, "A")
    table = pl.concat([
        typed(planned, "1.1", duration_days=5),
        typed(planned, "3", duration_days=0, predecessors="2; B:1SS-1").tail(1),
        pl.DataFrame([dict.fromkeys(was["wbs_element"].columns)]).select(pl.col("name")).head(0),
    ], how="diagonal_relaxed")  # fmt: skip
    made = draft(planned, "A", was, table)
    assert made.faults == ()
    assert rows(made.now["wbs_element"], "code", "duration_days", "planned_cost") == [
        ("1.1", 5, Decimal(9)), ("3", 0, None),
    ]  # fmt: skip
    assert rows(made.was["wbs_element"], "code") == [("1.1",)]
    assert rows(made.now["precedence"], "successor", "predecessor") == [("3", "2")]
    assert rows(made.now["cross_link"], "other_project", "predecessor", "kind", "lag_days") == [
        ("B", "1", "SS", -1)
    ]
    number = save(planned.session("ann", "manager"), "A", made)
    assert number == planned.revision
    assert rows(planned.table("wbs_element"), "duration_days", project="A", code="1.1") == [(5,)]
    planned.session("ann", "manager").undo(number)
    assert table_of(seen(planned, "A")).equals(table_of(was))


def test_a_link_that_stays_keeps_its_owner(planned: Repository) -> None:
    """Its lag is typed over; who watches it is kept."""
    made = draft(planned, "B", seen(planned, "B"), typed(planned, "1", "B", predecessors="A:2+2"))
    assert rows(made.now["cross_link"], "lag_days", "owner") == [(2, "Ida")]


def test_a_wrong_cell_is_named(planned: Repository) -> None:
    """By its task and its label, a sentence each."""
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"name": None}, "1.1, Name: it is missing."),
        ({"duration_days": -1}, "1.1, Days: Input should be greater"),
        ({"predecessors": "9"}, "1.1, Waits for: There is no task 9."),
        ({"predecessors": "1.1"}, "1.1 waits for itself."),
        ({"predecessors": "A:1.1"}, "1.1 waits for itself."),
        ({"predecessors": "A:*"}, "There is no task *."),
        ({"predecessors": "2; A:2"}, "2 is named twice"),
        ({"planned_start": nov(9), "planned_finish": nov(6)}, "before the planned start"),
        ({"constraint_kind": "must start on"}, "1.1, On: the day is missing."),
        ({"constraint_on": nov(9)}, "1.1, Must: what must be on that day is missing."),
        ({"low_days": 2.0}, "a range needs both"),
        ({"low_days": 4.0, "high_days": 6.0}, "must lie between"),
    ]
    for cells, said in wrong:
        (fault,) = faults(planned, "1.1", **cells)
        assert said in fault


def test_codes_are_given_once(planned: Repository) -> None:
    """A code typed twice, and a row without one; the row has its number then."""
    table = typed(planned, "1.2", predecessors=None).with_columns(
        pl.col("code").replace("1.2", "1.1")
    )
    found = draft(planned, "A", seen(planned, "A"), table).faults
    assert "1.1 is listed twice." in found
    table = typed(planned, "1.2").with_columns(pl.col("code").replace("1.2", None))
    (fault,) = draft(planned, "A", seen(planned, "A"), table).faults
    assert fault == "Row 3, Code: it is missing."


def test_consequences_before_saving(planned: Repository) -> None:
    """Two days more in A: A and B end two working days later; nothing is saved yet."""
    before = schedule(planned, MONDAY)
    made = draft(planned, "A", seen(planned, "A"), typed(planned, "1.1", duration_days=5))
    found = consequences(planned, "A", before, made, MONDAY)
    assert rows(found.projects, "project", "finish_before", "finish_after", "days_later") == [
        ("A", nov(10), nov(12), 2), ("B", nov(12), nov(16), 2),
    ]  # fmt: skip
    assert rows(found.tasks, "project", "code") == [("A", "1.1"), ("A", "1.2"), ("A", "2"),
                                                    ("B", "1")]  # fmt: skip
    assert (found.faults, found.warnings, found.finish) == ((), (), nov(12))
    assert rows(planned.table("wbs_element"), "duration_days", project="A", code="1.1") == [(3,)]


def test_circles_and_constraints_are_told(planned: Repository) -> None:
    """A circle through another project is named task by task; a broken constraint is a warning."""
    before = schedule(planned, MONDAY)
    made = draft(planned, "A", seen(planned, "A"), typed(planned, "1.1", predecessors="B:1"))
    (fault,) = consequences(planned, "A", before, made, MONDAY).faults
    assert "A 1.1 before A 1.2 before A 2 before B 1 before A 1.1" in fault.message
    must = {"constraint_kind": "finish no later than", "constraint_on": nov(3)}
    made = draft(planned, "A", seen(planned, "A"), typed(planned, "1.2", **must))
    (warning,) = consequences(planned, "A", before, made, MONDAY).warnings
    assert warning.message == "1.2 of A misses its constraint by 4 working days."


def test_what_others_wait_for_does_not_go(planned: Repository) -> None:
    """B waits for A 2; progress and effort of what goes would name nothing."""
    keep(
        planned, Role(code="DEV", name="Developer"),
        Effort(project="A", wbs="2", role="DEV", hours=Decimal(8)),
        Progress(project="A", wbs="2", data_date=MONDAY, percent_complete=1),
    )  # fmt: skip
    table = table_of(seen(planned, "A")).filter(pl.col("code") != "2")
    made = draft(planned, "A", seen(planned, "A"), table)
    found = consequences(planned, "A", schedule(planned, MONDAY), made, MONDAY)
    assert [one.code for one in found.faults] == ["unknown_task"]
    assert [one.message for one in found.warnings if one.code == "orphan"] == [
        "Progress by element name 2, which would be gone.",
        "Effort by role and element name 2, which would be gone.",
    ]


def test_somebody_was_faster(planned: Repository) -> None:
    """What was changed meanwhile is not overwritten; other rows are in nobody's way."""
    was, mine = seen(planned, "A"), typed(planned, "1.1", duration_days=5)
    other = typed(planned, "2", duration_days=9)
    save(planned.session("bob", "manager"), "A", draft(planned, "A", was, other))
    assert save(planned.session("ann", "manager"), "A", draft(planned, "A", was, mine))
    with pytest.raises(Conflict, match="changed meanwhile by ann"):
        save(planned.session("bob", "manager"), "A",
             draft(planned, "A", was, typed(planned, "1.1", duration_days=8)))  # fmt: skip


def test_what_decides_each_start_is_said(planned: Repository) -> None:
    """Drivers with their lag, other projects by name, and where nothing drives: what holds."""
    keep(planned, element("5", 1, planned_start=nov(9)), element("6", 1),
         CrossLink(project="A", successor="6", other_project="B", kind="FF"))  # fmt: skip
    frames, found = plan_frames(planned, MONDAY), schedule(planned, MONDAY)
    assert rows(of_project(found, frames, "A"), "code", "level", "why") == [
        ("1", 0, "its parts"), ("1.1", 1, "project start or data date"),
        ("1.2", 1, "after 1.1 + 1 d"), ("2", 0, "after 1.2"), ("5", 0, "planned start"),
        ("6", 0, "with the end of all of B"),
    ]  # fmt: skip
    assert rows(of_project(found, frames, "B"), "why") == [("after A 2",)]
    assert rows(links_of_project(found, "B"), "successor", "other_project", "predecessor",
                "is_driving") == [("6", "B", "", True), ("1", "A", "2", True)]  # fmt: skip
    listed = listing(found, planned.table("project"), frames.time)
    assert rows(listed, "project", "early_finish", "n_tasks", "n_critical") == [
        ("A", nov(12), 5, 4), ("B", nov(12), 1, 1),
    ]  # fmt: skip
