"""The timeline of a project: who changed what in all registers, when, and why."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import Comment, Gate, Project, RaidItem, Request
from pmo_core.store import Repository


def _timeline(project: str) -> None:
    """Draw the timeline alone."""
    from pmo_core.ui.life import timeline

    timeline(project)


def show(project: str = "P1") -> AppTest:
    """The timeline of a project, run once."""
    return AppTest.from_function(_timeline, args=(project,), default_timeout=60).run()


def said(app: AppTest) -> str:
    """All that the page says, a block per line."""
    return "\n".join([*(one.value for one in app.text), *(one.value for one in app.markdown)])


@pytest.fixture
def lived(kept: Repository) -> Repository:
    """A project that came in as a request, was edited, and got a gate and four risks at once."""
    ida = kept.session("Ida Brandt", "administrator")
    draft = Request(code="R-0001", name="Shop", author="Kim")
    ida.save(draft, note="First draft")
    ida.save(Project(code="P1", name="Shop *new*", stage="proposed"))
    ida.amend(draft.model_copy(update={"project": "P1", "state": "accepted"}), draft)
    was = kept.get("project", "P1")
    tom = kept.session("Tom Okafor", "manager")
    tom.amend(
        was.model_copy(update={"stage": "approved", "planned_cost": Decimal("250000.50")}), was
    )
    tom.save(Gate(project="P1", gate="G1", due_on=date(2026, 5, 4)), note="Gates of the method")
    risks = [RaidItem(project="P1", code=f"RISK-{n}", kind="risk", name="Late") for n in range(6)]
    frame = pl.DataFrame([one.model_dump() for one in risks], schema=RaidItem.polars_schema())
    tom.put({"raid_item": frame}, note="Risks from the workshop")
    return kept


def test_each_change_says_who_when_what_and_why(lived: Repository) -> None:
    """The latest change stands first; before and after of a field, and the note."""
    app = show()
    assert not app.exception
    text = said(app)
    assert "Tom Okafor, manager: edited, change 4" in text
    assert "Stage *proposed* → *approved*" in text
    assert "Planned cost *250000\\.5*" in text
    assert "Gates of the method" in text
    heads = [one.value for one in app.text if "change" in one.value]
    numbers = [int(head.rpartition(" ")[2]) for head in heads]
    assert numbers == sorted(numbers, reverse=True) == [6, 5, 4, 3, 2, 1]


def test_it_begins_with_the_first_draft_of_the_request(lived: Repository) -> None:
    """What happened to the request before there was a project is told."""
    app = show()
    assert "First draft" in said(app)
    assert "**Requests** R\\-0001" in said(app)


def test_many_records_of_one_change_are_counted(lived: Repository) -> None:
    """Six risks at once are one line; all of them are in the table."""
    app = show()
    assert "**RAID and actions**: 6 records" in said(app)
    table = pl.from_pandas(app.dataframe[0].value)
    assert table.filter(pl.col("register") == "RAID and actions")["key"].n_unique() == 6
    assert set(table.columns) >= {"number", "made_at", "actor", "field", "before", "after", "note"}


def test_names_of_users_are_never_markdown(lived: Repository) -> None:
    """The name of the project is shown as it is written."""
    assert "Shop \\*new\\*" in said(show())


@pytest.mark.parametrize(
    ("filtered", "present", "gone"),
    [
        ({"life_actor_P1": ["Ida Brandt"]}, "First draft", "Risks from the workshop"),
        ({"life_register_P1": ["Gates"]}, "Gates of the method", "First draft"),
    ],
)
def test_filters_by_person_and_register(
    lived: Repository, filtered: dict[str, Any], present: str, gone: str
) -> None:
    """Only what passes is told."""
    app = show()
    for key, chosen in filtered.items():
        app.multiselect(key=key).set_value(chosen).run()
    assert present in said(app)
    assert gone not in said(app)


def test_what_was_undone_says_so(lived: Repository) -> None:
    """A change that was undone stays in the timeline, marked."""
    ida = lived.session("Ida Brandt", "administrator")
    undoing = ida.undo(5)
    assert f"undone by change {undoing}" in said(show())


def test_a_long_life_is_paged(lived: Repository) -> None:
    """Of more than eight changes the latest eight are told first."""
    ida = lived.session("Ida Brandt", "administrator")
    for minute in range(5):
        moment = datetime(2026, 5, 4, 9, minute, tzinfo=UTC).replace(tzinfo=None)
        ida.save(
            Comment(about="project", code="P1", made_at=moment, author="Ida Brandt", text="Well.")
        )
    app = show()
    heads = [one.value for one in app.text if ", change " in one.value]
    assert len(heads) == 8
    assert heads[0].endswith("change 11")


def test_nothing_has_happened(kept: Repository) -> None:
    """A project that nobody has written has no life, and the page says so."""
    kept.session("Ida Brandt", "administrator").save(Project(code="P1", name="Shop"))
    app = show("P2")
    assert not app.exception
    assert "Nothing has happened yet" in said(app)
