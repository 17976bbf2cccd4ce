"""The upload page, driven without a browser: what it asks, shows, saves and refuses."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import CostCategory, Project
from pmo_core.store import Repository
from pmo_core.ui import boot, upload_state

Open = Callable[[str], AppTest]
Upload = Callable[..., AppTest]

ACTUALS = b"project,spent_on,hours,cost\nP1,2026-01-31,8,100.50\nP1,2026-02-28,4,50\n"
PAGE = "track/actuals.py"


@pytest.fixture
def upload(kept: Repository, show: Open) -> Upload:
    """Give a file to the upload page of a store with one project."""
    kept.session("test", "administrator").save(
        Project(code="P1", name="Web shop"), CostCategory(code="LABOR", name="Labor")
    )

    def given(content: bytes, name: str = "SAP.csv") -> AppTest:
        return put(show(PAGE), content, name)

    return given


def put(app: AppTest, content: bytes, name: str = "SAP.csv") -> AppTest:
    """Drop a file on the page."""
    return app.file_uploader[0].set_value((name, content, "text/csv")).run()


def said(app: AppTest) -> str:
    """Return all that the page says outside of its tables."""
    parts = [app.markdown, app.caption, app.info, app.warning, app.error, app.toast]
    texts = [one.value for kind in parts for one in kind]
    texts += [title for one in (*app.error, *app.warning) if (title := one.proto.title)]
    return " ".join(texts).replace("\\", "").replace("\u2060", "")


def figures(app: AppTest) -> dict[str, str]:
    """Return the figures of the preview."""
    return {one.label: one.value for one in app.metric}


def labels(app: AppTest) -> list[str]:
    """Return what the tabs are called."""
    return [tab.label for tab in app.tabs]


def button(app: AppTest, start: str) -> Any:
    """Return the button whose label starts so."""
    return next(one for one in app.button if one.label.startswith(start))


def pressed(app: AppTest, start: str) -> AppTest:
    """Press a button and return the page."""
    return button(app, start).click().run()


def test_a_file_is_previewed_saved_and_undone(upload: Upload, kept: Repository) -> None:
    """Counts and sums first, then saved as one change, then as it was before."""
    before = kept.content_hash()
    app = upload(ACTUALS)
    assert not app.exception
    assert figures(app)["Lines read"] == "2"
    assert figures(app)["New"] == "2"
    sums = pl.from_pandas(next(one.value for one in app.dataframe if "total_read" in one.value))
    assert dict(sums.select("field", "total_read").rows()) == {"Cost": 150.5, "Hours": 12.0}
    app = pressed(app, "Save 2 records")
    assert "SAP.csv is saved" in said(app).replace("**", "")
    assert "2 actuals new" in said(app)
    assert kept.table("actual")["cost"].to_list() == [Decimal("100.5"), Decimal(50)]
    app = pressed(app, "Undo")
    assert "is undone" in said(app)
    assert kept.table("actual").is_empty()
    assert kept.content_hash() == before


def test_the_same_file_again_has_nothing_to_save(upload: Upload) -> None:
    """A file that is kept already changes nothing, and the page says so."""
    app = pressed(upload(ACTUALS), "Save")
    app = put(app, ACTUALS)
    assert "Nothing to save" in said(app)
    assert figures(app)["Unchanged"] == "2"
    assert not [one for one in app.button if one.label.startswith("Save")]


def test_days_that_can_be_read_two_ways_are_asked_about(upload: Upload, kept: Repository) -> None:
    """Nothing is guessed: the question shows cells of the file, and its answer can be changed."""
    app = upload(b"project;date;cost\nP1;01/02/2026;1,5\nP1;03/04/2026;2,5\n")
    question = app.radio[0]
    assert "01/02/2026, 03/04/2026" in question.label.replace("\\", "")
    assert question.value is None
    assert figures(app) == {}
    assert "To be answered: date" in said(app)
    app = question.set_value("%m/%d/%Y").run()
    assert figures(app)["New"] == "2"
    app = app.radio[0].set_value("%d/%m/%Y").run()
    app = pressed(app, "Save 2 records")
    assert kept.table("actual")["spent_on"].to_list() == [date(2026, 2, 1), date(2026, 4, 3)]


def test_a_dot_that_may_be_a_decimal_point_is_asked_about(upload: Upload, kept: Repository) -> None:
    """1.234 may be one thousand or one and a bit."""
    app = upload(b"project,spent_on,cost\nP1,2026-01-31,1.234\nP1,2026-02-28,2.500\n")
    app = app.radio[0].set_value(",").run()
    pressed(app, "Save")
    assert kept.table("actual")["cost"].to_list() == [Decimal(1234), Decimal(2500)]


def test_an_answer_and_a_file_survive_another_page(upload: Upload, show: Open) -> None:
    """Looking something up elsewhere loses neither the file nor what was answered."""
    app = upload(b"project;date;cost\nP1;01/02/2026;1,5\nP1;03/04/2026;2,5\n")
    app = app.radio[0].set_value("%m/%d/%Y").run()
    app = app.switch_page("track/overview.py").run()
    app = app.switch_page(PAGE).run()
    assert app.radio[0].value == "%m/%d/%Y"
    assert figures(app)["New"] == "2"


def test_a_file_can_be_put_away(upload: Upload) -> None:
    """Another file starts from nothing: no answer of the first one is left."""
    app = upload(b"project;date;cost\nP1;01/02/2026;1,5\n")
    app = app.radio[0].set_value("%m/%d/%Y").run()
    n_open = len(upload_state.SHELF)
    app = pressed(app, "Another file")
    assert figures(app) == {}
    assert len(upload_state.SHELF) == n_open - 1
    app = put(app, b"project;date;cost\nP1;01/02/2026;1,5\n")
    assert app.radio[0].value is None


def test_each_sheet_of_a_workbook_can_be_chosen(upload: Upload, book: bytes) -> None:
    """The largest sheet is shown; another one is one choice away, and read once."""
    app = upload(book, "book.xlsx")
    choice = next(one for one in app.selectbox if one.label.startswith("Table"))
    assert choice.options == ["About", "January", "February"]
    assert (choice.value, figures(app)["Lines read"]) == ("January", "2")
    app = choice.set_value("February").run()
    assert figures(app)["Lines read"] == "1"


@pytest.fixture
def book() -> bytes:
    """Give a workbook with a sheet of text and two tables."""
    import io

    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        made.add_worksheet("About").write(0, 0, "Made by finance")
        for name, rows in (("January", 2), ("February", 1)):
            sheet = made.add_worksheet(name)
            sheet.write_row(0, 0, ["Project", "Date", "Cost"])
            for row in range(rows):
                sheet.write_row(row + 1, 0, ["P1", f"2026-0{rows}-1{row}", 10 + row])
    return buffer.getvalue()


def test_unknown_codes_are_created_or_their_lines_rejected(
    upload: Upload, kept: Repository
) -> None:
    """The page lists the codes and asks; rejecting leaves the register as it is."""
    app = upload(ACTUALS + b"P-9,2026-01-31,1,7\n")
    assert "New codes (1)" in labels(app)
    choice = app.radio[0]
    assert [one.replace("\\", "") for one in choice.options] == [
        "Create 1 project",
        "Reject 1 line",
    ]
    app = choice.set_value("reject").run()
    assert figures(app)["Rejected"] == "1"
    assert "Rejected (1)" in labels(app)
    pressed(app, "Save 2 records")
    assert kept.table("project")["code"].to_list() == ["P1"]


def test_columns_without_a_name_are_to_be_confirmed(upload: Upload, kept: Repository) -> None:
    """A header with fewer names than fields holds up saving until the user has looked."""
    lines = b"".join(b"P1,2026-01-%d,%d,EUR\n" % (day, day) for day in range(10, 15))
    app = upload(b"project,spent_on,cost\n" + lines)
    assert "The header has 3 names, but most rows have 4 fields." in said(app)
    assert button(app, "Save").disabled
    app = app.checkbox[0].check().run()
    assert not button(app, "Save").disabled
    pressed(app, "Save 5 records")
    assert kept.table("actual").height == 5


def test_what_is_set_aside_is_listed_with_its_reason(upload: Upload) -> None:
    """Lines repeated word for word and totals stand in a tab, each with its line."""
    app = upload(
        b"code,name,planned_cost\nX1,One,5\nX2,Two,6\nX1,One,5\nTotal,,16\n", "projects.csv"
    )
    assert "Set aside (2)" in labels(app)
    app = opened_tab(app, "Set aside (2)")
    rows = next(pl.from_pandas(one.value) for one in app.dataframe if "reason" in one.value)
    assert rows.select("line", "reason").rows() == [
        (4, "Says word for word what line 2 says."),
        (5, "A total, no record."),
    ]


def opened_tab(app: AppTest, label: str) -> AppTest:
    """Open a tab of the preview."""
    app.session_state["upload_tabs"] = label
    return app.run()


def test_who_may_not_write_is_told_in_a_sentence(
    upload: Upload, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A viewer reads that he may not change actuals; a contributor may, but creates no project."""
    monkeypatch.setattr(boot, "LOCAL_ROLE", "viewer")
    app = upload(ACTUALS + b"P-9,2026-01-31,1,7\n")
    assert "NotAllowed: A viewer may not change actuals." in caplog.text
    assert figures(app) == {}
    monkeypatch.setattr(boot, "LOCAL_ROLE", "contributor")
    app = app.run()
    assert [one.replace("\\", "") for one in app.radio[0].options] == ["Reject 1 line"]
    app = pressed(app, "Save 2 records")
    assert "2 actuals new" in said(app)


