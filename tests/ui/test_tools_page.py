"""The page of tools: scored, ranked with reasons, decided, and looked at again."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.errors import NotAllowed, Refused
from pmo_core.jobs import tools as jobs
from pmo_core.model import Tool, ToolCriterion
from pmo_core.store import Repository

TODAY = date.today()


@pytest.fixture
def compared(kept: Repository) -> Repository:
    """Give an evaluation of two tools by two requirements; one is scored wholly."""
    admin = kept.session("test", "administrator")
    admin.save(
        Tool(code="T-1", name="Alpha *one*", evaluation="E"),
        Tool(code="T-2", name="Beta", evaluation="E", state="in use", review_on=TODAY),
        ToolCriterion(evaluation="E", code="SSO", name="Sign-on", weight=1, is_required=True),
        ToolCriterion(evaluation="E", code="EVM", name="Earned value", weight=3),
    )
    jobs.score(admin, kept, "E", "T-1", {"SSO": (5, "Yes"), "EVM": (3, "")})
    return kept


def form() -> None:
    """The script of a page that holds what the dialogs hold."""
    from pmo_core.ui.admin_act import announce
    from pmo_core.ui.learn import tools_data, tools_forms
    from pmo_core.ui.plan import undo

    announce()
    undo.offer()
    of = tools_data.evaluated("E")
    tools_forms.score(of, "T-2")
    tools_forms.decide(of)


def test_scored_ranked_and_decided(compared: Repository, show: Callable[[str], AppTest]) -> None:
    """A tool without a score has no place; the decision sets both tools, and can be undone."""
    app = show("learn/tools.py")
    assert not app.exception
    figures = {one.label: one.value for one in app.metric}
    assert (figures["In use"], figures["Reviews due"], figures["Considered"]) == ("1", "1", "1")
    rows = app.dataframe[0].value
    assert rows["tool_standing"].to_list() == ["ranked", "not fully scored"]
    assert rows["total_pct"].to_list()[0] == pytest.approx(100 * (5 + 9) / 20)
    with pytest.raises(Refused, match="not fully scored"):
        jobs.decide(
            compared.session("test", "manager"), compared, "E", "T-2", reason="Because",
            on=TODAY, review_on=TODAY + timedelta(days=9),
        )  # fmt: skip
    app = AppTest.from_function(form, default_timeout=60).run()
    app.number_input("score_T-2_SSO").set_value(4.0)
    app.number_input("score_T-2_EVM").set_value(4.0)
    app.button("tool_scores_keep").click().run()
    assert compared.table("tool_score", tool="T-2").height == 2
    app.selectbox("tool_chosen").set_value("T-2")
    app.button("tool_decision_keep").click().run()
    assert "Say both" in app.error[0].value
    app.text_area("tool_reason").set_value("Most points.")
    app.button("tool_decision_keep").click().run()
    kept = dict(compared.table("tool").select("code", "state").iter_rows())
    assert kept == {"T-1": "rejected", "T-2": "in use"}
    app.button("plan_undo").click().run()
    assert compared.table("tool", code="T-2")["decision"].to_list() == [None]


def test_a_contributor_cannot_score(compared: Repository) -> None:
    """The store refuses what the page disables."""
    with pytest.raises(NotAllowed):
        jobs.score(compared.session("Bo", "contributor"), compared, "E", "T-1", {"SSO": (1, "")})
