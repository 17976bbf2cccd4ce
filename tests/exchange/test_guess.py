"""Files of finance, time sheets and project lists are recognized without help."""

from dataclasses import replace

import pytest

from pmo_core.exchange.guess import Guess, fingerprint, guess, guess_register
from pmo_core.exchange.mapping import FieldSource, Mapping
from pmo_core.exchange.questions import answer
from pmo_core.exchange.reader import read_table
from pmo_core.exchange.shape import reshape
from pmo_core.exchange.table import Table
from pmo_core.model import REGISTERS

SAP = """\
Buchungsdatum;Belegnummer;PSP-Element;Projektnummer;Projektbezeichnung;Kostenart;\
Kostenartenbezeichnung;Betrag in Hauswährung;Währung;Personalnummer;Menge Std.;Buchungstext
31.01.2026;4711;1.2;P-001;Webshop;630100;Beratung;1.234,50;EUR;E042;8,0;Sprint
28.02.2026;4712;1.3;P-002;Intranet;630200;Lizenzen;2.234,50;EUR;E043;7,5;Lizenz
"""
TIME_SHEET = """\
Employee,Project,Task,Date,Hours,Comment
Kim Novak,P-001,Build,2026-01-05,8,x
Ana Ruiz,P-002,Test,2026-01-06,7.5,y
"""
FRENCH = """\
Date comptable;Projet;Nature de coût;Montant (k EUR);Salarié;Heures
31/01/2026;P1;Conseil;12,5;Dupont;8
28/02/2026;P2;Licence;3,5;Martin;7
"""
SPANISH = (
    "Fecha;Proyecto;Importe;Empleado;Horas\n31/01/2026;P1;12,5;Perez;8\n28/02/2026;P2;3,5;Ruiz;7\n"
)
BUDGET = (
    "Project,Category,Period,Budget,Currency\nP1,LABOR,2026-01,100,EUR\nP2,LABOR,2026-02,30,EUR\n"
)
PROJECTS = """\
Project Code,Project Name,Sponsor,Project Manager,Start,End,Budget (EUR),Status,Programme,Department
P1,Alpha,Mara,Tom,2026-01-01,2026-12-31,100000,delivery,G1,IT
P2,Beta,Ida,Tim,2026-02-01,2026-11-30,50000,proposed,G2,HR
"""
STATUS = """\
Project,Status date,% complete,RAG,Forecast finish,EAC,Comment
P1,2026-01-31,50,Amber,2026-12-31,1000,late
P2,2026-01-31,60,Green,2026-11-30,2000,ok
"""
PEOPLE = "Personnel No,Name,Department,Role,Weekly hours\nE1,Kim,IT,DEV,40\nE2,Ana,IT,QA,38.5\n"
WBS = """\
Project,WBS code,Task name,Planned start,Planned finish,Planned hours
P1,1.1,Login,2026-01-01,2026-02-01,40
P1,1.2,Page,2026-02-01,2026-03-01,60
"""


def table_of(text: str) -> Table:
    """Read a text as a file."""
    return read_table(text.encode())


def columns(found: Guess) -> dict[str, str]:
    """Return field -> column, joined columns with +."""
    return {field: "+".join(source.columns) for field, source in found.mapping.fields.items()}


@pytest.mark.parametrize(
    ("text", "register"),
    [
        (SAP, "actual"),
        (TIME_SHEET, "actual"),
        (FRENCH, "actual"),
        (SPANISH, "actual"),
        (BUDGET, "budget_line"),
        (PROJECTS, "project"),
        (STATUS, "status_report"),
        (PEOPLE, "person"),
        (WBS, "wbs_element"),
        ("Code,Department name,Parent\nIT,Technology,\nIT.DEV,Development,IT\n", "department"),
        ("Cost category,Name,Type\nLABOR,Labor,opex\nHW,Hardware,capex\n", "cost_category"),
        ("Currency,Valid from,Rate\nUSD,2026-01-01,0.92\nGBP,2026-01-01,1.17\n", "rate"),
        ("Date,Holiday\n2026-12-25,Christmas Day\n2026-01-01,New Year\n", "holiday"),
        ("Project,Depends on,Type\nP1,P2,technical\nP3,P1,policy\n", "link"),
        ("Role,Name,Hourly rate\nDEV,Developer,85\nQA,Tester,70\n", "role"),
        ("Program code,Program name,Portfolio\nG1,Growth,P\nG2,Web,P\n", "program"),
    ],
)
def test_register(text: str, register: str) -> None:
    """The register is recognized by its header and content."""
    ranked = guess_register(table_of(text))
    assert ranked[0][0] == register
    assert sum(score for _, score in ranked) == pytest.approx(1.0)