def test_two_sessions_with_the_same_file_save_it_once(
    upload: Upload, show: Open, kept: Repository
) -> None:
    """The second one is told, and nothing stands twice."""
    first, second = upload(ACTUALS), put(show(PAGE), ACTUALS)
    pressed(first, "Save 2 records")
    second = pressed(second, "Save 2 records")
    assert [one.value for one in second.error] != []
    assert kept.table("actual").height == 2
    assert "Nothing to save" in said(second.run())
    assert kept.table("actual").height == 2


def test_a_change_elsewhere_does_not_hold_up_saving(upload: Upload, kept: Repository) -> None:
    """What was saved meanwhile and has nothing to do with the file changes nothing for it."""
    app = upload(ACTUALS)
    kept.session("other", "administrator").save(Project(code="P2", name="Other"))
    app = pressed(app, "Save 2 records")
    assert "2 actuals new" in said(app)


def test_a_corrected_file_takes_the_place_of_an_earlier_one(
    upload: Upload, kept: Repository
) -> None:
    """Lines that the corrected file lacks are counted, listed and removed."""
    app = pressed(upload(ACTUALS), "Save")
    app = put(app, ACTUALS.replace(b"50\n", b"51\n").rpartition(b"P1")[0] + b"P1,2026-03-31,1,9\n")
    assert "had this file name" in said(app)
    choice = next(one for one in app.selectbox if one.label == "Corrects import")
    app = choice.set_value(2).run()
    assert "Removed (1)" in labels(app)
    pressed(app, "Save")
    kept_days = kept.table("actual").sort("spent_on")["spent_on"].to_list()
    assert kept_days == [date(2026, 1, 31), date(2026, 3, 31)]


