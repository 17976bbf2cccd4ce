"""Questions of the program itself, and what is kept at one moment."""

from datetime import date

import polars as pl
import pytest

from pmo_core.errors import Refused
from pmo_core.model import Project
from pmo_core.store import Repository


def test_a_question_sees_registers_frames_and_what_it_names(repo: Repository) -> None:
    """Registers and given frames are joined; a parameter that is not named is not given."""
    repo.session("root", "administrator").save(Project(code="A", name="Alpha"))
    frames = {"extra": pl.DataFrame({"project": ["A", "B"], "n": [1, 2]})}
    asked = repo.ask(
        "select name, n from project inner join extra on code = extra.project where n < $most",
        {"most": 2, "as_of": date(2026, 1, 1)}, frames,
    )  # fmt: skip
    assert asked.frame.rows() == [("Alpha", 1)]
    assert asked.seconds > 0
    with pytest.raises(Refused, match="extra"):
        repo.ask("select * from extra")


def test_a_moment_stays_as_it_was(repo: Repository) -> None:
    """What others write meanwhile is not seen, before or after a question that fails."""
    root = repo.session("root", "administrator")
    root.save(Project(code="A", name="Alpha"))
    with repo.moment() as seen:
        with pytest.raises(Refused):
            seen.ask("select cast(name as integer) from project")
        assert seen.revision == 1
        root.save(Project(code="B", name="Beta"))
        assert seen.table("project")["code"].to_list() == ["A"]
        assert seen.ask("select count(*) as n from project").frame.item() == 1
        assert seen.revision == 1
    assert repo.table("project").height == 2
    assert repo.revision == 2


def test_a_question_changes_nothing(repo: Repository) -> None:
    """What a question of a moment writes is gone with it."""
    with repo.moment() as seen:
        seen.ask("select 1 as one")
    assert repo.revision == 0
