"""What the demonstration shows of competence and training."""

from datetime import date

import polars as pl
import pytest

from pmo_core import demo
from pmo_core.demo.competences import ASKED, CERTIFICATE
from pmo_core.model import REGISTERS

KEPT = (
    "skill", "competence_need", "person_skill", "course", "course_date", "training",
    "training_budget", "mentoring",
)  # fmt: skip


@pytest.fixture(scope="module")
def frames() -> dict[str, pl.DataFrame]:
    """Give the demonstration."""
    return demo.portfolio()


def test_rows_are_valid_and_refer_to_what_is_there(frames: dict[str, pl.DataFrame]) -> None:
    """Every row passes its record class, no key stands twice, and all codes are known."""
    for name in KEPT:
        record, rows = REGISTERS[name], frames[name]
        assert rows.height, name
        assert rows.select(record.key).is_unique().all(), name
        for row in rows.iter_rows(named=True):
            record.model_validate(row)
        for field, other in record.refers.items():
            codes = set(frames[other]["code"])
            assert {one for one in rows[field] if one} <= codes, (name, field)


def test_a_training_must_precede_an_assignment(frames: dict[str, pl.DataFrame]) -> None:
    """One project asks for a certificate that the one booked on it later does not hold."""
    own = frames["competence_need"].filter(pl.col("project") != "", skill=CERTIFICATE)
    need = own.row(0, named=True)
    assert (own.height, need["role"], need["level"]) == (1, "PM", ASKED)
    held = frames["person_skill"].filter(skill=CERTIFICATE)
    lacking = (
        frames["booking"].filter(pl.col("person") != "", project=need["project"], role="PM")
        .join(held, on="person", how="anti")
        .group_by("person").agg(pl.col("month_on").min())
    )  # fmt: skip
    assert (lacking["month_on"] >= date(2027, 2, 1)).any()
    course = frames["course"].filter(code="C-PMOCP").row(0, named=True)
    assert (course["format"], course["currency"], int(course["price"])) == ("online", "USD", 400)


def test_a_finding_asks_its_owner(frames: dict[str, pl.DataFrame]) -> None:
    """One open finding is the basis of a level that its owner, who is known, does not hold."""
    asked = frames["competence_need"].join(frames["finding"], left_on="basis", right_on="code")
    row = asked.row(0, named=True)
    owner = frames["person"].filter(name=row["owner"]).row(0, named=True)
    held = frames["person_skill"].filter(person=owner["code"], skill=row["skill"])
    assert (asked.height, row["state"]) == (1, "open")
    assert held["level"].to_list() == [row["level"] - 1]
    assert owner["role"] != row["role"]
    taught = frames["course"].filter(skill=row["skill"])
    assert taught["level"].to_list() == [row["level"]]


def test_certificates_end(frames: dict[str, pl.DataFrame]) -> None:
    """One has ended, two end within 90 days."""
    ends = frames["person_skill"]["expires_on"].drop_nulls()
    assert ends.filter(ends <= demo.AS_OF).len() == 1
    soon = ends.filter((ends > demo.AS_OF) & (ends <= date(2027, 1, 29)))
    assert soon.len() >= 2
