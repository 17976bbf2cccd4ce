"""The admin pages show what is kept, a page of it at a time, and say when there is nothing."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import duckdb
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

import pmo_core
from pmo_core.model import REGISTERS, Holiday, Portfolio, Project, Scenario, Settings
from pmo_core.store import Repository
from pmo_core.ui import admin_changes, admin_data, admin_records, boot

Show = Callable[[str], AppTest]
PAGES = ("imports", "registers", "journal", "settings")


def captions(app: AppTest) -> str:
    """All small text of the page, as the browser shows it."""
    assert not app.exception
    return "\n".join(one.value for one in app.caption).replace("\\", "").replace("\u2060", "")


def portfolios(n: int) -> pl.DataFrame:
    """Some portfolios; every tenth has Ida as its manager."""
    return pl.DataFrame(
        {
            "code": [f"C{i:03}" for i in range(n)],
            "name": [f"Name {i}" for i in range(n)],
            "manager": ["Ida Brandt" if i % 10 == 0 else None for i in range(n)],
        },
        schema=Portfolio.polars_schema(),
    )


def imported(kept: Repository, n: int = 3) -> int:
    """Import some portfolios, with two lines rejected; return the number of the change."""
    session = kept.session("ann", "manager")
    rows = portfolios(n).with_row_index("_line", 2)
    rejected = pl.DataFrame({"_line": [90, 91], "reason": ["No code.", "No name."]})
    number = session.commit(
        session.stage("portfolio", [rows]),
        file_name="portfolios.csv",
        file_hash="ab" * 32,
        counts={"read": n + 2, "taken": n, "rejected": 2, "repeated": 0, "other": 1},
        rejected=rejected,
    )
    assert number is not None
    return number


@pytest.mark.parametrize("name", PAGES)
def test_a_page_without_data_says_so(name: str, kept: Repository, show: Show) -> None:
    """Where nothing is kept each page still stands, and tells the next step."""
    session = kept.session("ann", "administrator")
    session.save(Portfolio(code="A", name="A"))
    session.reset()
    app = show(f"admin/{name}.py")
    assert not app.exception
    assert not app.error
    text = "\n".join(one.value for one in app.markdown)
    expected = {"imports": "No file has been imported yet.", "registers": "There are no projects"}
    assert expected.get(name, "") in text


def test_a_scenario_is_not_sent_in_full(kept: Repository, show: Show) -> None:
    """Scenarios are no register to edit, and the journal shows only the beginning of their text."""
    kept.session("ann", "administrator").save(
        Scenario(
            code="S-1", name="As planned", author="Ann", made_at=datetime(2026, 11, 2),
            revision=0, data_date=date(2026, 11, 2), inputs="x" * 50_000, inputs_hash="ab",
            what_if="{}", solver="HiGHS", result="{}", content_hash="cd",
        )
    )  # fmt: skip
    app = show("admin/registers.py")
    offered = set(app.selectbox(key="register").options)
    assert offered == {record.title for record in REGISTERS.values()} - {
        "Attachments", "Scenarios", "Commitments", "Settings",
    }  # fmt: skip
    (change,) = kept.query("journal", register="", actor="", verb="", limit=9, offset=0).to_dicts()
    rows = kept.query("change_rows", register="scenario", change=change["number"], limit=9)
    assert admin_changes.clipped(rows)["inputs"].str.len_chars().to_list() == [303]


def test_a_long_register_is_paged_by_the_server(kept: Repository, show: Show) -> None:
    """A page holds a hundred records; the search looks at all of them."""
    kept.session("ann", "manager").load({"portfolio": portfolios(250)})
    app = show("admin/registers.py")
    app.selectbox(key="register").select("portfolio").run()
    assert app.dataframe[0].value.shape[0] == 100
    assert "1 to 100 of 250 records" in captions(app)

    app.text_input(key="search_portfolio").input("IDA").run()
    assert app.dataframe[0].value.shape[0] == 25
    assert "25 records" in captions(app)

    app.text_input(key="search_portfolio").input("nobody").run()
    assert not app.dataframe
    assert "Search for something else" in captions(app)


def test_settings_are_not_edited_as_plain_text(kept: Repository, show: Show) -> None:
    """The register of settings has its own page, where each has its type."""
    kept.session("ann", "manager").save(Portfolio(code="A", name="A"))
    assert "Settings" not in show("admin/registers.py").selectbox(key="register").options


def test_who_may_not_write_sees_why(
    kept: Repository, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a viewer the verbs are there, switched off, with the reason."""
    kept.session("ann", "manager").save(Portfolio(code="A", name="A"))
    monkeypatch.setattr(boot, "LOCAL_ROLE", "viewer")
    app = show("admin/registers.py")
    add = app.button(key="project_add")
    assert add.disabled
    assert add.help == "Your role may not change this register."


def test_an_import_is_listed_with_its_account(kept: Repository, show: Show) -> None:
    """The list says who, what file, and where its lines went; an undone import is marked."""
    number = imported(kept)
    shown = show("admin/imports.py").dataframe[0].value.iloc[0]
    assert (shown["actor"], shown["file_name"], shown["file_hash"]) == (
        "ann", "portfolios.csv", "abababab",
    )  # fmt: skip
    assert [shown[n] for n in ("n_read", "n_taken", "n_rejected", "n_new")] == [5, 3, 2, 3]

    undoing = kept.session("ben", "manager").undo(number)
    shown = show("admin/imports.py").dataframe[0].value.iloc[0]
    assert shown["undone_by"] == undoing


