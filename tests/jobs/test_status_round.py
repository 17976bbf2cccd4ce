"""From what was typed to one change of the store."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import pmo_core
from pmo_core.errors import Conflict, NotAllowed, Refused
from pmo_core.jobs.status_round import RISK_FIELDS, Typed, look, save, wrong
from pmo_core.model import Milestone, Progress, Project, RaidItem, StatusReport, WbsElement
from pmo_core.store import Repository

TODAY, MAY = date(2026, 6, 30), date(2026, 5, 31)


@pytest.fixture
def repo(tmp_path: Path) -> Iterator[Repository]:
    """A project with two elements, a milestone, a risk and a report of May."""
    with pmo_core.open(str(tmp_path / "pmo.duckdb")) as opened:
        opened.session("test", "administrator").save(
            Project(code="P", name="One", stage="delivery"),
            WbsElement(project="P", code="1", name="A", planned_cost=Decimal(60)),
            WbsElement(project="P", code="2", name="B", planned_cost=Decimal(40)),
            Progress(project="P", wbs="1", data_date=MAY, percent_complete=50,
                     remaining_hours=Decimal(8)),
            Milestone(project="P", code="M1", name="Pilot", planned_on=date(2026, 7, 31)),
            RaidItem(project="P", code="RISK-1", kind="risk", name="R", impact_cost=Decimal(5)),
            StatusReport(project="P", data_date=MAY, rag="green"),
        )  # fmt: skip
        yield opened


def _typed(
    repo: Repository,
    progress: dict[str, Any] | None = None,
    milestone: tuple[date | None, date | None] = (None, None),
    risk: dict[str, Any] | None = None,
    **report: Any,
) -> Typed:
    """What was typed, where all else stays as it was prefilled."""
    asked = look(repo, "P", TODAY).elements
    given = progress or {}
    rows = asked.select("wbs", "percent_complete", "units_done", "actual_start", "actual_finish",
                        "forecast_finish", "remaining_cost", "comment")  # fmt: skip
    rows = rows.with_columns(
        pl.when(pl.col("wbs") == "1").then(pl.lit(value, rows.schema[name])).otherwise(name)
        .alias(name)
        for name, value in given.items()
    )  # fmt: skip
    days = pl.DataFrame([("M1", *milestone)], orient="row", schema={
        "code": pl.String, "forecast_on": pl.Date, "achieved_on": pl.Date
    })  # fmt: skip
    kept = repo.table("raid_item").select("code", *RISK_FIELDS, is_closed=pl.lit(value=False))
    if risk:
        row = {**dict.fromkeys(kept.columns), "is_closed": False, **risk}
        kept = pl.concat([kept, pl.DataFrame([row], schema=kept.schema)])
    return Typed(TODAY, {"rag": "green", **report}, rows, days, kept)


def _save(repo: Repository, typed: Typed, role: Any = "manager") -> int | None:
    return save(repo.session("Tom", role), look(repo, "P", TODAY), typed)


def test_only_what_is_given_is_kept(repo: Repository) -> None:
    """One element of two has a progress, the risk that nobody touched keeps its only version."""
    number = _save(repo, _typed(repo, {"percent_complete": 80.0}, (date(2026, 8, 14), None)))
    assert number == 2
    now = repo.table("progress").filter(data_date=TODAY)
    assert now.select("wbs", "percent_complete", "remaining_hours").rows() == [("1", 80.0, None)]
    assert repo.table("milestone_forecast")["forecast_on"].to_list() == [date(2026, 8, 14)]
    assert repo.table("status_report")["data_date"].sort().to_list() == [MAY, TODAY]
    assert repo.history("raid_item", "P", "RISK-1")["number"].unique().to_list() == [1]


def test_the_same_again_is_no_change(repo: Repository) -> None:
    """The second time everything says so already."""
    typed = _typed(repo, {"percent_complete": 80.0})
    assert _save(repo, typed) == 2
    assert _save(repo, typed) is None


def test_a_reached_milestone_is_expected_no_more(repo: Repository) -> None:
    """Its day goes into the milestone; a contributor may not set it."""
    typed = _typed(repo, milestone=(date(2026, 7, 31), date(2026, 6, 29)))
    with pytest.raises(NotAllowed, match="milestones"):
        _save(repo, typed, "contributor")
    _save(repo, typed)
    assert repo.table("milestone")["achieved_on"].to_list() == [date(2026, 6, 29)]
    assert repo.table("milestone_forecast").is_empty()


def test_a_new_issue_gets_the_next_code(repo: Repository) -> None:
    """It is raised on the data date; one without a name is asked for, not kept."""
    typed = _typed(repo, risk={"kind": "risk", "name": "New", "impact_cost": Decimal(7)})
    _save(repo, typed)
    rows = repo.table("raid_item").sort("code").select("code", "raised_on").rows()
    assert rows == [("RISK-1", None), ("RISK-2", TODAY)]
    seen = look(repo, "P", TODAY)
    unnamed = _typed(repo, risk={"kind": "issue", "response": "Ask"})
    assert wrong(seen, _typed(repo, risk={"kind": "issue"}), None) == []
    assert wrong(seen, unnamed, None) == ["A new risk or issue needs a kind and a name."]


def test_a_faster_colleague_is_a_conflict(repo: Repository) -> None:
    """What he changed of the same day is not overwritten."""
    _save(repo, _typed(repo, comment="First"))
    seen = look(repo, "P", TODAY)
    _save(repo, _typed(repo, comment="Second"))
    with pytest.raises(Conflict, match="comment is now Second"):
        save(repo.session("Ida", "manager"), seen, _typed(repo, comment="Mine"))


def test_a_value_that_is_none_is_refused(repo: Repository) -> None:
    """120 percent is named with its register."""
    with pytest.raises(Refused, match="Progress by element"):
        _save(repo, _typed(repo, {"percent_complete": 120.0}))


def test_a_project_does_not_begin_to_report_by_element_by_itself(repo: Repository) -> None:
    """What was only prefilled by posted lines is not kept as progress."""
    first = repo.get("progress", "P", "1", MAY)
    repo.session("test", "administrator").remove(first)
    _save(repo, _typed(repo))
    assert repo.table("progress").is_empty()


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (
            {"actual_start": TODAY, "actual_finish": MAY, "percent_complete": 100.0},
            "cannot finish before it starts",
        ),
        ({"actual_start": date(2026, 7, 1)}, "cannot lie after the data date"),
        ({"actual_finish": TODAY}, "is finished, so it is 100 % complete"),
    ],
)
def test_what_cannot_be_is_named(repo: Repository, progress: dict[str, Any], words: str) -> None:
    """Element and reason stand in the sentence."""
    (found,) = wrong(look(repo, "P", TODAY), _typed(repo, progress), "green")
    assert found.startswith("Element 1")
    assert words in found


def test_a_rating_is_needed_and_one_against_the_rule_a_reason(repo: Repository) -> None:
    """No rating, and green where the rule says red."""
    seen = look(repo, "P", TODAY)
    assert wrong(seen, _typed(repo, rag=None), "red") == ["Choose a rating."]
    assert wrong(seen, _typed(repo), "red") == ["Say why you rate green while the rule says red."]
    assert wrong(seen, _typed(repo, rag_reason="Known."), "red") == []
    late = _typed(repo, milestone=(None, date(2026, 7, 1)))
    assert wrong(seen, late, "green") == ["Milestone M1 cannot be reached after the data date."]
