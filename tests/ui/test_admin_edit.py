"""Records are added and edited in a form, and nobody's change is lost."""

import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

import pmo_core
from pmo_core.model import (
    REGISTERS,
    Benefit,
    Booking,
    Capacity,
    Contribution,
    Criterion,
    Demand,
    Funding,
    Goal,
    Person,
    Portfolio,
    Project,
    Record,
    Role,
    Score,
    SelectionRule,
)  # fmt: skip
from pmo_core.store import Repository
from pmo_core.ui import boot
from pmo_core.ui.admin_records import EDITABLE


def form(register: str, key: tuple) -> None:
    """The script of a page that holds nothing but the form."""
    import streamlit as st

    from pmo_core import ui
    from pmo_core.model import REGISTERS
    from pmo_core.ui import admin_edit
    from pmo_core.ui.admin_act import announce

    record = REGISTERS[register]
    announce()
    if "begun" not in st.session_state:
        st.session_state["begun"] = True
        admin_edit.begin(record, ui.repository().get(register, *key) if key else None)
    admin_edit.edit_form(record) if key else admin_edit.add_form(record)


def opened(register: str, *key: Any) -> AppTest:
    """The form for a new record, or for the one with the key."""
    return AppTest.from_function(form, default_timeout=60, args=(register, key)).run()


def send(app: AppTest) -> AppTest:
    """Press the button of the form."""
    return app.button(key="record_save").click().run()


def unescaped(markdown: str) -> str:
    """The text as the browser shows it."""
    return markdown.replace("\\", "").replace("\u2060", "")


def said(app: AppTest) -> str:
    """What the form says went wrong."""
    assert not app.exception
    return unescaped(" ".join(f"{one.proto.title} {one.value}" for one in app.error))


def test_a_record_is_added(kept: Repository) -> None:
    """What is typed is kept; an empty field that may be empty is None, not an empty text."""
    app = opened("portfolio")
    app.text_input(key="edit_code").input(" G ")
    app.text_input(key="edit_name").input("Growth *and* more")
    send(app)
    assert said(app) == ""
    assert unescaped(app.toast[0].value) == "G was added."
    assert kept.get("portfolio", "G") == Portfolio(code="G", name="Growth *and* more")


def test_what_is_wrong_is_said_field_by_field(kept: Repository) -> None:
    """Missing and impossible values are named in words, and nothing is saved."""
    app = opened("project")
    app.text_input(key="edit_code").input("P-1")
    app.text_input(key="edit_currency").input("euro")
    app.text_input(key="edit_planned_cost").input("1,5 million")
    send(app)
    assert "Name is required." in said(app)
    assert "Currency is a code of three capital letters, such as EUR." in said(app)
    assert "Planned cost: '1,5 million' is not a number. Write it like 1234.5." in said(app)
    assert app.text_input(key="edit_code").value == "P-1"
    assert kept.revision == 0


def test_a_key_that_is_kept_is_refused_in_a_sentence(kept: Repository) -> None:
    """A second record with the same code is refused; the form keeps what was typed."""
    kept.session("ann", "manager").save(Portfolio(code="G", name="Growth"))
    app = opened("portfolio")
    app.text_input(key="edit_code").input("G")
    app.text_input(key="edit_name").input("Other")
    send(app)
    assert "The portfolio G exists already." in said(app)
    assert app.text_input(key="edit_name").value == "Other"


def test_an_amount_is_kept_exactly(kept: Repository) -> None:
    """Eighteen digits pass through the form without rounding."""
    cost = Decimal("12345678901234.5678")
    kept.session("ann", "manager").save(Project(code="P-1", name="A", planned_cost=cost))
    app = opened("project", "P-1")
    app.text_input(key="edit_name").input("B")
    send(app)
    assert said(app) == ""
    assert kept.get("project", "P-1") == Project(code="P-1", name="B", planned_cost=cost)


def test_who_comes_second_is_told_and_nothing_is_lost(kept: Repository) -> None:
    """The second editor sees who changed what, goes on from there, and both changes stand."""
    was = Project(code="P-1", name="Old", manager="Tom", priority=1)
    kept.session("ann", "manager").save(was)
    app = opened("project", "P-1")
    now = was.model_copy(update={"name": "*New*", "manager": "Ida"})
    kept.session("ben", "manager").amend(now, was)

    app.text_input(key="edit_manager").input("Eva")
    app.number_input(key="edit_priority").set_value(5)
    send(app)
    assert "The project P-1 was changed meanwhile by ben" in said(app)
    shown = pl.DataFrame(app.table[0].value)
    assert shown.rows() == [
        ("Name", "Old", r"\*New\*", r"\(nothing\)"),
        ("Manager", "Tom", "Ida", "Eva"),
    ]
    assert kept.get("project", "P-1") == now

    app.button(key="record_rebase").click().run()
    assert app.text_input(key="edit_name").value == "*New*"
    assert app.text_input(key="edit_manager").value == "Eva"
    assert "What you typed is kept in: Manager, Priority." in unescaped(app.info[0].value)
    assert kept.get("project", "P-1") == now

    send(app)
    assert said(app) == ""
    wanted = now.model_copy(update={"manager": "Eva", "priority": 5})
    assert kept.get("project", "P-1") == wanted


