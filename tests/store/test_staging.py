"""A file is compared with what is kept before it is kept, and kept whole or not at all."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pmo_core.errors import Conflict, NotAllowed, Refused
from pmo_core.model import REGISTERS, Project
from pmo_core.store import Counts, Repository


def test_a_first_file_is_all_new(staffed: Repository, lines) -> None:
    """The first import writes every line, one change, with the account it was given."""
    session = staffed.session("bob", "contributor")
    with session.stage("actual", [lines(6), lines(6, first=6)]) as staged:
        assert staged.counts == Counts(12, 12, 0, 0, 0)
        assert staged.unknown() == {}
        change = session.commit(
            staged, file_name="a.csv", file_hash="ab", counts={"data": 12}, totals={"cost": "186"}
        )
    assert staffed.table("actual").height == 12
    row = staffed.query("batches", limit=1, offset=0).row(0, named=True)
    assert (row["number"], row["file_name"], row["n_new"], row["is_undone"]) == (
        change, "a.csv", 12, False,
    )  # fmt: skip
    assert row["counts"] == '{"data": 12}'
    assert staffed.check() == []


def test_the_same_file_again_changes_nothing(staffed: Repository, lines) -> None:
    """All lines are unchanged, no change is journaled, the content is the same."""
    session = staffed.session("bob", "contributor")
    session.commit(session.stage("actual", [lines()]))
    before, revision = staffed.content_hash(), staffed.revision
    staged = session.stage("actual", [lines().with_columns(pl.col("_line") + 5)])
    assert staged.counts == Counts(12, 0, 0, 12, 0)
    assert session.commit(staged) is None
    assert (staffed.content_hash(), staffed.revision) == (before, revision)


def test_a_corrected_file_changes_only_what_differs(staffed: Repository, lines) -> None:
    """Changed, new and missing lines are told apart, shown with before and after, and summed."""
    session = staffed.session("bob", "contributor")
    first = session.commit(session.stage("actual", [lines(12)]))
    corrected = pl.concat([lines(10), lines(1, first=20)]).with_columns(
        cost=pl.when(pl.col("entry") == "V3").then(Decimal("99.5")).otherwise("cost")
    )
    staged = session.stage("actual", [corrected], replaces=first)
    assert staged.counts == Counts(11, 1, 1, 9, 2)
    changed = staged.changed_sample().row(0, named=True)
    assert (changed["entry"], changed["cost_before"], changed["cost_after"]) == (
        "V3", Decimal(13), Decimal("99.5"),
    )  # fmt: skip
    assert staged.removed_sample()["entry"].sort().to_list() == ["V10", "V11"]
    totals = {row["field"]: row for row in staged.totals().to_dicts()}
    assert totals["cost"] == {
        "field": "cost", "currency": "", "new": Decimal(30), "changed_before": Decimal(13),
        "changed_after": Decimal("99.5"), "removed": Decimal(41),
    }  # fmt: skip
    assert staged.sample()["entry"].to_list() == ["V3", "V20"]
    session.commit(staged)
    assert staffed.table("actual")["cost"].sum() == corrected["cost"].sum()
    assert staffed.check() == []


def test_replacing_reaches_back_through_corrections(staffed: Repository, lines) -> None:
    """A third file that replaces the second also removes what only the first wrote."""
    session = staffed.session("bob", "contributor")
    first = session.commit(session.stage("actual", [lines(12)]))
    second = session.commit(session.stage("actual", [lines(12, cost=11).head(1)], replaces=None))
    third = session.stage("actual", [lines(3, first=30)], replaces=second)
    assert (third.counts.n_new, third.counts.n_removed) == (3, 1)
    again = session.commit(session.stage("actual", [lines(2, cost=12)], replaces=first))
    last = session.stage("actual", [lines(1, cost=12)], replaces=again)
    assert last.counts == Counts(1, 0, 0, 1, 1)


def test_unknown_codes_are_offered_for_creation(staffed: Repository, lines) -> None:
    """Unknown codes are counted; created with the file in one change, they are known."""
    session = staffed.session("bob", "manager")
    frame = lines().with_columns(
        person=pl.when(pl.col("entry").is_in(["V1", "V2"])).then(pl.lit("E9")).otherwise("person")
    )
    staged = session.stage("actual", [frame])
    assert staged.unknown()["person"].rows() == [("E9", 2)]
    with pytest.raises(Refused, match="no person 'E9'; actual SAP"):
        session.commit(staged)
    assert staffed.revision == 1
    person = pl.DataFrame(
        [{"code": "E9", "name": "E9"}], schema=REGISTERS["person"].polars_schema()
    )
    session.commit(staged, create={"person": person})
    assert (staffed.revision, staffed.get("person", "E9").name) == (2, "E9")
    assert staffed.table("actual").height == 12


def test_a_contributor_cannot_create_what_the_file_names(staffed: Repository, lines) -> None:
    """Creating a person with a file needs the right to keep people."""
    session = staffed.session("bob", "contributor")
    person = pl.DataFrame(schema=REGISTERS["person"].polars_schema())
    with pytest.raises(NotAllowed, match="people"):
        session.commit(session.stage("actual", [lines()]), create={"person": person})


def test_lines_with_unknown_codes_can_be_dropped(staffed: Repository, lines) -> None:
    """Dropped lines are returned, counted no more, and kept as rejected with their reason."""
    session = staffed.session("bob", "contributor")
    frame = lines().with_columns(
        project=pl.when(pl.col("entry") == "V4").then(pl.lit("NOPE")).otherwise("project")
    )
    staged = session.stage("actual", [frame])
    dropped = staged.drop_unknown("project")
    assert dropped["_line"].to_list() == [6]
    assert staged.counts.n_new == 11
    rejected = dropped.select(
        "_line", column=pl.lit("project"), value="project", reason=pl.lit("unknown project")
    )
    change = session.commit(staged, rejected=rejected)
    assert change is not None
    assert staffed.rejected_lines(change).rows() == [
        (6, None, "project", "NOPE", "unknown project")
    ]


def test_a_key_twice_in_the_file_is_refused_until_dropped(staffed: Repository, lines) -> None:
    """The last line does not win: both are shown, and nothing is kept until they are taken out."""
    session = staffed.session("bob", "contributor")
    twice = lines(1).with_columns(_line=pl.lit(99, pl.Int64), cost=pl.lit(Decimal(1)))
    staged = session.stage("actual", [lines(), twice])
    assert staged.duplicates["_line"].to_list() == [2, 99]
    with pytest.raises(Refused, match="2 lines have the key of another line, first line 2"):
        session.commit(staged)
    assert staged.drop_duplicates()["_line"].to_list() == [2, 99]
    session.commit(staged)
    assert staffed.table("actual").height == 11


def test_what_a_file_does_not_give_stays(staffed: Repository) -> None:
    """Fields that the file lacks, and empty cells, leave a project's values as they are."""
    session = staffed.session("bob", "manager")
    was = staffed.get("project", "P1")
    kept = was.model_copy(update={"sponsor": "Ida", "priority": 3})
    session.amend(kept, was)
    frame = pl.DataFrame(
        {
            "_line": [2, 3],
            "code": ["P1", "P7"],
            "name": ["Renamed", "Seven"],
            "sponsor": [None, "Max"],
        },
        schema_overrides={"sponsor": pl.String},
    )
    staged = session.stage("project", [frame])
    assert staged.counts == Counts(2, 1, 1, 0, 0)
    session.commit(staged)
    assert staffed.get("project", "P1") == kept.model_copy(update={"name": "Renamed"})
    assert staffed.get("project", "P7") == Project(code="P7", name="Seven", sponsor="Max")
    assert session.stage("project", [frame]).counts == Counts(2, 0, 0, 2, 0)