def test_the_journal_can_be_narrowed(kept: Repository, show: Show) -> None:
    """Register, person and kind of change narrow the list; together they may leave nothing."""
    imported(kept)
    kept.session("ben", "administrator").save(Holiday(day=date(2026, 12, 25), name="Christmas"))
    app = show("admin/journal.py")
    assert app.dataframe[0].value["number"].tolist() == [2, 1]
    app.selectbox(key="journal_actor").select("ben").run()
    assert app.dataframe[0].value["number"].tolist() == [2]
    app.selectbox(key="journal_verb").select("import").run()
    assert not app.dataframe
    app.selectbox(key="journal_actor").select("").run()
    app.selectbox(key="journal_register").select("portfolio").run()
    assert app.dataframe[0].value["number"].tolist() == [1]


def test_an_altered_journal_is_shown_as_broken(kept: Repository, show: Show) -> None:
    """The page says that the chain is whole, or at which change it is not."""
    imported(kept)
    app = show("admin/journal.py")
    assert any("Chain of 1 change is unbroken" in one.value for one in app.markdown)

    path = kept.address
    kept.close()
    boot._open.clear()
    with duckdb.connect(path) as connection:
        connection.execute("update change set actor = 'nobody'")
    app = show("admin/journal.py")
    text = " ".join(one.value for one in app.markdown).replace("\\", "")
    assert "The journal was altered at change 1." in text
    assert "unbroken" not in text


def test_only_the_settings_that_were_touched_are_saved(kept: Repository, show: Show) -> None:
    """What someone else set while the form was open stays."""
    session = kept.session("ann", "administrator")
    session.save(Portfolio(code="A", name="A"))
    app = show("admin/settings.py")
    session.put_settings(red_slip_days=90)
    app.number_input(key="setting_hours_per_day").set_value(7.5)
    app.checkbox(key="setting_day_5").check()
    app.button(key="settings_save").click().run()
    assert not app.error
    assert kept.settings() == Settings(red_slip_days=90, hours_per_day=7.5, working_days="1111110")


def test_an_impossible_setting_is_refused_in_words(kept: Repository, show: Show) -> None:
    """A wrong value is named, and nothing is saved; saving without a change is said too."""
    kept.session("ann", "administrator").save(Portfolio(code="A", name="A"))
    app = show("admin/settings.py")
    app.button(key="settings_save").click().run()
    assert app.info[0].value == "Nothing was changed."
    app.text_input(key="setting_base_currency").input("Euro")
    app.button(key="settings_save").click().run()
    assert "a code of three capital letters" in app.error[0].value
    assert kept.revision == 1


def test_the_data_section_checks_and_copies(
    kept: Repository, show: Show, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Checks say that all is well; the backup opens and holds the same."""
    imported(kept)
    app = show("admin/settings.py")
    app.segmented_control(key="section").select("Data").run()
    app.button(key="run_checks").click().run()
    assert app.success[0].value == "Everything that is kept is in order."

    copy = tmp_path_factory.mktemp("copy") / "pmo.duckdb"
    copy.write_bytes(admin_data.backup_bytes())
    with pmo_core.open(str(copy)) as opened:
        assert opened.content_hash() == kept.content_hash()


def test_the_archive_holds_every_register(kept: Repository, show: Show) -> None:
    """The zip has one CSV per register, with the rows that hold."""
    imported(kept)
    show("admin/settings.py")
    with zipfile.ZipFile(io.BytesIO(admin_data.registers_zip())) as archive:
        assert sorted(archive.namelist()) == sorted(f"{name}.csv" for name in REGISTERS)
        rows = pl.read_csv(archive.read("portfolio.csv"))
    assert rows["code"].to_list() == ["C000", "C001", "C002"]


def test_the_history_of_a_record_is_in_words(kept: Repository) -> None:
    """Fields have their labels, changes their words, amounts no idle zeros; codes keep theirs."""
    was = Project(code="P-10", name="1.10", planned_cost=Decimal("1500.5000"))
    session = kept.session("ann", "manager")
    session.save(was)
    session.amend(was.model_copy(update={"planned_cost": Decimal(1500)}), was)
    shown = admin_records.shown_history(kept.history("project", "P-10"), "project")
    rows = shown.select("verb", "field", "before", "after").rows()
    assert rows[0] == ("edited", "Planned cost", "1500.5", "1500")
    assert ("added", "Code", None, "P-10") in rows
    assert ("added", "Name", None, "1.10") in rows


def test_what_a_change_did_is_shown_before_and_after(kept: Repository) -> None:
    """Changed records are compared field by field; new and removed ones are shown whole."""
    was = Project(code="P-1", name="A", planned_cost=Decimal("2.50"))
    session = kept.session("ann", "manager")
    session.save(was)
    number = session.amend(was.model_copy(update={"name": "B", "planned_cost": None}), was)
    rows = kept.query("change_rows", register="project", change=number, limit=10)
    compared, written, ended = admin_changes.compare(rows, Project.key)
    assert compared.rows() == [("P-1", "name", "A", "B"), ("P-1", "planned_cost", "2.5", None)]
    assert written.is_empty()
    assert ended.is_empty()
    rows = kept.query("change_rows", register="project", change=1, limit=10)
    assert admin_changes.compare(rows, Project.key)[1]["name"].to_list() == ["A"]
