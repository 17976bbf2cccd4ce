"""The data dictionary as Markdown: `python -m pmo_core.model.dictionary FILE`."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from pmo_core.model import REGISTERS, Record, Settings
from pmo_core.model.columns import SHARED, register_columns


def markdown() -> str:
    """Return the whole dictionary: registers with their fields, settings, derived columns.

    Examples
    --------
    >>> markdown().splitlines()[0]
    '# Data dictionary'
    """
    parts = [
        "# Data dictionary",
        "Made from `pmo_core/model` by `make dictionary`; change it there.",
        "## Registers",
        *(_register(record) for record in REGISTERS.values()),
        "## Settings",
        _settings(),
        "## Columns of pages and exports",
        "What a name means wherever it stands; a register's own words are above.",
        _columns(),
    ]
    return "\n\n".join(parts) + "\n"


def _register(record: type[Record]) -> str:
    rows = []
    for name, field in record.model_fields.items():
        one = register_columns()[record.register, name]
        rows.append((
            f"`{name}`", one.label, record.sql_schema()[name].split(" ")[0],
            "may be empty" if record.is_nullable(name) else "",
            record.refers.get(name, ""), one.unit, one.meaning,
            str((field.examples or [""])[0]),
        ))  # fmt: skip
    header = ("field", "label", "type", "", "refers to", "unit", "meaning", "example")
    key = ", ".join(f"`{name}`" for name in record.key)
    doc = (record.__doc__ or "").strip().splitlines()[0]
    return f"### {record.title} (`{record.register}`)\n\n{doc} Key: {key}.\n\n" + _table(
        header, rows
    )


def _settings() -> str:
    rows = [
        (f"`{name}`", str(field.get_default()), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    return _table(("setting", "default", "meaning"), rows)


def _columns() -> str:
    rows = [
        (f"`{one.name}`", one.label, one.kind, one.unit, one.meaning)
        for one in sorted(SHARED.values(), key=lambda one: one.name)
    ]
    return _table(("column", "label", "shown as", "unit", "meaning"), rows)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(markdown(), encoding="utf-8")
