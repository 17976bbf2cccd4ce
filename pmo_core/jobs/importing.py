"""The import of the command line: the steps of the upload page, without questions."""

import argparse
import json
from dataclasses import asdict, replace
from typing import Any

import pmo_core
from pmo_core.errors import Refused
from pmo_core.exchange.content import contents
from pmo_core.exchange.export import csv_bytes
from pmo_core.exchange.guess import Guess, as_mended, is_rejects
from pmo_core.exchange.mapping import Mapping
from pmo_core.exchange.plan import plans
from pmo_core.exchange.questions import ask
from pmo_core.exchange.shape import reshape
from pmo_core.jobs.answering import (
    Open,
    UnansweredError,
    about_values,
    still_open,
    with_answers,
    with_values,
)
from pmo_core.jobs.opening import Opened, open_upload, registers, suggest
from pmo_core.jobs.preview import Choices, Preview, preview, ready
from pmo_core.jobs.saving import save, totals
from pmo_core.model import REGISTERS
from pmo_core.store import Repository

MAX_FINDINGS = 50
_REGISTERS = f"There are: {', '.join(REGISTERS)}."


def run(given: argparse.Namespace) -> int:
    """Import a file; return 0 all taken, 2 some rejected, 1 nothing saved."""
    with pmo_core.open(given.store) as repo:
        session = repo.session(given.actor, given.role)
        opened = open_upload(
            given.file, given.file.name, part=given.part, max_bytes=given.max_mb * 1_000_000
        )
        guess = _understood(repo, opened, given)
        mapping = guess.mapping
        if given.save_mapping:
            given.save_mapping.write_text(mapping.to_json(), encoding="utf-8")
        asked = still_open(guess.questions, mapping)
        _require_none([question for question in asked if question.is_required])
        choices = Choices(
            unknown=dict.fromkeys(REGISTERS[mapping.register].refers, given.unknown),
            take_repaired=not given.refuse_repairs,
            replaces=_import_of(repo, mapping.register, given.replaces),
        )
        settings = repo.settings()
        read = ready(opened, mapping, settings, choices)
        _require_none(about_values(read[0].questions))
        shown = preview(
            session, opened, mapping, settings, choices, read=read, proposals=guess.proposals
        )
        change, refused = None, None
        try:
            if given.rejects and shown.n_rejected:
                given.rejects.write_bytes(csv_bytes(shown.to_mend()))
            if not given.dry_run:
                change = save(repo, session, shown).change
        except Refused as error:
            refused = error
        finally:
            shown.close()
        result = _result(shown, change, asked, refused, dry_run=given.dry_run)
        result["mapping"] = (
            "given" if given.mapping else "remembered" if guess.is_remembered else "guessed"
        )
    print(json.dumps(result, indent=2) if given.json else _text(result))
    return 1 if refused else 2 if shown.n_rejected else 0


def _understood(repo: Repository, opened: Opened, given: argparse.Namespace) -> Guess:
    """Return how the file is meant: as given, remembered or guessed, with the answers given."""
    if given.register and given.register not in REGISTERS:
        raise Refused(f"There is no register {given.register!r}.", _REGISTERS)
    if given.mapping:
        guess = _as_given(opened, Mapping.from_json(given.mapping.read_bytes()), given.register)
    else:
        found = [given.register] if given.register else registers(repo, opened)
        if len(found) > 1:
            text = "The columns do not tell what the file holds."
            raise UnansweredError([Open(text, "--register CHOICE", tuple(found))])
        guess = suggest(repo, opened, found[0])
    mapping = with_values(guess.mapping, given.set)
    return replace(guess, mapping=with_answers(mapping, guess.table.names, given.answer))


def _as_given(opened: Opened, mapping: Mapping, register: str | None) -> Guess:
    """Return a mapping that was given as a guess that is sure, with what it leaves open."""
    if register not in (None, mapping.register):
        raise Refused(f"The mapping is for the register {mapping.register!r}, not {register!r}.")
    if mapping.register not in REGISTERS:
        raise Refused(f"There is no register {mapping.register!r}.", _REGISTERS)
    if is_rejects(opened.head):
        mapping = as_mended(opened.head, mapping)
    shaped = reshape(opened.head, mapping.shape)
    plans(mapping, shaped.names)  # refuses what the file or the register has not
    return Guess(mapping, {}, {}, (), ask(shaped, mapping, contents(shaped.frame), ()), shaped)


def _import_of(repo: Repository, register: str, number: int | None) -> int | None:
    """Return the number of an earlier import of the register, refusing any other."""
    if number is None:
        return None
    found = repo.changes(1, repo.revision - number) if 0 < number <= repo.revision else None
    row = None if found is None or found.is_empty() else found.row(0, named=True)
    if row is None or row["verb"] != "import" or row["register"].split()[0] != register:
        raise Refused(f"Change {number} is no import of {REGISTERS[register].title.lower()}.")
    return number


def _require_none(questions: list[Open]) -> None:
    if questions:
        raise UnansweredError(questions)


def _result(
    shown: Preview,
    change: int | None,
    asked: list[Open],
    refused: Refused | None,
    *,
    dry_run: bool,
) -> dict[str, Any]:
    counts, lines = shown.staged.counts, shown.account.lines
    return {
        "saved": change,
        "error": refused.message if refused else "",
        "hint": refused.hint if refused else "",
        "dry_run": dry_run,
        "file": shown.opened.name,
        "file_hash": shown.opened.file_hash,
        "register": shown.mapping.register,
        "lines": {
            "read": lines.read,
            "taken": counts.n_lines,
            "rejected": shown.n_rejected,
            "repeated": lines.repeated,
            "repaired": shown.mended.height,
            "set_aside": lines.other,
        },
        "rows": {
            "new": counts.n_new,
            "changed": counts.n_changed,
            "unchanged": counts.n_unchanged,
            "removed": counts.n_removed,
        },
        "created": {register: rows.height for register, rows in shown.create.items()},
        "totals": totals(shown),
        "rejected": shown.rejected.rename({"_line": "line"}).head(MAX_FINDINGS).to_dicts(),
        "findings": [str(finding) for finding in shown.findings],
        "questions": [asdict(question) for question in asked],
    }


def _text(result: dict[str, Any]) -> str:
    """Return the result as lines for a person."""
    lines = [f"{result['file']} as {result['register']}, mapping {result['mapping']}"]
    for title in ("lines", "rows", "created"):
        if result[title]:
            pairs = ", ".join(
                f"{name.replace('_', ' ')} {n:,}" for name, n in result[title].items()
            )
            lines.append(f"{title}: {pairs}")
    lines += [
        f"{name}: read {sums['read']}, taken {sums['taken']}, rejected {sums['rejected']}"
        for name, sums in result["totals"].items()
    ]
    lines += result["findings"][:MAX_FINDINGS]
    lines += [
        f"question: {one['text']} Answer with: {one['option']}" for one in result["questions"]
    ]
    if result["error"]:
        return "\n".join([*lines, f"Nothing was saved. {result['error']} {result['hint']}".strip()])
    if result["dry_run"]:
        return "\n".join([*lines, "Nothing was saved (dry run)."])
    if result["saved"] is None:
        return "\n".join([*lines, "Nothing to save: all of this is kept already."])
    return "\n".join([*lines, f"Saved as change {result['saved']}."])