def test_ledger_in_german() -> None:
    """A German ledger is mapped field by field, with the names of projects and categories."""
    found = guess(table_of(SAP), "actual")
    assert columns(found) == {
        "project": "Projektnummer",
        "wbs": "PSP-Element",
        "person": "Personalnummer",
        "category": "Kostenart",
        "spent_on": "Buchungsdatum",
        "entry": "Belegnummer",
        "cost": "Betrag in Hauswährung",
        "hours": "Menge Std.",
        "currency": "Währung",
        "comment": "Buchungstext",
    }
    assert found.mapping.names["project"] == FieldSource(("Projektbezeichnung",))
    assert found.mapping.names["category"] == FieldSource(("Kostenartenbezeichnung",))
    assert found.questions == ()


def test_names_stand_for_codes_where_there_are_none() -> None:
    """A time sheet with people's names only takes the names as codes."""
    found = guess(table_of(TIME_SHEET), "actual")
    assert columns(found)["person"] == "Employee"
    assert found.mapping.names == {}


def test_unit_and_currency_of_the_header() -> None:
    """Thousands of euro in the header become the factor and the currency."""
    found = guess(table_of(FRENCH), "actual")
    assert found.mapping.factors == {"Montant (k EUR)": "1000"}
    assert found.mapping.constants == {"currency": "EUR"}
    assert "unit_factor" in {finding.code for finding in found.proposals}


def test_sign_in_the_cells_is_the_currency() -> None:
    """A sign that most cells carry becomes the currency, and it is said."""
    text = "Project,Date,Amount\nP1,2026-01-05,£12.50\nP2,2026-01-06,£7.00\n"
    found = guess(table_of(text), "actual")
    assert found.mapping.constants == {"currency": "GBP"}
    assert "currency_sign" in {finding.code for finding in found.proposals}


def test_two_currencies_are_asked_about() -> None:
    """Amounts in different currencies leave the currency open and ask."""
    text = "Project Code,Project Name,Planned cost (EUR),Forecast cost (USD)\nP1,A,1,2\nP2,B,3,4\n"
    found = guess(table_of(text), "project")
    assert "currency" not in found.mapping.constants
    assert [question.field for question in found.questions] == ["currency"]


def test_missing_day_is_asked_for_and_answered() -> None:
    """Actuals without any date ask for the day, and the answer completes the mapping."""
    found = guess(table_of("Project,Hours\nP1,5\nP2,6\n"), "actual")
    (question,) = found.questions
    assert (question.field, question.kind, question.is_required) == ("spent_on", "constant", True)
    assert answer(found.mapping, question, "2026-10-31").constants["spent_on"] == "2026-10-31"


def test_year_of_the_file_is_suggested() -> None:
    """A column with one year on every line gives the suggestion for the data date."""
    text = "Project,Rating,Year\nP1,Amber,2021\nP2,Green,2021\nP3,Red,2021\n"
    found = guess(table_of(text), "status_report")
    (question,) = found.questions
    assert (question.field, question.suggestion) == ("data_date", "2021-12-31")


def test_days_are_asked_for_their_hours() -> None:
    """Work in person-days asks how many hours a day has."""
    text = "Person,Project,Date,Effort (PT)\nKim,P1,2026-01-05,1\nAna,P2,2026-01-06,0.5\n"
    found = guess(table_of(text), "actual")
    (question,) = found.questions
    answered = answer(found.mapping, question, "7.5")
    assert answered.factors == {"Effort (PT)": "7.5"}


def test_only_date_is_the_day_whatever_it_is_called() -> None:
    """The only column of dates is the day of the actuals."""
    text = "Project,When,Hours\nP1,2026-01-05,5\nP2,2026-01-06,6\n"
    assert columns(guess(table_of(text), "actual"))["spent_on"] == "When"


def test_known_codes_reveal_a_column() -> None:
    """A column that holds known project codes is the project, whatever it is called."""
    table = table_of("Object,Date,Hours\nP1,2026-01-05,5\nP2,2026-01-06,6\n")
    assert "project" not in columns(guess(table, "actual"))
    assert columns(guess(table, "actual", known={"project": {"P1", "P2"}}))["project"] == "Object"


def test_small_numbers_reveal_nothing() -> None:
    """Counted from 1, other things have the numbers of projects too."""
    table = table_of("Case,Date,Cost\n1,2026-10-31,5\n2,2026-10-31,6\n")
    found = columns(guess(table, "actual", known={"project": {"1", "2", "3"}}))
    assert "project" not in found


def test_identifying_column_is_the_key() -> None:
    """Of two columns of identifiers the one that tells the lines apart is the code."""
    text = "Project ID,Project Number,Project Name\n" + "".join(
        f"{n % 3},N{n},Name {n}\n" for n in range(30)
    )
    assert columns(guess(table_of(text), "project"))["code"] == "Project Number"


