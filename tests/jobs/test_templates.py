"""A project is planned with a template and undone; a plan becomes a template and a plan again."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pmo_core.errors import Conflict, NotAllowed, NotFound, Refused
from pmo_core.jobs import templates
from pmo_core.jobs.templates import Wish
from pmo_core.model import (
    BudgetLine,
    Communication,
    CostCategory,
    Demand,
    Holiday,
    Project,
    RaidItem,
    Rate,
    Role,
    Template,
    TemplateItem,
    WbsElement,
)
from pmo_core.model.initial import initial
from pmo_core.store import Repository, Session

START = date(2027, 2, 27)  # a Saturday
MADE = ("wbs_element", "precedence", "effort", "demand", "budget_line", "raid_item")


@pytest.fixture
def session(repo: Repository) -> Session:
    """Give a manager's verbs on a store with templates, roles, categories and a proposal."""
    administrator = repo.session("test", "administrator")
    effort = initial("template_item").filter(kind="effort")["other"].unique()
    bought = initial("template_item").filter(kind="budget")["code"].unique()
    administrator.save(
        Holiday(day=date(2027, 3, 1), name="Feast"),
        *(Role(code=code, name=code) for code in effort),
        *(CostCategory(code=code, name=code) for code in bought),
        Project(code="P-0001", name="New portal", stage="proposed", currency="USD"),
    )
    administrator.load({name: initial(name) for name in ("template", "template_item")})
    return repo.session("Ida Brandt", "manager")


def wish(**given: object) -> Wish:
    """A wish for P-0001 by the template WEB."""
    usual = {"template": "WEB", "project": "P-0001", "start": START, "budget": Decimal("250000.55")}
    return Wish(**(usual | given))  # type: ignore[arg-type]


def test_one_change_plans_the_project(repo: Repository, session: Session) -> None:
    """Work, links, effort, demand, budget, risks, communication and dates come at once."""
    before = repo.revision
    number = templates.instantiate(session, repo, wish())
    assert number == repo.revision == before + 1
    items = repo.table("template_item").filter(template="WEB")
    counts = {name: repo.table(name).height for name in (*MADE, "communication")}
    assert counts["wbs_element"] == 19
    assert counts["precedence"] == items.filter(kind="precedence").height
    assert counts["raid_item"], counts["communication"] == (5, 4)
    project = repo.get("project", "P-0001")
    assert isinstance(project, Project)
    # 27 February is a Saturday and 1 March a holiday; 109 working days end on 30 July:
    # 22 in March (2-31), 22 in April, 21 in May, 22 in June, 22 in July = 109.
    assert (project.planned_start, project.planned_finish) == (date(2027, 3, 2), date(2027, 7, 30))
    assert (project.planned_cost, project.method) == (Decimal("250000.55"), "agile")
    lines = repo.table("budget_line")
    assert lines["amount"].sum() == Decimal("250000.55")
    assert set(lines["currency"]) == {"USD"}
    hours = items.filter(kind="effort")["hours"].sum()
    assert float(repo.table("demand")["hours"].sum()) == hours
    assert float(repo.table("wbs_element")["planned_hours"].sum()) == hours
    assert repo.check() == []


def test_undo_restores_what_was(repo: Repository, session: Session) -> None:
    """After undoing, the store holds what it held before, to the last field."""
    before = repo.content_hash()
    number = templates.instantiate(session, repo, wish())
    assert repo.content_hash() != before
    session.undo(number)
    assert repo.content_hash() == before


@pytest.mark.parametrize("code", initial("template")["code"].to_list())
def test_a_plan_gives_its_template_back(repo: Repository, session: Session, code: str) -> None:
    """Template to project to template: the same lines, whatever the template."""
    templates.instantiate(session, repo, wish(template=code))
    copy = Template(code="COPY", name="Copy")
    templates.save_as(session, repo, "P-0001", copy)
    key = ["kind", "code", "other"]
    kept = repo.table("template_item")
    first, second = (kept.filter(template=one).drop("template").sort(key) for one in (code, "COPY"))
    assert first.equals(second)


def test_a_template_of_a_plan_plans_the_same(repo: Repository, session: Session) -> None:
    """Project to template to another project with the same start: the same days and hours."""
    templates.instantiate(session, repo, wish(template="INFRA"))
    templates.save_as(session, repo, "P-0001", Template(code="COPY", name="Copy"))
    session.save(Project(code="P-0002", name="Twin", currency="USD"))
    templates.instantiate(session, repo, wish(template="COPY", project="P-0002"))
    for name in ("wbs_element", "precedence", "effort", "demand", "budget_line"):
        rows = repo.table(name)
        first, second = (rows.filter(project=code).drop("project") for code in ("P-0001", "P-0002"))
        assert first.equals(second), name