def test_repairs_can_be_refused(upload: Upload) -> None:
    """A line that was mended is taken only as long as the user agrees."""
    lines = b"".join(b"X%d,%d,text\n" % (n, n) for n in range(1, 12))
    app = upload(b"code,planned_cost,name\n" + lines + b"X99,9,a, b\n", "p.csv")
    assert "Repaired (1)" in labels(app)
    assert figures(app)["New"] == "12"
    app = opened_tab(app, "Repaired (1)")
    app = app.toggle[0].set_value(False).run()
    assert not app.exception
    assert figures(app)["New"] == "11"
    assert figures(app)["Rejected"] == "1"


def test_rejected_lines_come_back_mended(upload: Upload, kept: Repository) -> None:
    """The file of rejected lines, mended, is taken as the rest of the first one."""
    app = upload(ACTUALS + b"P1,2026-02-31,1,7\n")
    app = opened_tab(app, "Rejected (1)")
    rows = next(pl.from_pandas(one.value) for one in app.dataframe if "reason" in one.value)
    assert rows.select("line", "value", "reason").rows() == [
        (4, "2026-02-31", "'2026-02-31' in spent_on is not a date as this column writes them.")
    ]
    app = pressed(app, "Save 2 records")
    assert "1 rejected line to mend" in [one.label for one in app.get("download_button")]
    to_mend: pl.DataFrame = app.session_state["uploaded_last"].to_mend
    mended = to_mend.with_columns(pl.lit("2026-02-28").alias("spent_on"))
    app = put(app, mended.write_csv().encode(), "rejected.csv")
    assert figures(app)["New"] == "1"
    pressed(app, "Save 1 record")
    assert kept.table("actual")["cost"].sum() == Decimal("157.5")


