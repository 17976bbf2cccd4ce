"""The form of an own rule: tried before it is kept; shipped rules are tailored."""

from streamlit.testing.v1 import AppTest

from pmo_core.jobs.audit_frames import NAMES, Frames
from pmo_core.model import Project, Rule
from pmo_core.store import Repository
from pmo_core.store.rules import shipped
from pmo_core.ui.learn import rule_form_tables
from pmo_core.ui.page import as_of

QUESTION = "select code as project, name from project where sponsor is null and 1 < $days"


def own(code: str | None) -> None:
    """The script of a page that holds nothing but the form of an own rule."""
    import streamlit as st

    from pmo_core.model import Rule
    from pmo_core.ui import data
    from pmo_core.ui.admin_act import announce
    from pmo_core.ui.learn import rule_form

    announce()
    rows = data.table("rule").filter(code=code or "")
    was = Rule(**rows.row(0, named=True)) if rows.height else None
    if code and was is None:
        st.caption("gone")
    else:
        rule_form.own_form(was, code or "OWN-01")


def tailor(code: str) -> None:
    """The script of a page that holds nothing but the form of a shipped rule."""
    from pmo_core.jobs.audit_rules import rules
    from pmo_core.model import Rule
    from pmo_core.ui import data
    from pmo_core.ui.learn import rule_form_shipped

    rows = data.table("rule").filter(code=code)
    was = Rule(**rows.row(0, named=True)) if rows.height else None
    rule_form_shipped.draw(rules(data)[code], was)


def test_an_own_rule_is_tried_kept_and_removed(kept: Repository) -> None:
    """What is wrong is a sentence and keeps nothing; a rule that runs is kept, and can go again."""
    kept.session("ann", "administrator").save(
        *(Project.model_validate({"code": f"P{n}", "name": "Portal"}) for n in (1, 2))
    )
    app = AppTest.from_function(own, default_timeout=60, args=(None,)).run()
    press(app, "Save")
    assert "Name and Question must be given" in app.error[0].value
    app.text_input(key="own_rule_name").set_value("Sponsor named")
    app.text_area(key="own_rule_query").set_value(QUESTION)
    press(app, "Save")
    assert "days" in app.error[0].value
    assert kept.table("rule").is_empty()
    app.text_area(key="own_rule_parameters").set_value("days = 45")
    app.text_area(key="own_rule_checked").set_value("select 'P1' as project, 1 as n_checked")
    press(app, "Preview")
    assert "2 violations" in app.markdown[0].value
    assert any("something in 1 project" in one.value for one in app.caption)
    assert kept.table("rule").is_empty()
    press(app, "Save")
    row = kept.table("rule").row(0, named=True)
    assert (row["code"], row["name"], row["query"]) == ("OWN-01", "Sponsor named", QUESTION)

    app = AppTest.from_function(own, default_timeout=60, args=("OWN-01",)).run()
    assert app.text_area(key="own_rule_query").value == QUESTION
    press(app, "Remove")
    assert kept.table("rule").is_empty()


def test_a_shipped_rule_keeps_only_what_differs(kept: Repository) -> None:
    """A threshold of one's own is a row that says nothing else; as shipped, there is no row."""
    code, name = next((one.code, next(iter(one.parameters))) for one in shipped().values()
                      if one.parameters)  # fmt: skip
    app = AppTest.from_function(tailor, default_timeout=60, args=(code,)).run()
    press(app, "Save")
    assert kept.table("rule").is_empty()
    app.number_input(key=f"tailor_{name}").set_value(7)
    press(app, "Save")
    said = Rule.model_validate({"code": code, "parameters": f"{name} = 7"})
    assert kept.get("rule", code) == said
    press(app, "As shipped")
    assert kept.table("rule").is_empty()


def test_every_table_is_listed_with_its_columns(kept: Repository) -> None:
    """The tables besides the registers have the columns that the form tells, each explained."""
    assert tuple(rule_form_tables.MADE) == NAMES
    for name, (_, columns) in rule_form_tables.MADE.items():
        (made,) = Frames(kept, as_of()).named_in(name).values()
        assert tuple(made.columns) == columns, name
        assert all(rule_form_tables.columns(name)["meaning"])
    assert rule_form_tables.columns("project")["column"].to_list() == list(Project.model_fields)


def press(app: AppTest, label: str) -> None:
    """Press a button of the form and run the page."""
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception
