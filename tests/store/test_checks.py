"""What contradicts the rules is found, wherever it comes from."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

import pmo_core
import pmo_core.store
from pmo_core.model import Actual, Portfolio, Program, Project
from pmo_core.store import Repository

CHECKS = sorted((Path(pmo_core.store.__file__).parent / "checks").glob("*.sql"))

PLANTED = {
    "duplicate_key": "insert into project_version select * from project_version where code = 'P1'",
    "dangling_reference": "update project_version set program = 'NOPE' where code = 'P1'",
    "overlapping_versions": "insert into project_version select * replace (1 as written_by, "
    "2 as ended_by, 'x' as name) from project_version where code = 'P1'",
    "unknown_change": "update project_version set written_by = 77 where code = 'P1'",
    "finding_verified": "insert into finding_version values ('F', 'f', 'DQ-01', '', null, null, "
    "'minor', 'verified', date '2026-01-01', null, 'x', null, '', null, null, null, null, null, "
    "null, 'R-1', 1, null)",
    "hierarchy_cycle": "insert into department_version values ('A', 'a', 'B', null, 1, null), "
    "('B', 'b', 'A', null, 1, null)",
    "budget_period": "insert into budget_line_version "
    "values ('P1', '', '2026-01-01', 13, 1, 1, null, null, 1, null)",
    "budget_overlap": "insert into budget_line_version "
    "values ('P1', '', '2026-01-01', 12, 1, 1, null, null, 1, null), "
    "('P1', '', '2026-04-01', 3, 1, 1, null, null, 1, null)",
    "decision_superseded": "insert into board_version values ('B', 'b', null, 1, null, null, null, "
    "1, null); insert into decision_version (code, board, decided_on, about, project, subject, "
    "outcome, reason, recorded_by, recorded_at, supersedes, written_by) select code, 'B', "
    "'2026-01-01', 'gate', 'P1', gate, 'go', 'r', 'ann', '2026-01-01', supersedes, 1 "
    "from (values ('D-1', 'G1', null), ('D-2', 'G2', 'D-1')) as made(code, gate, supersedes)",
    "cost_above_approved": "update project_version set planned_cost = 11 where code = 'P1'; "
    "insert into baseline_version (project, number, approved_on, is_over_target, "
    "planned_cost, decision, written_by) values ('P1', 1, '2026-01-01', false, 10, 'D-1', 1)",
    "mandate_split": "insert into board_version values ('B', 'b', null, 1, 100, null, null, 1, "
    "null); insert into decision_version (code, board, decided_on, about, project, subject, "
    "outcome, reason, amount, recorded_by, recorded_at, written_by) select code, 'B', "
    "'2026-01-01', 'change request', 'P1', 'CR', 'approved', 'r', 60, 'ann', '2026-01-01', 1 "
    "from (values ('D-1'), ('D-2')) as made(code)",
    "finish_before_start": "update project_version set planned_start = '2026-05-01', "
    "planned_finish = '2026-01-01' where code = 'P1'",
    "link_without_element": "insert into precedence_version "
    "values ('P1', '1.2', '1.1', 'FS', 0, 1, null)",
    "rate_positive": "insert into rate_version values ('USD', '2026-01-01', 0, 1, null)",
    "score_range": "insert into criterion_version (code, name, direction, weight, scale_min, "
    "scale_max, is_mandatory, written_by) values ('FIT', 'Fit', 'more is better', 1, 1, 5, false, "
    "1); insert into score_version (project, criterion, assessor, score, written_by) "
    "values ('P1', 'FIT', 'ann', 6, 1)",
    "status_range": "insert into status_report_version (project, data_date, percent_complete, "
    "written_by) values ('P1', '2026-01-01', 101, 1)",
    "currency_without_rate": "insert into actual_version (source, project, wbs, person, role, "
    "category, spent_on, entry, cost, currency, line, written_by) "
    "values ('', 'P1', '', '', '', '', '2026-01-01', '1', 1, 'USD', 0, 1)",
}


@pytest.fixture
def kept(repo: Repository) -> Repository:
    """Give a repository with one portfolio, program and project, and nothing to find."""
    repo.session("ann", "manager").save(
        Portfolio(code="G", name="G"),
        Program(code="G1", name="G1", portfolio="G"),
        Project(code="P1", name="One", program="G1"),
    )
    return repo


def test_without_a_fault_nothing_is_found(kept: Repository) -> None:
    """What the verbs wrote contradicts no rule, so what follows is found for what was planted."""
    assert kept.check() == []


@pytest.mark.parametrize("code", PLANTED)
def test_a_planted_fault_is_found(kept: Repository, code: str) -> None:
    """Each fault, written past the verbs, is found under its name."""
    with kept._instance.cursor() as cursor:
        cursor.execute(PLANTED[code])
        if code == "currency_without_rate":
            from pmo_core.store import rollup

            rollup.rebuild(cursor)
    assert code in {finding.code for finding in kept.check()}


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_every_check_file_has_a_planted_fault(path: Path) -> None:
    """No check stands untested, and each says its severity and rule."""
    assert path.stem in PLANTED
    assert path.read_text("utf-8").startswith(("-- error: ", "-- warning: "))


def test_checking_beside_writers_finds_nothing(address: str) -> None:
    """A check made while others write sees one moment: no false finding."""
    with pmo_core.open(address) as repo, ThreadPoolExecutor(1) as pool:
        session = repo.session("ann", "manager")
        session.save(Project(code="P1", name="One"))

        def write() -> None:
            for day in range(1, 29):
                session.save(Actual(project="P1", spent_on=date(2026, 1, day), cost=1))

        writing = pool.submit(write)
        n_checks = 0
        while not writing.done():
            assert repo.check() == []
            n_checks += 1
        writing.result()
        assert n_checks > 0
        assert repo.check() == []


def test_boards_in_a_circle_are_found(kept: Repository) -> None:
    """A board above itself has nobody above it that could decide."""
    with kept._instance.cursor() as cursor:
        cursor.execute(
            "insert into board_version values ('A', 'a', null, 1, null, 'B', null, 1, null), "
            "('B', 'b', null, 1, null, 'A', null, 1, null)"
        )
    assert [finding.code for finding in kept.check()] == ["hierarchy_cycle"] * 2
