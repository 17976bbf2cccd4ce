"""The schema is one that any engine keeps, and says what the records say."""

import re
from pathlib import Path

import pytest

import pmo_core.store
from pmo_core.model import REGISTERS, Record, Settings
from pmo_core.store import Repository

FOLDER = Path(pmo_core.store.__file__).parent
MIGRATIONS = sorted((FOLDER / "migrations").glob("*.sql"))
SQL = sorted(FOLDER.rglob("*.sql"))
FORBIDDEN = re.compile(
    r"\b(primary\s+key|unique|foreign\s+key|references|check\s*\(|sequence|enum|generated|"
    r"index|struct|map\s*\(|hugeint|alter\s+table|rename|serial|autoincrement)\b|\[\]",
    re.IGNORECASE,
)


def without_comments(path: Path) -> str:
    """Return the SQL of a file without its comment lines."""
    lines = path.read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("--"))


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: path.stem)
def test_a_migration_holds_only_what_any_engine_keeps(path: Path) -> None:
    """Tables have NOT NULL and nothing else; no column is named by a reserved word."""
    text = without_comments(path)
    assert FORBIDDEN.search(text) is None
    for body in re.findall(r"create table \w+ \((.*?)\n\);", text, re.DOTALL):
        for line in body.strip().splitlines():
            assert re.fullmatch(
                r"\w+ (varchar|bigint|double|boolean|date|timestamp|decimal\(\d+,4\))"
                r"( not null)?,?",
                line.strip(),
            ), line
            assert line.split()[0] not in {"at", "column", "user", "order", "group", "values"}


def test_the_lint_sees_what_it_forbids() -> None:
    """Each thing that another engine would refuse is found by the pattern."""
    for text in ("code varchar primary key", "a integer check (a > 0)", "tags varchar[]"):
        assert FORBIDDEN.search(text)


def test_migrations_are_numbered_without_gap() -> None:
    """Numbers run from 0001 upwards, one file each."""
    assert [int(path.name[:4]) for path in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))


@pytest.mark.parametrize("path", SQL, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_sql_avoids_what_other_engines_lack(path: Path) -> None:
    """No RETURNING, ON CONFLICT, rowid, nor an arrow as lambda."""
    text = without_comments(path).lower()
    assert not re.search(r"\b(returning|on conflict|rowid)\b|->", text)


@pytest.mark.parametrize("record", REGISTERS.values(), ids=list(REGISTERS))
def test_record_and_table_agree(record: type[Record], repo: Repository) -> None:
    """Table and record have the same fields in the same order, types and nullability."""
    with repo._instance.cursor() as cursor:
        rows = cursor.execute(
            "select column_name, data_type, is_nullable from information_schema.columns "
            "where table_name = ? order by ordinal_position",
            [f"{record.register}_version"],
        ).fetchall()
    table = {
        name: kind.replace(" ", "") + ("" if nullable == "YES" else " NOT NULL")
        for name, kind, nullable in rows
    }
    assert table == {
        **record.sql_schema(),
        "written_by": "BIGINT NOT NULL",
        "ended_by": "BIGINT",
    }
    assert list(table) == [*record.model_fields, "written_by", "ended_by"]


def test_the_view_of_the_base_currency_has_the_default_of_the_settings(repo: Repository) -> None:
    """Without a setting, SQL and settings name the same base currency."""
    with repo._instance.cursor() as cursor:
        assert cursor.execute("select code from base_currency").fetchall() == [
            (Settings.model_fields["base_currency"].default,)
        ]
