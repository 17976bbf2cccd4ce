"""The page of load: figures by hand, who causes an overload, and booking from the page."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import Booking, Capacity, Demand, Person, Project, Role, Team
from pmo_core.store import Repository
from pmo_core.ui import boot
from tests.ui.conftest import SHELL

PAGE = "plan/load.py"
MONTH = date.today().replace(day=1)
NEXT = (MONTH.replace(day=28) + timedelta(4)).replace(day=1)
DAYS = int(np.busday_count(MONTH, NEXT))
"""Working days of this month; there are no holidays in the store."""


def hours(days: float) -> Decimal:
    """Return hours of so many days of eight hours."""
    return Decimal(str(days * 8))


@pytest.fixture
def staffed(kept: Repository) -> Repository:
    """Give Kim, booked three days too much this month, and Bo on the bench; ten days are open."""
    kept.session("test", "administrator").save(
        Role(code="DEV", name="Developer"), Team(code="WEB", name="Web *team*"),
        Person(code="E1", name="Kim", role="DEV", weekly_hours=Decimal(40), team="WEB"),
        Person(code="E2", name="Bo", role="DEV", weekly_hours=Decimal(40)),
        Project(code="A", name="Alpha", stage="delivery", priority=1),
        Project(code="B", name="Beta", stage="delivery", priority=2),
        Demand(project="A", role="DEV", month_on=MONTH, hours=hours(DAYS + 10)),
        Booking(project="A", role="DEV", month_on=MONTH, person="E1", hours=hours(DAYS)),
        Booking(project="B", role="DEV", month_on=MONTH, person="E1", hours=hours(3)),
    )  # fmt: skip
    return kept


def page(**params: str) -> AppTest:
    """Open the page with an address."""
    app = AppTest.from_file(SHELL, default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    app = app.switch_page(PAGE).run()
    assert not app.exception
    return app


def rows(app: AppTest, *columns: str) -> list[tuple[object, ...]]:
    """Return some columns of the first table."""
    return list(app.dataframe[0].value[list(columns)].itertuples(index=False, name=None))


def test_headline_and_overloads_of_people(staffed: Repository) -> None:
    """Kim is three days over, Bo free for a year; what A asked for and has not, is open.

    Who is yet to be hired is not on the bench.
    """
    staffed.session("test", "administrator").save(
        Person(code="HIRE-DEV-1", name="Hire DEV 1", role="DEV", weekly_hours=Decimal(40)),
        Person(code="HIRE-DEV-2", name="Ida", role="DEV", weekly_hours=Decimal(40)),
    )
    app = page(by="person", load_tab="Bench")
    assert sorted(app.dataframe[0].value["person"]) == ["E1", "E2", "HIRE-DEV-2"]
    app = page(by="person")
    shown = {one.label: one.value for one in app.metric}
    assert shown["Beyond capacity"] == "24 h"
    assert shown["Open demand"] == "80 h"
    ((code, since, over, cause),) = rows(app, "row", "since", "over_hours", "caused_by")
    assert (code, since.date(), over, cause) == ("E1", MONTH, 24.0, "B")


def test_a_row_names_who_causes_it(staffed: Repository) -> None:
    """Capacity goes to the first priority, so that the overload is Beta's; text is no Markdown."""
    app = page(by="team", row="WEB", period=MONTH.isoformat())
    assert app.subheader[0].value == r"Web \*team\*"
    assert rows(app, "project", "over_hours", "hours") == [
        ("B", 24.0, 24.0),
        ("A", 0.0, DAYS * 8.0),
    ]
    assert any(
        one.value.startswith(f"Beyond capacity since {MONTH:%Y-%m} for 1 month: 24 h")
        for one in app.text
    )


def test_a_role_that_nobody_fills_has_its_capacity_by_hand(staffed: Repository) -> None:
    """The page says of which roles, and counts it: 10 of 40 hours are asked for."""
    staffed.session("test", "administrator").save(
        Role(code="LAW", name="Lawyer"), Capacity(role="LAW", month_on=MONTH, hours=Decimal(40)),
        Demand(project="B", role="LAW", month_on=MONTH, hours=Decimal(10)),
    )  # fmt: skip
    app = page(by="role", row="LAW")
    assert any(one.value.endswith("fills the role: LAW.") for one in app.text)
    assert rows(app, "project", "open_hours") == [("B", 10.0)]


def test_a_viewer_may_look_only(staffed: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """The button that books is there, and says why it does nothing."""
    monkeypatch.setattr(boot, "actor", lambda: ("Vera", "viewer"))
    app = page(by="person", row="E2")
    app.session_state["load_row_tab"] = "Bookings"
    app.run()
    assert app.button("load_book").disabled
    assert "manager" in app.button("load_book").help


def test_booking_and_undoing(staffed: Repository) -> None:
    """A booking of the form is kept with the number of its change, and undone from the page."""

    def form() -> None:
        from pmo_core.ui.plan import booking_form, undo

        booking_form._add({"person": "E2", "role": "DEV", "project": "A"})
        undo.offer()

    app = AppTest.from_function(form, default_timeout=60).run()
    app.button("booking_book").click().run()
    assert "Hours must be given" in app.error[0].value
    app.number_input[0].set_value(40.0)
    app.button("booking_book").click().run()
    assert staffed.table("booking").filter(person="E2")["hours"].to_list() == [Decimal(40)]
    app.button("plan_undo").click().run()
    assert staffed.table("booking").filter(person="E2").is_empty()
