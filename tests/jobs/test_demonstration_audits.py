"""The audits of the demonstration: findings in all states, each as its rule shows it."""

from collections.abc import Iterator
from datetime import date

import polars as pl
import pytest

import pmo_core
from pmo_core import demo
from pmo_core.analysis import findings as analysis
from pmo_core.jobs import retest
from pmo_core.jobs.demonstration import loadable
from pmo_core.jobs.demonstration_audits import load_audits
from pmo_core.store import Repository

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """Give a small demonstration with its audits."""
    path = tmp_path_factory.mktemp("audited") / "pmo.duckdb"
    with pmo_core.open(str(path)) as repo:
        session = repo.session("root", "administrator")
        frames = demo.portfolio(n_projects=40, n_actuals=3_000, n_people=30)
        session.load(loadable(frames, 1))
        load_audits(repo, session, TODAY)
        yield repo


def test_findings_stand_in_every_way(audited: Repository) -> None:
    """One is verified, one reopened, one accepted, one's acceptance ended, and so on."""
    rows = analysis.standing(audited.table("finding"), audited.table("corrective_action"), TODAY)
    assert set(rows["state_today"]) == set(analysis.STATES)
    assert rows["late_days"].count()
    assert [one for one in audited.check() if one.severity == "error"] == []


def test_each_finding_has_the_evidence_of_its_run(audited: Repository) -> None:
    """Evidence and hash are those that the run kept for rule and project."""
    kept = audited.table("rule_outcome").select(
        "rule", "project", "digest", "evidence", "n_rows", found_run="run"
    )
    ruled = audited.table("finding").filter(pl.col("rule") != "")
    assert ruled.height > 20
    both = ruled.join(kept, on=["found_run", "rule", "project"], how="left")
    assert both.filter(pl.col("n_rows").fill_null(0) == 0).is_empty()
    assert both.filter(pl.col("evidence") != pl.col("evidence_right")).is_empty()
    assert both.filter(pl.col("digest") != pl.col("digest_right")).is_empty()


def test_what_is_verified_or_reopened_a_run_shows(audited: Repository) -> None:
    """The rule passed in the run that closed a finding, and failed in the one that reopened it."""
    kept = audited.table("rule_outcome").select("rule", "project", "n_rows", "n_checked", "run")
    findings = audited.table("finding").filter(pl.col("rule") != "")
    closed = findings.filter(pl.col("state") == "verified").join(
        kept, left_on=["rule", "project", "closed_run"], right_on=["rule", "project", "run"]
    )
    assert closed.height == findings.filter(pl.col("state") == "verified").height > 0
    assert (closed["n_rows"] == 0).all()
    again = (
        audited.table("corrective_action")
        .filter(pl.col("state") == "reopened")
        .join(findings.select("rule", "project", finding="code"), on="finding")
        .join(kept, left_on=["rule", "project", "tested_run"],
              right_on=["rule", "project", "run"])
    )  # fmt: skip
    assert again.height
    assert (again["n_rows"] > 0).all()


def test_the_runs_are_a_month_apart_and_whole(audited: Repository) -> None:
    """Three monthly runs of all active rules, none of which failed."""
    runs = audited.table("audit_run")
    assert runs["data_date"].to_list() == [
        date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31),
    ]  # fmt: skip
    results = audited.table("rule_result")
    assert results["failure"].count() == 0
    assert results["rule"].n_unique() * runs.height == results.height


def test_a_finding_of_the_demonstration_can_be_tested_again(audited: Repository) -> None:
    """What waits is tested on today's data, and the run says which way each goes."""
    rows = analysis.standing(audited.table("finding"), audited.table("corrective_action"), TODAY)
    waits = rows.filter(
        pl.col("state_today") == analysis.TO_RETEST, pl.col("rule") != ""
    )["code"].to_list()  # fmt: skip
    told = retest.retest(audited, audited.session("Ida", "contributor"), waits, TODAY)
    assert {one.judged for one in told.verdicts} <= {"verified", "reopened", "not judged"}
    assert audited.table("audit_run").filter(~pl.col("is_whole"))["code"].to_list() == [told.run]