def test_a_plan_is_replaced_only_when_asked_for(repo: Repository, session: Session) -> None:
    """A second plan is refused with what is there, and with `replace` takes its place."""
    templates.instantiate(session, repo, wish())
    with pytest.raises(Refused, match=r"P-0001 has a plan already: Work breakdown \(19\)"):
        templates.instantiate(session, repo, wish(template="SMALL"))
    found = templates.preview(repo, wish(template="SMALL"))
    assert found.planned["wbs_element"] == 19
    templates.instantiate(session, repo, wish(template="SMALL", replace=True))
    assert repo.table("wbs_element").height == 10
    # Risks and communication of the first plan stay; those with a name of their own are added.
    assert repo.table("raid_item").height == 8


def test_what_is_there_already_is_not_overwritten(repo: Repository, session: Session) -> None:
    """A kept risk with a taken code stays, the new one gets the next; a same name is not added."""
    name = initial("template_item").filter(template="SMALL", code="RISK-2")["name"].item()
    session.save(
        RaidItem(project="P-0001", code="RISK-1", kind="issue", name="Own issue"),
        RaidItem(project="P-0001", code="RISK-9", kind="risk", name=name),
        Communication(project="P-0001", code="COM-1", audience="Works council"),
    )
    templates.instantiate(session, repo, wish(template="SMALL"))
    kept = dict(repo.table("raid_item").select("code", "name").iter_rows())
    assert kept["RISK-1"] == "Own issue"
    assert sorted(kept) == ["RISK-1", "RISK-1-2", "RISK-3", "RISK-9"]
    assert repo.table("communication")["code"].to_list() == ["COM-1", "COM-1-2", "COM-2"]


def test_missing_roles_and_categories(repo: Repository, session: Session) -> None:
    """What the registers lack is named; it is created, or its work left out and its money kept."""
    session.save(
        Template(code="T", name="T"),
        TemplateItem(template="T", kind="work", code="1", duration_days=10),
        TemplateItem(template="T", kind="effort", code="1", other="PILOT", hours=40),
        TemplateItem(template="T", kind="effort", code="1", other="PM", hours=10),
        TemplateItem(template="T", kind="budget", code="FUEL", share_pct=30),
        TemplateItem(template="T", kind="budget", code="HW", share_pct=70),
    )
    found = templates.preview(repo, wish(template="T"))
    assert (found.missing_roles, found.missing_categories) == (("PILOT",), ("FUEL",))
    templates.instantiate(session, repo, wish(template="T", create=False))
    assert repo.table("demand")["role"].unique().to_list() == ["PM"]
    amounts = repo.table("budget_line").group_by("category").agg(pl.col("amount").sum())
    assert dict(amounts.iter_rows()) == {"": Decimal("75000.17"), "HW": Decimal("175000.38")}
    templates.instantiate(session, repo, wish(template="T", replace=True))
    assert set(repo.table("demand")["role"]) == {"PILOT", "PM"}
    assert "FUEL" in repo.table("cost_category")["code"]


def test_what_cannot_be_planned_is_refused(repo: Repository, session: Session) -> None:
    """No such template, no work, a negative budget, a thousand years, a contributor."""
    session.save(
        Template(code="EMPTY", name="Empty"),
        Template(code="LONG", name="Long"),
        TemplateItem(template="LONG", kind="work", code="1", duration_days=10**9),
    )
    before = repo.revision
    with pytest.raises(NotFound):
        templates.preview(repo, wish(template="NONE"))
    for bad in ({"template": "EMPTY"}, {"template": "LONG"}, {"budget": Decimal(-1)}):
        with pytest.raises(Refused):
            templates.preview(repo, wish(**bad))
    with pytest.raises(NotAllowed):
        templates.instantiate(repo.session("Tom", "contributor"), repo, wish())
    with pytest.raises(Refused, match="no work breakdown"):
        templates.save_as(session, repo, "P-0001", Template(code="X", name="X"))
    assert repo.revision == before