def test_a_record_removed_meanwhile_is_said(kept: Repository) -> None:
    """Editing what someone removed is refused with who did it; there is nothing to go on from."""
    was = Portfolio(code="G", name="Growth")
    kept.session("ann", "manager").save(was)
    app = opened("portfolio", "G")
    kept.session("ben", "manager").remove(was)
    app.text_input(key="edit_name").input("Other")
    send(app)
    assert "The portfolio G was removed meanwhile by ben" in said(app)
    assert [button.key for button in app.button] == ["record_save"]


def test_saving_without_a_change_is_said(kept: Repository) -> None:
    """Nothing is journaled when nothing was changed."""
    kept.session("ann", "manager").save(Portfolio(code="G", name="Growth"))
    assert "Nothing was changed." in said(send(opened("portfolio", "G")))
    assert kept.revision == 1


@cache
def examples() -> dict[str, Record]:
    """Return the example of each register."""
    found: dict[str, Record] = {}
    for model in REGISTERS.values():
        values = {name: field.examples[0] for name, field in model.model_fields.items()}
        optional = [name for name in model.refers if not model.model_fields[name].is_required()]
        values |= {name: "" for name in optional if not model.is_nullable(name)}
        values |= {name: None for name in model.refers if model.is_nullable(name)}
        for name, code in (("project", "P-0002"), ("needs", "P-0001")):
            if name in model.refers:
                values[name] = code
        found[model.register] = model.model_validate(values)
    return found


@pytest.fixture(scope="module")
def exemplary(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """Give a repository that holds the example of each register; no test changes it."""
    path = shutil.copyfile(empty_store, tmp_path_factory.mktemp("examples") / "pmo.duckdb")
    with pmo_core.open(str(path)) as repo:
        rows = {register: [one.model_dump()] for register, one in examples().items()}
        rows["project"].append(Project(code="P-0002", name="B").model_dump())
        rows["person"].append(Person(code="E007", name="Mentor").model_dump())
        repo.session("ann", "administrator").load(
            {
                register: pl.DataFrame(found, schema=REGISTERS[register].polars_schema())
                for register, found in rows.items()
            }
        )
        yield repo
        boot._open.clear()


@pytest.mark.parametrize("register", EDITABLE)
def test_every_register_has_a_form_that_changes_nothing_by_itself(
    register: str, exemplary: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form of any record gives the same record back when it is sent as it was opened."""
    monkeypatch.setenv("PMO_STORE_URL", exemplary.address)
    app = send(opened(register, *examples()[register].key_values()))
    assert "Nothing was changed." in said(app)
    assert exemplary.revision == 1


EDITED: dict[str, tuple[tuple[Any, ...], str, Any]] = {
    "goal": (("G1",), "weight", 40.0),
    "contribution": (("P-1", "G1"), "share_pct", 35.0),
    "criterion": (("FIT",), "levels", "1 = no; 5 = yes"),
    "score": (("P-1", "FIT", "Ida"), "score", 2.0),
    "benefit": (("P-1", 2028), "planned_benefit", "150000.5"),
    "funding": ((2027, ""), "amount", "9000000"),
    "demand": (("P-1", "DEV", date(2027, 1, 1)), "hours", "12.5"),
    "capacity": (("DEV", date(2027, 1, 1)), "hours", "640"),
    "booking": (("P-1", "DEV", date(2027, 1, 1), ""), "kind", "hard"),
    "selection_rule": (("R-1",), "reason", "Audit finding."),
}
"""Register -> key of its record below, a field, and what is typed there."""


def selection() -> tuple[Record, ...]:
    """One record of each register of prioritization and selection, and what they refer to."""
    month = date(2027, 1, 1)
    return (
        Role(code="DEV", name="Developer"), Project(code="P-1", name="A"),
        Goal(code="G1", name="Grow", weight=30),
        Contribution(project="P-1", goal="G1", share_pct=60),
        Criterion(code="FIT", name="Fit", weight=10, scale_min=1, scale_max=5),
        Score(project="P-1", criterion="FIT", assessor="Ida", score=4),
        Benefit(project="P-1", year=2028, planned_benefit=Decimal(100)),
        Funding(year=2027, amount=Decimal(100)),
        Demand(project="P-1", role="DEV", month_on=month, hours=Decimal(8)),
        Capacity(role="DEV", month_on=month, hours=Decimal(8)),
        Booking(project="P-1", role="DEV", month_on=month, hours=Decimal(8)),
        SelectionRule(code="R-1", kind="mandatory", projects="P-1"),
    )  # fmt: skip


@pytest.mark.parametrize("register", EDITED)
def test_registers_of_a_selection_are_edited(register: str, kept: Repository) -> None:
    """Each register of prioritization and selection has a form that changes what was typed."""
    kept.session("ann", "administrator").save(*selection())
    key, name, value = EDITED[register]
    app = opened(register, *key)
    inputs = [*app.text_input, *app.number_input, *app.selectbox, *app.text_area]
    (field,) = (one for one in inputs if one.key == f"edit_{name}")
    field.set_value(value)
    send(app)
    assert said(app) == ""
    changed = getattr(kept.get(register, *key), name)
    assert changed == (Decimal(value) if isinstance(changed, Decimal) else value)
