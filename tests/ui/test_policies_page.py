"""The page of policies: register, text, versions, readers, files."""

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.jobs import policies
from pmo_core.model import Person, Policy, Project, Role
from pmo_core.store import Repository
from pmo_core.ui import boot

PAGE = "govern/policies.py"
Show = Callable[[str], AppTest]


@pytest.fixture
def ruled(kept: Repository) -> Repository:
    """Give a store with two policies, one overdue, and one reader of it."""
    session = kept.session("test", "administrator")
    session.save(
        Role(code="PM", name="Project manager"),
        Person(code="1", name="Ana", role="PM"),
        Policy(
            code="POL-01", name="Change *control*", kind="procedure", version="1", readers="PM",
            review_on=date(2020, 1, 1), text="# Purpose\n![x](http://evil.example/a.png)",
        ),
        Policy(code="POL-02", name="Form", kind="form", version="1"),
    )  # fmt: skip
    return kept


def opened(show: Show, code: str, tab: str = "Text") -> AppTest:
    """Open one policy with one of its tabs."""
    app = show(PAGE)
    app.query_params["policy"] = code
    app.session_state["policy_tab"] = tab
    return app.run()


def test_an_empty_register_says_how_to_begin(kept: Repository, show: Show) -> None:
    """Without policies the page says what to do."""
    kept.session("test", "administrator").save(Project(code="P", name="P"))
    app = show(PAGE)
    assert not app.exception
    assert any("There are no policies yet" in one.value for one in app.markdown)


def test_the_register_says_what_is_overdue(ruled: Repository, show: Show) -> None:
    """Overdue reviews and open acknowledgements are figures; the overdue policy comes first."""
    app = show(PAGE)
    assert not app.exception
    assert [one.value for one in app.metric] == ["2", "1", "1", "0"]
    assert app.dataframe[0].value["code"].to_list() == ["POL-01", "POL-02"]


@pytest.mark.parametrize("tab", ["Text", "Versions", "Readers", "Files"])
@pytest.mark.parametrize("code", ["POL-01", "POL-02"])
def test_every_part_is_drawn(ruled: Repository, show: Show, code: str, tab: str) -> None:
    """Each tab of a policy with and without content draws without a fault."""
    assert not opened(show, code, tab).exception


def test_the_text_loads_nothing(ruled: Repository, show: Show) -> None:
    """The text is drawn without the image that it holds."""
    drawn = [one.value for one in opened(show, "POL-01").markdown]
    assert any("### Purpose" in one for one in drawn)
    assert not any("![" in one for one in drawn)


def test_reading_is_acknowledged_in_ones_own_name(
    ruled: Repository, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The button writes the actor's acknowledgement; afterwards it is gone, a new version asks."""
    monkeypatch.setattr(boot, "LOCAL_USER", "Ana")
    monkeypatch.setattr(boot, "LOCAL_ROLE", "contributor")
    app = show(PAGE)
    assert [one.value for one in app.metric] == ["2", "1", "1", "1"]
    app = opened(show, "POL-01")
    app.button("acknowledge").click().run()
    assert not app.exception
    assert ruled.table("acknowledgement").select("policy", "version", "person").rows() == [
        ("POL-01", "1", "Ana")
    ]
    assert "acknowledge" not in [one.key for one in app.button]
    was = ruled.get("policy", "POL-01")
    assert isinstance(was, Policy)
    ida = ruled.session("Ida", "manager")
    policies.renew(ida, ruled, was.model_copy(update={"version": "2", "text": "# New"}), was)
    app = opened(show, "POL-01", "Versions")
    assert "version 2" in app.button("acknowledge").label.replace("\\", "")
    assert app.code[0].value == "- # Purpose\n- ![x](http://evil.example/a.png)\n+ # New"


def test_a_viewer_reads_only(
    ruled: Repository, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A viewer can neither acknowledge nor change anything; the buttons say why."""
    monkeypatch.setattr(boot, "LOCAL_ROLE", "viewer")
    app = opened(show, "POL-01")
    for key in ("acknowledge", "new_version", "attach", "edit_policy"):
        assert app.button(key).disabled, key
        assert app.button(key).help


def version_form() -> None:
    """The script of a page that holds nothing but the form of a new version."""
    import streamlit as st

    from pmo_core import ui
    from pmo_core.ui.govern import policies_edit

    if policies_edit._WAS not in st.session_state:
        st.session_state[policies_edit._WAS] = ui.repository().get("policy", "POL-01")
    policies_edit.version_form()


def test_a_new_version_is_written(ruled: Repository) -> None:
    """The form keeps what it does not ask for; without a version nothing is saved."""
    app = AppTest.from_function(version_form, default_timeout=60).run()
    app.button("save_version").click().run()
    assert any("Enter it" in one.value for one in app.error)
    app.text_input("policy_version").input("1.1").run()
    app.text_area("policy_text").input("# Other").run()
    app.button("save_version").click().run()
    assert not app.exception
    now = ruled.get("policy", "POL-01")
    assert isinstance(now, Policy)
    assert (now.version, now.text, now.readers) == ("1.1", "# Other", "PM")
    assert now.review_on == date(2020, 1, 1)


def test_a_file_is_offered_once_it_is_proved(ruled: Repository, show: Show) -> None:
    """The list shows the file; the download comes after its checksum was compared."""
    policies.attach(
        ruled.session("Ida", "manager"), ruled, "policy", "POL-01",
        name="a.txt", media_type="text/plain", content=b"abc",
    )  # fmt: skip
    app = opened(show, "POL-01", "Files")
    assert app.dataframe[0].value["name"].to_list() == ["a.txt"]
    app.button("policy_prepare").click().run()
    assert not app.exception
    assert not app.error
