"""A page of the documents for each shipped rule: what its file says, and what people wrote below.

`python -m pmo_core.jobs.rule_pages docs/rules` writes what comes from the files anew; what stands
below the heading "In practice" stays.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from pmo_core.store.rules import FOLDER, RuleText, number_text, shipped

PRACTICE = "## In practice"
"""Heading from which on a page is written by people."""
INDEX = "README.md"


def page(rule: RuleText, practice: str) -> str:
    """Return the page of a rule.

    Parameters
    ----------
    rule : RuleText
        What its file says.
    practice : str
        What people wrote about it.

    Examples
    --------
    >>> page(shipped()["DQ-01"], "Ask its manager.").splitlines()[0]
    '# DQ-01 Status missing'
    """
    file = next(FOLDER.glob(f"{rule.code.lower().replace('-', '_')}_*.sql"))
    facts = {
        "Family": rule.family, "Severity": rule.severity, "Comes from": rule.basis,
        "What mends it": rule.remedy,
        "Question": f"[{file.name}](../../pmo_core/store/rules/{file.name})",
    }  # fmt: skip
    lines = [f"# {rule.code} {rule.name}", "", rule.rationale, "", "| | |", "|---|---|"]
    lines += [f"| {name} | {_cell(value)} |" for name, value in facts.items()]
    if rule.parameters:
        lines += ["", "| Threshold | As shipped | Meaning |", "|---|---|---|"]
        lines += [
            f"| `{name}` | {number_text(value)} | {_cell(rule.meanings[name])} |"
            for name, value in rule.parameters.items()
        ]
    return "\n".join([*lines, "", PRACTICE, "", practice.strip(), ""])


def index(rules: Mapping[str, RuleText]) -> str:
    """Return the list of all rules, with a link to the page of each."""
    lines = [
        "# The shipped rules", "",
        "How they are run is told in [Audit rules](../audit-rules.md).", "",
        "| Rule | What it finds | Family | Severity |", "|---|---|---|---|",
    ]  # fmt: skip
    lines += [
        f"| [{code}]({code}.md) | {_cell(rule.name)} | {rule.family} | {rule.severity} |"
        for code, rule in rules.items()
    ]
    return "\n".join([*lines, ""])


def pages(folder: Path) -> dict[str, str]:
    """Return name -> text of all pages as they have to be, with what people wrote in a folder."""
    made = {INDEX: index(shipped())}
    for code, rule in shipped().items():
        kept = folder / f"{code}.md"
        text = kept.read_text("utf-8") if kept.exists() else ""
        made[kept.name] = page(rule, text.partition(PRACTICE)[2])
    return made


def write(folder: Path) -> None:
    """Write all pages into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages(folder).items():
        (folder / name).write_text(text, encoding="utf-8")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    write(Path(sys.argv[1]))

__all__ = ["INDEX", "PRACTICE", "index", "page", "pages", "write"]