def test_the_mapping_is_remembered_and_can_be_guessed_again(upload: Upload) -> None:
    """The next file with the same header is read like the last one, and the page says so."""
    dated = b"project;date;cost\nP1;01/02/2026;1,5\nP1;03/04/2026;2,5\n"
    app = upload(dated)
    app = pressed(app.radio[0].set_value("%m/%d/%Y").run(), "Save")
    app = put(app, dated.replace(b"01/02", b"05/06"))
    assert "as in the last file with this header" in said(app)
    assert list(app.radio) == []
    app = pressed(app, "Guess again")
    assert app.radio[0].value is None
    app = pressed(app, "As last time")
    assert list(app.radio) == []


def test_the_register_can_be_chosen(upload: Upload) -> None:
    """A guess of what the file holds is corrected with one choice."""
    app = upload(b"code,name\nLABOR.X,Contractors\n", "list.csv")
    choice = next(one for one in app.selectbox if one.label == "What the file holds")
    app = choice.set_value("cost_category").run()
    assert figures(app)["New"] == "1"


def test_amounts_that_are_withheld_are_counted(upload: Upload) -> None:
    """Words in the place of an amount are said as "n of m", not summed as nothing."""
    rows = b"".join(b"X%d,Name %d,%d\n" % (n, n, n) for n in range(1, 10))
    app = upload(
        b"Project ID,Project name,Planned cost\n" + rows + b"X10,N,Exempt under Section 43\n",
        "p.csv",
    )
    choice = next(one for one in app.selectbox if one.label == "What the file holds")
    app = choice.set_value("project").run()
    assert "Planned cost: 1 of 10 withheld" in said(app)


def test_a_file_that_is_no_table_leaves_the_way_out(
    upload: Upload, caplog: pytest.LogCaptureFixture
) -> None:
    """It is refused in one sentence, read once, and another one can be dropped."""
    app = upload(b"%PDF-1.7 nothing here", "report.csv")
    assert "UnreadableFile: The file is a PDF document" in caplog.text
    app = pressed(app, "Another file")
    assert not app.exception
    assert figures(put(app, ACTUALS))["New"] == "2"


def test_old_previews_make_room(upload: Upload, show: Open, monkeypatch: Any) -> None:
    """Previews of other sessions do not pile up; one that had to go is made again."""
    monkeypatch.setattr(upload_state, "SHELF", upload_state.Shelf(most=1))
    monkeypatch.setattr("pmo_core.ui.upload_preview.SHELF", upload_state.SHELF)
    first = upload(ACTUALS)
    put(show(PAGE), ACTUALS)
    assert len(upload_state.SHELF) == 1
    first = first.run()
    assert figures(first)["New"] == "2"
    assert len(upload_state.SHELF) == 1
