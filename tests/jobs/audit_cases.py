"""Two shipped rules as files, and a portfolio of three projects that one of them violates."""

from datetime import date
from pathlib import Path

from pmo_core.model import Department, Portfolio, Program, Project, StatusReport
from pmo_core.store import Repository

AS_OF = date(2026, 10, 31)
SPONSOR = """\
-- code: PC-90
-- name: Sponsor named
-- family: process conformance
-- severity: major
-- rationale: Without a sponsor
--   nobody decides.
-- basis: ISO 21502
-- remedy: Name one.
select code as project, name from project where sponsor is null order by code
-- checked
select code as project, count(*) as n_checked from project group by all
"""
STATUS = """\
-- code: DQ-90
-- name: Status old
-- family: data quality
-- severity: minor
-- rationale: Old figures mislead.
-- basis: ISO 21502
-- remedy: Report.
-- parameter: days = 45 | Days within which a project reports
select project, max(data_date) as data_date, 1.5::decimal(18, 4) as amount
from status_report
group by project
having max(data_date) < $as_of - cast($days as integer)
order by project
-- checked
select project, count(*) as n_checked from status_report group by project
"""
BROKEN = SPONSOR.replace("PC-90", "PC-91").replace("select code as project, name", "select 1 / nix")


def write_rules(folder: Path, *texts: str) -> Path:
    """Write rules as files and return their folder."""
    for number, text in enumerate(texts):
        (folder / f"rule_{number}.sql").write_text(text, "utf-8")
    return folder


def fill(repo: Repository) -> None:
    """Keep A (no sponsor, old report), B (no sponsor, no report) and C (all as it has to be)."""
    root = repo.session("root", "administrator")
    report = {"percent_complete": 10.0}
    root.save(
        Portfolio(code="PF", name="All"),
        Program(code="PG", name="Program", portfolio="PF"),
        Department(code="IT", name="IT"),
        Department(code="IT.DEV", name="Development", parent="IT"),
        Project(code="A", name="Alpha", department="IT.DEV", program="PG", manager="Tom"),
        Project(code="B", name="Beta", department="IT", portfolio="PF"),
        Project(code="C", name="Gamma", sponsor="Sue"),
        StatusReport(project="A", data_date=date(2026, 7, 31), **report),
        StatusReport(project="C", data_date=date(2026, 10, 15), **report),
    )
