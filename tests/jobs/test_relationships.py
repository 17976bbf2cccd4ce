"""Links between projects: which are broken now, and what may be written."""

from datetime import date

import polars as pl
import pytest

from pmo_core.errors import Conflict, NotFound, Refused
from pmo_core.jobs.relationships import broken, open_ties, overlapping, save_cross_link, save_link
from pmo_core.jobs.schedule import plan_frames, schedule
from pmo_core.model import CrossLink, Link, Precedence, Project, WbsElement
from pmo_core.store import Repository

DAY = date(2026, 11, 2)


def november(day: int) -> date:
    """Return a day of November."""
    return date(2026, 11, day)


@pytest.fixture
def linked(repo: Repository) -> Repository:
    """Give A, which takes 10 days, and B, planned for the day after 8 of them and for much later.

    A 1 runs from 2 to 13 November. B 1.1 is planned from Thursday 12, B 2 for December.
    """
    repo.session("test", "administrator").save(
        Project(code="A", name="Alpha", planned_start=DAY),
        Project(code="B", name="Beta", planned_start=DAY),
        WbsElement(project="A", code="1", name="Build", duration_days=10, planned_start=DAY),
        WbsElement(project="B", code="1", name="Use"),
        WbsElement(project="B", code="1.1", name="Install", duration_days=5,
                   planned_start=november(12), planned_finish=november(18)),
        WbsElement(project="B", code="2", name="Learn", duration_days=1,
                   planned_start=date(2026, 12, 1), planned_finish=date(2026, 12, 1)),
        Precedence(project="B", successor="2", predecessor="1"),
        CrossLink(project="B", successor="1", other_project="A", predecessor="1"),
        CrossLink(project="B", successor="2", other_project="A"),
    )  # fmt: skip
    return repo


def test_a_link_is_broken_by_working_days(linked: Repository) -> None:
    """B 1 could start on Monday 16, two working days after the 12th; the other link is kept."""
    found = broken(plan_frames(linked, DAY), schedule(linked, DAY).tasks)
    columns = ("project", "late_by_days", "of_successor", "planned_on", "of_predecessor", "now_on")
    assert found.select(columns).rows() == [("B", 2, "1", november(12), "1", november(13))]
    assert found.select("successor_name", "predecessor_task").rows() == [("Use", "Build")]


def test_projects_overlap_by_calendar_days(linked: Repository) -> None:
    """B begins on the 10th, A ends on the 13th: four days; weak links and begun projects do not."""
    links = Link.frame(
        Link(project="B", needs="A", kind="technical", strength=2),
        Link(project="C", needs="A", kind="technical", strength=1),
        Link(project="D", needs="A", kind="technical", strength=3),
    )
    projects = pl.DataFrame({
        "project": list("ABCD"), "planned_start": [DAY, november(10), DAY, DAY],
        "finish": [november(13)] * 4, "is_started": [False, False, False, True],
        "is_open": [True] * 4,
    })  # fmt: skip
    assert overlapping(links, projects).select("project", "overlap_days").rows() == [("B", 4)]


def test_a_link_that_closes_a_circle_is_kept_and_named(linked: Repository) -> None:
    """B needs A is there; A needs B closes the circle; changing its strength says so again."""
    session = linked.session("test", "manager")
    _, calm = save_link(session, linked, Link(project="B", needs="A", kind="policy"), None)
    assert calm == ()
    new = Link(project="A", needs="B", kind="policy")
    number, said = save_link(session, linked, new, None)
    assert number
    assert "A needs B needs A" in said[0].message
    stronger = new.model_copy(update={"strength": 3})
    assert save_link(session, linked, stronger, new)[1]
    with pytest.raises(Conflict):
        save_link(session, linked, None, new)
    save_link(session, linked, None, stronger)
    assert linked.table("link")["project"].to_list() == ["B"]


def test_what_cannot_be_tied_is_refused(linked: Repository) -> None:
    """A project to itself, unknown projects and elements, and a circle of tasks."""
    session = linked.session("test", "manager")
    with pytest.raises(Refused, match="itself"):
        save_link(session, linked, Link(project="A", needs="A", kind="policy"), None)
    with pytest.raises(NotFound, match="no project X"):
        save_link(session, linked, Link(project="A", needs="X", kind="policy"), None)
    for link, problem, words in (
        (CrossLink(project="A", successor="1", other_project="A"), Refused, "belong to A"),
        (CrossLink(project="A", successor="1", other_project="X"), NotFound, "no project X"),
        (CrossLink(project="A", successor="9", other_project="B"), NotFound, "no element 9"),
        (CrossLink(project="A", successor="1", other_project="B", predecessor="9"), NotFound,
         "no element 9"),
        (CrossLink(project="A", successor="1", other_project="B", predecessor="1.1"), Refused,
         "in a circle: A 1 before B 1.1 before A 1"),
    ):  # fmt: skip
        with pytest.raises(problem, match=words):
            save_cross_link(session, linked, link, None, DAY)
    assert linked.table("cross_link").height == 2


def test_a_link_between_tasks_is_added_changed_and_removed(linked: Repository) -> None:
    """Each is one change; the key may change, too."""
    session = linked.session("test", "manager")
    was = CrossLink(project="B", successor="2", other_project="A")
    now = was.model_copy(update={"predecessor": "1", "lag_days": 3})
    assert save_cross_link(session, linked, now, was, DAY)
    assert linked.table("cross_link")["predecessor"].to_list() == ["1", "1"]
    assert save_cross_link(session, linked, None, now, DAY)
    assert linked.table("cross_link").height == 1


def test_what_has_ended_is_tied_no_more(linked: Repository) -> None:
    """A and B are tied by their tasks until A is closed."""
    assert open_ties(linked).select("project", "needs", "kind").rows() == [("B", "A", "tasks")]
    kept = linked.get("project", "A")
    closed = kept.model_copy(update={"stage": "closed"})
    linked.session("test", "administrator").put(
        {"project": Project.frame(closed)}, {"project": Project.frame(kept)}
    )
    assert open_ties(linked).is_empty()