def test_two_columns_make_the_key_where_one_does_not() -> None:
    """A number that repeats between programs is joined with the program."""
    text = "Programme ID,Project ID,Project Name\n" + "".join(
        f"G{n // 5},{n % 5},Name {n}\n" for n in range(40)
    )
    found = guess(table_of(text), "project")
    assert columns(found)["code"] == "Programme ID+Project ID"
    assert "joined_key" in {finding.code for finding in found.proposals}


def test_repeating_key_is_said() -> None:
    """A code that repeats on lines that differ is a warning."""
    text = "Project ID,Project Name\n" + "".join(f"{n % 5},Name {n}\n" for n in range(40))
    found = guess(table_of(text), "project")
    assert "key_repeats" in {finding.code for finding in found.proposals}


def test_subdivision_is_joined() -> None:
    """Category and SubCategory are read together."""
    text = (
        "Project,Date,Hours,Category,SubCategory\n"
        "P1,2026-01-05,5,Dev,Bug\nP2,2026-01-06,6,Ops,Fix\n"
    )
    found = guess(table_of(text), "actual")
    assert columns(found)["category"] == "Category+SubCategory"


def test_rejects_that_were_mended_are_recognized() -> None:
    """Our own file of rejected lines keeps its entry numbers and lines; remarks are left out."""
    text = (
        "_line,column,field,value,reason,project,person,spent_on,hours,entry\n"
        "7,hours,hours,x,bad_number,P1,E1,2026-01-01,8,1\n"
        "9,spent_on,spent_on,soon,bad_date,P1,E1,2026-01-02,8,2\n"
    )
    table = table_of(text)
    assert guess_register(table)[0][0] == "actual"
    same = {name: name for name in ("project", "person", "spent_on", "entry", "hours")}
    assert columns(guess(table, "actual")) == {**same, "line": "_line_2"}


def test_rejects_are_read_as_the_file_that_they_came_from() -> None:
    """Rejected lines share the fingerprint of their file, and their entry numbers are added."""
    text = "project,person,spent_on,hours\nP1,E1,2026-01-01,8\nP2,E1,2026-01-02,7\n"
    rejects = table_of(
        "_line,column,field,value,reason,project,person,spent_on,hours,entry\n"
        "7,hours,hours,x,bad_number,P1,E1,2026-01-01,8,3\n"
    )
    assert fingerprint(rejects) == fingerprint(table_of(text))
    found = guess(rejects, "actual", remembered=guess(table_of(text), "actual").mapping)
    assert columns(found)["entry"] == "entry"
    assert found.confidence["entry"] == 1.0


def test_remembered_mapping_is_taken_as_it_is() -> None:
    """What was chosen for this header before is taken, also against the guess."""
    table = table_of(TIME_SHEET)
    chosen = Mapping(
        "actual",
        {name: FieldSource((name.title(),)) for name in ("project", "comment")},
        {"project": FieldSource(("Task",))},
        constants={"currency": "EUR", "hours": "8"},
    )
    found = guess(table, "actual", remembered=chosen)
    assert found.mapping == chosen
    assert set(found.confidence.values()) == {1.0}
    assert [question.field for question in found.questions] == ["spent_on"]


def test_day_of_the_last_file_is_not_the_day_of_this_one() -> None:
    """A day or year that the user gave for the last file is asked for again."""
    table = table_of("Project,Hours\nP1,5\nP2,6\n")
    first = guess(table, "actual")
    answered = answer(first.mapping, first.questions[0], "2026-01-31")
    again = guess(table, "actual", remembered=answered)
    assert [question.field for question in again.questions] == ["spent_on"]
    assert "spent_on" not in again.mapping.constants
    wide = table_of("Project;Budget category;P01;P02;P03\nP1;LABOR;10;20;30\nP2;LIC;1;2;3\n")
    first = guess(wide, "budget_line")
    answered = answer(first.mapping, first.questions[0], "2025")
    again = guess(wide, "budget_line", remembered=answered)
    assert [question.kind for question in again.questions] == ["year"]


def test_remembered_mapping_of_other_columns_is_left() -> None:
    """A remembered mapping that speaks of a column that is not there is not used."""
    chosen = Mapping("actual", {"project": FieldSource(("Projekt",))})
    found = guess(table_of(TIME_SHEET), "actual", remembered=chosen)
    assert columns(found)["project"] == "Project"