def test_only_the_fields_named_are_taken(staffed: Repository) -> None:
    """A full frame with `fields` takes these fields only."""
    session = staffed.session("bob", "manager")
    frame = staffed.table("project").with_columns(
        name=pl.lit("x"), sponsor=pl.lit("Ida"), _line=pl.int_range(2, 5)
    )
    staged = session.stage("project", [frame], fields=["code", "sponsor"])
    assert staged.counts == Counts(3, 0, 3, 0, 0)
    session.commit(staged)
    assert staffed.get("project", "P2") == Project(code="P2", name="Project 2", sponsor="Ida")


def test_a_new_row_without_what_it_needs_is_shown_and_refused(staffed: Repository) -> None:
    """A new project without a name is refused, naming its line; an existing one needs none."""
    session = staffed.session("bob", "manager")
    frame = pl.DataFrame({"_line": [2, 3], "code": ["P1", "P7"], "priority": [1, 2]})
    staged = session.stage("project", [frame])
    assert staged.incomplete["_line"].to_list() == [3]
    with pytest.raises(Refused, match="1 new rows have no name, first line 3"):
        session.commit(staged)
    assert staged.drop_incomplete()["code"].to_list() == ["P7"]
    session.commit(staged)
    assert staffed.get("project", "P1").priority == 1