def test_a_planned_cost_is_not_overwritten(repo: Repository, session: Session) -> None:
    """Another budget than the planned cost is said; the planned cost and the method stay."""
    was = repo.get("project", "P-0001")
    session.amend(was.model_copy(update={"planned_cost": Decimal(90), "method": "light"}), was)
    found = templates.preview(repo, wish(budget=Decimal(100)))
    assert [one.code for one in found.findings] == ["other_budget"]
    templates.instantiate(session, repo, wish(budget=Decimal(100)))
    project = repo.get("project", "P-0001")
    assert isinstance(project, Project)
    assert (project.planned_cost, project.method) == (Decimal(90), "light")


def test_somebody_else_was_faster(repo: Repository, session: Session) -> None:
    """When the project changes between reading and writing, nothing is written."""
    plan = templates.preview(repo, wish())
    was = repo.get("project", "P-0001")
    session.amend(was.model_copy(update={"name": "Renamed"}), was)
    with pytest.raises(Conflict, match="Renamed"):
        session.put(plan.now, plan.was)
    assert repo.table("wbs_element").is_empty()


def test_an_imported_plan_becomes_a_template(repo: Repository, session: Session) -> None:
    """Days on weekends, hours without roles, and parts without dates are taken with care."""
    element = {"project": "P-0001"}
    session.save(
        WbsElement(**element, code="1", name="Phase"),
        WbsElement(
            **element, code="1.1", name="First", planned_start=date(2027, 3, 6),
            planned_finish=date(2027, 3, 13), planned_hours=Decimal(30),
        ),
        WbsElement(**element, code="1.2", name="Someday"),
        Demand(project="P-0001", role="DEV", month_on=date(2027, 3, 1), hours=Decimal(20)),
        Demand(project="P-0001", role="QA", month_on=date(2027, 3, 1), hours=Decimal(10)),
    )  # fmt: skip
    found, findings = templates.capture(repo, "P-0001")
    assert [one.code for one in findings] == ["no_dates", "roles_shared"]
    work = found.filter(kind="work").select("code", "offset_days", "duration_days")
    # Saturday 6 to Saturday 13 March: Monday to Friday are worked.
    assert work.rows() == [("1", None, None), ("1.1", None, 5), ("1.2", None, 1)]
    effort = found.filter(kind="effort").select("code", "other", "hours")
    assert effort.rows() == [("1.1", "DEV", 20.0), ("1.1", "QA", 10.0)]


def test_a_part_before_its_links_is_named(repo: Repository, session: Session) -> None:
    """A part that begins before its links allow is named with how much; its link stays."""
    templates.instantiate(session, repo, wish(template="SMALL"))
    was = repo.get("wbs_element", "P-0001", "8")
    assert isinstance(was, WbsElement)
    day_before = date(2027, 3, 29)  # 6 and 7 end on Monday, 29 March: 8 may start on the 30th
    session.amend(was.model_copy(update={"planned_start": day_before}), was)
    found, findings = templates.capture(repo, "P-0001")
    assert [(one.code, one.value) for one in findings] == [("before_links", "8")]
    assert findings[0].message.startswith("8 starts 1 working day before its links allow")
    row = found.filter(kind="work", code="8").row(0, named=True)
    assert (row["offset_days"], row["duration_days"]) == (None, 2)
    assert found.filter(kind="precedence", code="8").height == 2


def test_shares_of_a_budget_in_two_currencies_are_those_of_its_worth(
    repo: Repository, session: Session
) -> None:
    """300 USD at 0.5 are 150 beside 50 EUR: three quarters; pounds without a rate are named."""
    repo.session("test", "administrator").save(
        Rate(currency="USD", valid_from=date(2027, 1, 1), rate=0.5)
    )
    line = {"project": "P-0001", "period_on": date(2027, 3, 1)}
    session.save(
        WbsElement(project="P-0001", code="1", name="All", planned_start=date(2027, 3, 1)),
        BudgetLine(**line, category="HW", amount=Decimal(300), currency="USD"),
        BudgetLine(**line, amount=Decimal(50)),
    )
    found, _ = templates.capture(repo, "P-0001")
    shares = dict(found.filter(kind="budget").select("code", "share_pct").rows())
    assert shares == {"": 25, "HW": 75}
    session.save(BudgetLine(**line, n_months=3, amount=Decimal(9), currency="GBP"))
    found, findings = templates.capture(repo, "P-0001")
    assert dict(found.filter(kind="budget").select("code", "share_pct").rows()) == shares
    assert findings[-1].message.startswith("1 of the budget lines")
