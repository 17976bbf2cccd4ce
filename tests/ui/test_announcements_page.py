"""The page of announcements: posted, read in one's own name, and counted on every page."""

from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.errors import NotAllowed, Refused
from pmo_core.jobs import announcements as jobs
from pmo_core.model import Person, ReadReceipt, Role
from pmo_core.store import Repository
from tests.ui.conftest import SHELL

TODAY = date.today()


@pytest.fixture
def asked(kept: Repository) -> Repository:
    """Give two people, and one announcement for one of the roles, one for all."""
    admin = kept.session("test", "administrator")
    admin.save(
        Role(code="PM", name="Manager"), Role(code="DEV", name="Developer"),
        Person(code="E1", name="Kim *N*", role="PM"), Person(code="E2", name="Bo", role="DEV"),
    )  # fmt: skip
    news = {"name": "New *checklist*", "text": "<b>From</b> today.", "posted_on": TODAY}
    jobs.post(admin, kept, news)
    jobs.post(admin, kept, {**news, "name": "For managers", "readers": "PM"})
    return kept


def opened(path: str, **params: str) -> AppTest:
    """Open a page with an address."""
    app = AppTest.from_file(SHELL, default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    app = app.switch_page(path).run()
    assert not app.exception
    return app


def test_read_in_ones_own_name(asked: Repository) -> None:
    """A press keeps the receipt; nobody reads for another; the head counts what is left."""
    app = opened("learn/announcements.py")
    figures = {one.label: one.value for one in app.metric}
    assert figures == {"For you to read": "1", "Current": "2", "Read": "0 %", "Not read yet": "3"}
    assert "<b>From</b> today." in [one.value for one in app.text]
    link = "1 announcement to read"
    assert link in [one.proto.label for one in app.get("page_link")]
    app.button("announcement_read_N-0001").click().run()
    assert asked.table("read_receipt")["person"].to_list() == ["local user"]
    assert not app.get("page_link")
    silent = opened("learn/announcements.py", announcements_tab="Not read yet")
    rows = silent.dataframe[0].value[["announcement", "person"]].to_numpy().tolist()
    assert rows == [["N-0001", "Bo"], ["N-0001", "Kim *N*"], ["N-0002", "Kim *N*"]]
    bo = asked.session("Bo", "contributor")
    with pytest.raises(NotAllowed, match="in one's own name"):
        bo.save(ReadReceipt(announcement="N-0001", person="Kim *N*", read_at="2026-01-01T00:00"))
    with pytest.raises(NotAllowed):
        jobs.read(asked.session("Bo", "viewer"), "N-0001")
    jobs.read(bo, "N-0001")
    with pytest.raises(Refused):
        jobs.read(bo, "N-0001")


def form() -> None:
    """The script of a page that holds nothing but the form."""
    from pmo_core.ui.learn.announcements import post_form

    post_form()


def test_posted_under_the_next_code(asked: Repository) -> None:
    """What is missing is said; what is whole is posted for the roles chosen."""
    app = AppTest.from_function(form, default_timeout=60).run()
    app.button("announcement_post").click().run()
    assert app.error[0].value == "Still to be said: headline and text."
    app.text_input("announcement_name").set_value("Third")
    app.text_area("announcement_text").set_value("Text")
    app.multiselect("announcement_readers").set_value(["DEV"])
    app.date_input("announcement_until").set_value(TODAY - timedelta(days=1))
    app.button("announcement_post").click().run()
    assert "later last day" in app.error[0].value
    app.date_input("announcement_until").set_value(TODAY + timedelta(days=9))
    app.button("announcement_post").click().run()
    kept = asked.table("announcement", code="N-0003").row(0, named=True)
    assert (kept["readers"], kept["posted_by"]) == ("DEV", "local user")