def test_a_row_may_refer_to_another_row_of_the_same_file(repo: Repository) -> None:
    """A tree comes in one file, children before parents."""
    session = repo.session("bob", "manager")
    frame = pl.DataFrame(
        {"_line": [2, 3], "code": ["IT.DEV", "IT"], "name": ["D", "I"], "parent": ["IT", None]}
    )
    staged = session.stage("department", [frame])
    assert staged.unknown() == {}
    assert session.commit(staged) == 1


def test_a_preview_that_is_no_longer_true_is_a_conflict(staffed: Repository, lines) -> None:
    """When someone else imports the same lines meanwhile, the preview is refused."""
    session = staffed.session("bob", "contributor")
    staged = session.stage("actual", [lines()])
    session.commit(session.stage("actual", [lines(3)]))
    with pytest.raises(Conflict, match="was changed since"):
        session.commit(staged)
    assert staged.counts == Counts(12, 9, 0, 3, 0)
    session.commit(staged)
    assert staffed.table("actual").height == 12


def test_a_change_elsewhere_does_not_disturb_a_preview(staffed: Repository, lines) -> None:
    """A preview stays true when something else was changed."""
    session = staffed.session("bob", "manager")
    staged = session.stage("actual", [lines()])
    session.save(Project(code="P8", name="Eight"))
    assert session.commit(staged) == 3


def test_an_unknown_column_is_refused(staffed: Repository, lines) -> None:
    """A frame may hold the register's fields only."""
    with pytest.raises(Refused, match="no field 'colour'"):
        staffed.session("bob", "contributor").stage(
            "actual", [lines().with_columns(colour=pl.lit("red"))]
        )


def test_no_rows_change_nothing(staffed: Repository) -> None:
    """No chunk, or empty chunks, stage to nothing and commit to nothing."""
    session = staffed.session("bob", "contributor")
    staged = session.stage("actual", [])
    assert staged.counts == Counts(0, 0, 0, 0, 0)
    assert (staged.sample().height, staged.totals().height) == (0, 0)
    assert session.commit(staged) is None


def test_chunks_beyond_memory_spill_and_say_the_same(
    staffed: Repository, lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows moved to a temporary table are compared, dropped and kept like rows in memory."""
    monkeypatch.setattr("pmo_core.store.staging._IN_MEMORY_BYTES", 100)
    session = staffed.session("bob", "contributor")
    staged = session.stage("actual", [lines(5), lines(5, first=5), lines(2, first=10)])
    assert staged.counts == Counts(12, 12, 0, 0, 0)
    frame = lines(1, first=12).with_columns(project=pl.lit("NOPE"))
    other = session.stage("actual", [lines(12), frame])
    assert other.drop_unknown("project").height == 1
    session.commit(other)
    assert staffed.table("actual")["spent_on"].min() == date(2026, 1, 1)
    assert staffed.table("actual").height == 12
