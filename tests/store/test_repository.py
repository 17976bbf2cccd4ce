"""What is kept can be read back, and only so."""

from pathlib import Path

import pytest

import pmo_core
from pmo_core.errors import NotFound
from pmo_core.model import Portfolio, Project
from pmo_core.store import Repository


def test_a_saved_record_is_read_back_equal(repo: Repository) -> None:
    """A record comes back as it was saved, names with any characters included."""
    project = Project(code="P-1", name="Ünïcode '; drop table project; -- 😀", priority=3)
    repo.session("ann", "manager").save(Portfolio(code="G", name="Growth"), project)
    assert repo.get("project", "P-1") == project
    assert repo.table("portfolio").rows() == [("G", "Growth", None)]
    assert repo.revision == 1


def test_a_table_has_the_types_of_its_record_even_when_empty(repo: Repository) -> None:
    """An empty register still is a frame with the record's columns and types."""
    assert dict(repo.table("project").schema) == Project.polars_schema()


def test_a_table_is_read_for_one_value_alone(repo: Repository) -> None:
    """Only the rows whose fields have the values asked for, now and after an earlier change."""
    session = repo.session("ann", "manager")
    session.save(
        *(Project(code=f"P-{n}", name=f"No {n}", priority=1 + (n + 1) % 2) for n in range(4))
    )
    assert repo.table("project", priority=1)["code"].to_list() == ["P-1", "P-3"]
    session.save(Project(code="P-5", name="'; --", priority=1))
    assert repo.table("project", name="'; --", priority=1)["code"].to_list() == ["P-5"]
    assert repo.table("project", at=1, priority=1)["code"].to_list() == ["P-1", "P-3"]
    assert repo.table("project", priority=7).schema == repo.table("project").schema


def test_what_is_not_there_is_said(repo: Repository) -> None:
    """An unknown key, register or query raises NotFound."""
    with pytest.raises(NotFound, match="There is no project P-9"):
        repo.get("project", "P-9")
    with pytest.raises(NotFound, match="no register 'projects'"):
        repo.table("projects")
    with pytest.raises(NotFound, match="no query"):
        repo.query("../../etc/passwd")


def test_a_file_keeps_what_was_saved(tmp_path: Path) -> None:
    """What was saved is there when the file is opened again."""
    address = str(tmp_path / "it's here" / "pmo.duckdb")
    with pmo_core.open(address) as first:
        first.session("ann", "manager").save(Portfolio(code="G", name="Growth"))
    with pmo_core.open(address) as again:
        assert again.get("portfolio", "G") == Portfolio(code="G", name="Growth")
        assert (again.revision, again.notices) == (1, ())