def test_fingerprint_is_of_the_header_alone() -> None:
    """The next month's file has the same fingerprint, another header has another."""
    one = table_of(TIME_SHEET)
    next_month = table_of(TIME_SHEET.replace("2026-01", "2026-02").replace("Hours", " hours "))
    assert fingerprint(one) == fingerprint(next_month)
    assert fingerprint(one) != fingerprint(replace(one, header=(*one.header[1:], one.header[0])))


def test_alternatives_are_offered() -> None:
    """Columns that could be the field as well are offered, without the one that was taken."""
    text = (
        "Project,Posting date,Document date,Amount\n"
        "P1,2026-01-05,2026-01-04,5\nP2,2026-02-05,2026-01-09,6\n"
    )
    found = guess(table_of(text), "actual")
    assert columns(found)["spent_on"] == "Posting date"
    assert found.alternatives["spent_on"] == ("Document date",)
    assert found.confidence["spent_on"] > 0.9


def test_months_in_columns() -> None:
    """A plan with a column per month is read as lines, by the names of the new columns."""
    text = "Project,Cost category,Jan 26,Feb 26,Mar 26,Total\nP1,LABOR,1,2,,3\nP2,LIC,1,,3,4\n"
    table = table_of(text)
    assert guess_register(table)[0][0] == "actual"
    assert guess_register(table_of("Approved budget\n\n" + text))[0][0] == "budget_line"
    found = guess(table, "actual")
    assert columns(found) == {
        "project": "Project", "category": "Cost category", "spent_on": "Period", "cost": "Cost",
    }  # fmt: skip
    assert found.table.frame.height == 4


def test_fiscal_periods_count_from_the_start_of_the_fiscal_year() -> None:
    """Period 1 of fiscal year 2026 is April 2025 where the year starts in April."""
    table = table_of("Project,FY26 P1,FY26 P2,FY26 P3\nP1,10,20,30\n")
    found = guess(table, "budget_line", start_month=4)
    assert found.table.frame["Period"].to_list() == ["2025-04-01", "2025-05-01", "2025-06-01"]


@pytest.mark.parametrize(
    "text", ["Project,Date,Hours\n", "a,b\n,\n1,2\n", "x\n1\n2\n", ",,\n1,2,3\n"]
)
@pytest.mark.parametrize("register", sorted(REGISTERS))
def test_nothing_to_go_by_is_no_error(text: str, register: str) -> None:
    """Tables without rows, names or fields that fit give a guess with what is missing asked for."""
    found = guess(table_of(text), register)
    needed = {question.field for question in found.questions if question.is_required}
    record = REGISTERS[register]
    named = {*found.mapping.fields, *found.mapping.names, *needed}
    named |= {"code"} if "name" in found.mapping.fields else set()
    assert {name for name in record.key if record.model_fields[name].is_required()} <= named


def test_periods_without_year_are_asked_about() -> None:
    """Columns P01, P02, ... ask for the year, and the answer gives the lines their days."""
    table = table_of("Project;Budget category;P01;P02;P03\nP1;LABOR;10;20;30\nP2;LIC;1;2;3\n")
    found = guess(table, "budget_line")
    assert columns(found)["period_on"] == "Period"
    (question,) = found.questions
    assert (question.field, question.kind) == ("period_on", "year")
    shape = answer(found.mapping, question, "2026").shape
    assert reshape(table, shape).frame["Period"].unique().sort().to_list() == [
        "2026-01-01", "2026-02-01", "2026-03-01",
    ]  # fmt: skip


@pytest.mark.parametrize("header", ["ref", "Reference No", "Doc. Nr.", "Receipt No."])
def test_a_column_of_references_tells_lines_apart(header: str) -> None:
    """Numbers of documents, receipts and references are read as the entry of a line."""
    lines = [f"P{n % 3},E{n % 5},2026-01-{n % 20 + 1:02},8,V{n}" for n in range(60)]
    table = table_of("\n".join([f"project,person,date,hours,{header}", *lines]) + "\n")
    assert columns(guess(table, "actual"))["entry"] == header


@pytest.mark.parametrize(
    ("header", "register"),
    [
        ("Project ID,Project Name", "project"),
        ("Project code,Name", "project"),
        ("Project ID,Project Name,Planned Cost", "project"),
        ("Employee ID,Employee Name", "person"),
        ("Department,Department name", "department"),
        ("Role,Role name", "role"),
        ("Cost category,Name", "cost_category"),
        ("Program,Program name", "program"),
        ("Portfolio,Portfolio name", "portfolio"),
    ],
)
def test_a_plain_list_is_the_register_that_its_header_names(header: str, register: str) -> None:
    """A code and a name, and hardly more, are enough."""
    cells = ("A1,One,5", "A2,Two,6") if header.count(",") == 2 else ("A1,One", "A2,Two")
    assert guess_register(table_of("\n".join([header, *cells, ""])))[0][0] == register
