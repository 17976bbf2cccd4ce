"""Rules are run: what they find, for whom, and how it is kept."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from pmo_core.errors import NotAllowed, NotFound, Refused
from pmo_core.jobs.audit import Scope, evaluate, rules, run
from pmo_core.jobs.background import Canceled
from pmo_core.model import Rule
from pmo_core.store import Repository
from pmo_core.store.rules import RuleText, shipped
from tests.jobs.audit_cases import AS_OF, BROKEN, SPONSOR, STATUS, fill, write_rules


@pytest.fixture
def texts(tmp_path: Path) -> dict[str, RuleText]:
    """Give two rules and one that cannot be run."""
    folder = tmp_path / "rules"
    folder.mkdir()
    return shipped(write_rules(folder, SPONSOR, STATUS, BROKEN))


@pytest.fixture
def filled(repo: Repository) -> Repository:
    """Give the three projects."""
    fill(repo)
    return repo


def outcomes(frame: pl.DataFrame) -> list[tuple[str, str, int]]:
    """Return rule, project and violations."""
    return frame.select("rule", "project", "n_rows").rows()


def test_every_project_that_was_judged_has_an_outcome(
    filled: Repository, texts: dict[str, RuleText]
) -> None:
    """Violated, passed and not judged differ; a rule that fails does not stop the others."""
    told: list[float] = []
    found = evaluate(filled, "viewer", AS_OF, texts=texts, tell=told.append)
    assert outcomes(found.outcomes) == [
        ("DQ-90", "A", 1), ("DQ-90", "C", 0), ("PC-90", "A", 1), ("PC-90", "B", 1),
        ("PC-90", "C", 0),
    ]  # fmt: skip
    failed = dict(found.results.select("rule", "failure").drop_nulls().iter_rows())
    assert list(failed) == ["PC-91"]
    assert "nix" in failed["PC-91"]
    assert found.results.select("rule", "n_projects", "n_failing", "n_rows").rows()[0] == (
        "DQ-90", 2, 1, 1,
    )  # fmt: skip
    assert found.violations["PC-90"].rows() == [("A", "Alpha"), ("B", "Beta")]
    evidence = found.outcomes.filter(rule="DQ-90", project="A")["evidence"].item()
    assert evidence == '[{"data_date":"2026-07-31","amount":1.5}]'
    assert told == [pytest.approx(n / 3) for n in (1, 2, 3)]
    assert filled.table("audit_run").is_empty()
    assert found.is_whole


@pytest.mark.parametrize(
    ("scope", "projects"),
    [
        (Scope("department", "IT"), "AB"), (Scope("department", "IT.DEV"), "A"),
        (Scope("portfolio", "PF"), "AB"), (Scope("program", "PG"), "A"),
        (Scope("project", "C"), "C"),
    ],
    ids=str,
)  # fmt: skip
def test_a_run_covers_a_part(
    filled: Repository, texts: dict[str, RuleText], scope: Scope, projects: str
) -> None:
    """Only projects of the part have outcomes; a department counts with all below it."""
    found = evaluate(filled, "viewer", AS_OF, scope, codes=["PC-90"], texts=texts)
    assert set(found.outcomes["project"]) == set(projects)
    assert not found.is_whole


def test_what_there_is_not_cannot_be_run(filled: Repository, texts: dict[str, RuleText]) -> None:
    """An unknown rule and an unknown department are sentences."""
    with pytest.raises(NotFound, match="no rule X"):
        evaluate(filled, "viewer", AS_OF, codes=["X"], texts=texts)
    with pytest.raises(NotFound, match="no department X"):
        evaluate(filled, "viewer", AS_OF, Scope("department", "X"), texts=texts)


def test_the_register_changes_shipped_rules(filled: Repository, texts: dict[str, RuleText]) -> None:
    """Thresholds and grade of a shipped rule can be others, and it can be off."""
    root = filled.session("root", "administrator")
    root.save(
        Rule(code="DQ-90", parameters="days = 400", severity="major"),
        Rule(code="PC-90", is_active=False),
        Rule(code="PC-91", parameters="weeks = 2"),
    )
    known = rules(filled, texts)
    assert (known["DQ-90"].parameters, known["DQ-90"].severity) == ({"days": 400.0}, "major")
    assert known["DQ-90"].as_shipped == {"days": 45.0}
    found = evaluate(filled, "viewer", AS_OF, texts=texts)
    assert outcomes(found.outcomes) == [("DQ-90", "A", 0), ("DQ-90", "C", 0)]
    assert found.results["parameters"][0] == "days = 400"
    assert "weeks" in found.results.filter(rule="PC-91")["failure"].item()


def test_an_own_rule_judges_every_project(filled: Repository, texts: dict[str, RuleText]) -> None:
    """A user's question is asked behind bars; who it does not name has passed."""
    filled.session("root", "administrator").save(
        Rule(code="OWN-01", name="Tom", query="select code as project from project "
             "where manager = 'Tom' and $as_of > date '2026-01-01'"),
        Rule(code="OWN-02", name="Other", query="select code from project"),
    )  # fmt: skip
    found = evaluate(filled, "manager", AS_OF, codes=["OWN-01", "OWN-02"], texts=texts)
    assert outcomes(found.outcomes) == [
        ("OWN-01", "", 0), ("OWN-01", "A", 1), ("OWN-01", "B", 0), ("OWN-01", "C", 0),
    ]  # fmt: skip
    assert found.outcomes["n_checked"].null_count() == 4
    assert "project" in found.results.filter(rule="OWN-02")["failure"].item()


