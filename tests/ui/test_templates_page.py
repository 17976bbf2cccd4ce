"""The page of planning templates: list, contents, planning a project, saving one as a template."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.jobs import templates
from pmo_core.jobs.templates import Wish
from pmo_core.model import CostCategory, Project, Role, Template, TemplateItem
from pmo_core.model.initial import initial
from pmo_core.store import Repository
from pmo_core.ui import boot

PAGE = "plan/templates.py"
Show = Callable[[str], AppTest]


@pytest.fixture
def planned(kept: Repository) -> Repository:
    """Give a store with the ready templates, their roles and categories, and a proposal."""
    items = initial("template_item")
    session = kept.session("test", "administrator")
    session.save(
        *(Role(code=code, name=code) for code in items.filter(kind="effort")["other"].unique()),
        *(
            CostCategory(code=code, name=code)
            for code in items.filter(kind="budget")["code"].unique()
        ),
        Project(
            code="P-0001", name="Portal *new*", stage="proposed", planned_cost=Decimal(1000),
            planned_start=date(2027, 3, 1),
        ),
    )  # fmt: skip
    session.load({name: initial(name) for name in ("template", "template_item")})
    return kept


def save_form() -> None:
    """The script of a page that holds nothing but the form of the dialog."""
    from pmo_core.ui.plan import templates_save

    templates_save.form()


def opened(show: Show, code: str, tab: str = "Work and order") -> AppTest:
    """Open one template with one of its tabs."""
    app = show(PAGE)
    app.query_params["template"] = code
    app.session_state["template_tab"] = tab
    return app.run()


def test_without_templates_the_ready_ones_are_added(kept: Repository, show: Show) -> None:
    """An empty register says how to begin; one click adds what the product brings."""
    kept.session("test", "administrator").save(Project(code="P", name="P"))
    app = show(PAGE)
    assert any("There are no templates yet" in one.value for one in app.markdown)
    app.button("add_templates").click().run()
    assert not app.exception
    assert kept.table("template").height == initial("template").height
    assert app.dataframe[0].value["code"].to_list() == [
        "COMPLY",
        "INFRA",
        "PACKAGE",
        "SMALL",
        "WEB",
    ]
    assert "add_templates" not in [one.key for one in app.button]


@pytest.mark.parametrize(
    "tab", ["Work and order", "Effort", "Budget", "Risks", "Communication", "Plan a project"]
)
def test_every_part_of_a_template_is_shown(planned: Repository, show: Show, tab: str) -> None:
    """Each tab of a template draws without a fault."""
    app = opened(show, "WEB", tab)
    assert not app.exception
    assert [one.value for one in app.metric][:2] == ["109 working days", "19 lines"]
    assert len(app.dataframe) >= 1 or tab == "Plan a project"


def test_a_project_is_planned(planned: Repository, show: Show) -> None:
    """Choose the project, look at the preview, plan it: one change; the page says its number."""
    app = opened(show, "SMALL", "Plan a project")
    app.selectbox("plan_for").select("P-0001").run()
    assert app.date_input("plan_start").value == date(2027, 3, 1)
    assert app.number_input("plan_budget").value == 1000.0
    assert [one.value for one in app.metric][-4:] == [
        "2027-03-01",
        "2027-04-05",
        "200 h",
        "1 k EUR",
    ]
    before = planned.revision
    app.button("plan_project").click().run()
    assert not app.exception
    assert planned.revision == before + 1
    assert planned.table("wbs_element").height == 10
    assert f"(change {planned.revision})" in app.toast[0].value.replace("\\", "")


def test_a_plan_that_is_there_asks_first(planned: Repository, show: Show) -> None:
    """The button waits until it is said that the present plan is replaced."""
    wish = Wish("SMALL", "P-0001", date(2027, 3, 1), Decimal(1000))
    templates.instantiate(planned.session("test", "administrator"), planned, wish)
    app = opened(show, "INFRA", "Plan a project")
    app.selectbox("plan_for").select("P-0001").run()
    assert app.button("plan_project").disabled
    replace = f"plan_replace_{planned.revision}"
    assert "Work breakdown (10)" in app.checkbox(replace).label.replace("\\", "")
    app.checkbox(replace).check().run()
    app.button("plan_project").click().run()
    assert planned.table("wbs_element").height == 21
    # Planned once more, it asks once more.
    assert app.button("plan_project").disabled
    assert not app.checkbox(f"plan_replace_{planned.revision}").value


def test_missing_roles_are_named(planned: Repository, show: Show) -> None:
    """A role that the register lacks is named, and is not created when that is not wanted."""
    planned.session("test", "administrator").save(
        Template(code="T", name="T"),
        TemplateItem(template="T", kind="work", code="1", duration_days=10),
        TemplateItem(template="T", kind="effort", code="1", other="PILOT", hours=40),
    )
    app = opened(show, "T", "Plan a project")
    app.selectbox("plan_for").select("P-0001").run()
    assert "PILOT" in app.checkbox("plan_create").label
    app.checkbox("plan_create").uncheck().run()
    app.button("plan_project").click().run()
    assert planned.table("demand").is_empty()
    assert "PILOT" not in planned.table("role")["code"]


def test_a_viewer_reads_only(
    planned: Repository, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a viewer may not do is disabled, with the reason."""
    monkeypatch.setattr(boot, "LOCAL_ROLE", "viewer")
    app = show(PAGE)
    assert app.button("save_as").disabled
    assert "manager" in app.button("save_as").help
    app = opened(show, "SMALL", "Plan a project")
    app.selectbox("plan_for").select("P-0001").run()
    assert app.button("plan_project").disabled


def test_a_plan_is_saved_as_a_template(planned: Repository, show: Show) -> None:
    """The dialog says what is taken, asks for a code, and opens the new template."""
    wish = Wish("SMALL", "P-0001", date(2027, 3, 1), Decimal(1000))
    templates.instantiate(planned.session("test", "administrator"), planned, wish)
    app = show(PAGE)
    app.button("save_as").click().run()
    assert not app.exception
    app = AppTest.from_function(save_form, default_timeout=60).run()
    app.selectbox("save_project").select("P-0001").run()
    assert any("8 parts, 2 milestones, 11 links" in one.value for one in app.markdown)
    app.button("save_template_go").click().run()
    assert any("Enter both" in one.value for one in app.error)
    app.text_input("save_code").input("OWN")
    app.button("save_template_go").click().run()
    assert not app.exception
    assert "OWN" in planned.table("template")["code"]
    lines = planned.table("template_item")
    assert lines.filter(template="OWN").height == lines.filter(template="SMALL").height


def test_a_template_that_is_not_there(planned: Repository, show: Show) -> None:
    """A link to a template that is gone says so."""
    app = opened(show, "GONE")
    assert "There is no template GONE" in app.error[0].value
    app.button("all_templates").click().run()
    assert len(app.dataframe) == 1