def test_an_own_rule_can_say_what_it_judges(filled: Repository, texts: dict[str, RuleText]) -> None:
    """What its second question does not count has neither passed nor failed."""
    filled.session("root", "administrator").save(
        Rule(code="OWN-01", query="select code as project from project where manager = 'Tom'",
             checked="select code as project, 2 as n_checked from project where code <> 'B' "
             "union all select 'C', 1 union all select 'B', 0"),
    )  # fmt: skip
    found = evaluate(filled, "manager", AS_OF, codes=["OWN-01"], texts=texts)
    assert found.outcomes.select("rule", "project", "n_checked", "n_rows").rows() == [
        ("OWN-01", "A", 2, 1), ("OWN-01", "C", 3, 0),
    ]  # fmt: skip


def test_a_run_is_kept(filled: Repository, texts: dict[str, RuleText]) -> None:
    """Runs are numbered, say who, when and what, and are kept with results and outcomes."""
    ida = filled.session("Ida", "manager")
    first = run(filled, ida, AS_OF, today=AS_OF, texts=texts, note="Monthly")
    second = run(filled, ida, AS_OF, Scope("project", "A"), today=AS_OF, texts=texts)
    assert (first.code, second.code) == ("R-0001", "R-0002")
    kept = filled.get("audit_run", "R-0001")
    assert (kept.ran_by, kept.revision, kept.note, kept.is_whole) == ("Ida", 1, "Monthly", True)  # type: ignore[attr-defined]
    assert filled.table("rule_result", run="R-0001").height == 3
    assert filled.table("rule_outcome", run="R-0002").height == 2
    assert filled.changes()["verb"].to_list()[:2] == ["audit", "audit"]


def test_a_viewer_keeps_no_run(filled: Repository, texts: dict[str, RuleText]) -> None:
    """Who may only look runs rules without keeping anything."""
    with pytest.raises(NotAllowed):
        run(filled, filled.session("Vic", "viewer"), AS_OF, today=AS_OF, texts=texts)
    assert filled.table("audit_run").is_empty()


def test_a_day_that_lies_ahead_is_not_judged(
    filled: Repository, texts: dict[str, RuleText]
) -> None:
    """Of tomorrow nothing is known yet: no run of it is kept."""
    ida = filled.session("Ida", "manager")
    with pytest.raises(Refused, match="2026-11-01 lies ahead"):
        run(filled, ida, AS_OF + timedelta(days=1), today=AS_OF, texts=texts)
    assert filled.table("audit_run").is_empty()


def test_a_run_that_is_stopped_keeps_nothing(
    filled: Repository, texts: dict[str, RuleText]
) -> None:
    """Who stops a run between two rules leaves no trace of it."""

    def stop(share: float) -> None:
        raise Canceled

    with pytest.raises(Canceled):
        run(filled, filled.session("Ida", "manager"), AS_OF, today=AS_OF, texts=texts, tell=stop)
    assert filled.table("audit_run").is_empty()
