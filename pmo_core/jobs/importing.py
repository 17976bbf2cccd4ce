"""The import of the command line: the steps of the upload page, without questions."""

import argparse
import json
from dataclasses import replace
from typing import Any

import pmo_core
from pmo_core.errors import Finding, Refused
from pmo_core.exchange.export import csv_bytes
from pmo_core.exchange.mapping import Mapping
from pmo_core.jobs.opening import Opened, open_upload, suggest
from pmo_core.jobs.preview import Choices, Preview, preview, ready
from pmo_core.jobs.saving import save, totals
from pmo_core.model import REGISTERS
from pmo_core.store import Repository

MAX_FINDINGS = 50


def run(given: argparse.Namespace) -> int:
    """Import a file; return 0 all taken, 2 some rejected, 1 nothing saved."""
    with pmo_core.open(given.store) as repo:
        session = repo.session(given.actor, given.role)
        opened = open_upload(
            given.file, given.file.name, part=given.part, max_bytes=given.max_mb * 1_000_000
        )
        mapping, proposals = _mapping(repo, opened, given)
        if given.save_mapping:
            given.save_mapping.write_text(mapping.to_json(), encoding="utf-8")
        choices = Choices(
            unknown=dict.fromkeys(REGISTERS[mapping.register].refers, given.unknown),
            take_repaired=not given.refuse_repairs,
            replaces=given.replaces,
        )
        settings = repo.settings()
        read = ready(opened, mapping, settings, choices)
        _require_answers([question.text for question in read[0].questions])
        shown = preview(session, opened, mapping, settings, choices, read=read, proposals=proposals)
        try:
            if given.rejects and shown.n_rejected:
                given.rejects.write_bytes(csv_bytes(shown.to_mend()))
            change = None if given.dry_run else save(repo, session, shown).change
            result = _result(shown, change, dry_run=given.dry_run)
        finally:
            shown.close()
    print(json.dumps(result, indent=2) if given.json else _text(result))
    return 2 if shown.n_rejected else 0


def _mapping(
    repo: Repository, opened: Opened, given: argparse.Namespace
) -> tuple[Mapping, tuple[Finding, ...]]:
    """Return the mapping given, remembered or guessed, with the values set on the command line."""
    required: list[str] = []
    proposals: tuple[Finding, ...] = ()
    if given.mapping:
        mapping = Mapping.from_json(given.mapping.read_bytes())
    else:
        if given.register and given.register not in REGISTERS:
            raise Refused(
                f"There is no register {given.register!r}.", f"One of: {', '.join(REGISTERS)}."
            )
        guess = suggest(repo, opened, given.register)
        mapping, proposals = guess.mapping, guess.proposals
        required = [question.field for question in guess.questions if question.is_required]
    constants = dict(_pair(text) for text in given.set)
    missing = [name for name in required if name not in constants]
    _require_answers([f"What is the {name}? (--set {name}=VALUE)" for name in missing])
    return replace(mapping, constants={**mapping.constants, **constants}), proposals


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise Refused(f"{text!r} is not FIELD=VALUE.")
    return name, value


def _require_answers(questions: list[str]) -> None:
    if questions:
        raise Refused(
            "The file leaves open: " + " ".join(questions),
            "Answer with --set, or with a mapping file (--save-mapping writes one to edit).",
        )


def _result(shown: Preview, change: int | None, *, dry_run: bool) -> dict[str, Any]:
    counts, lines = shown.staged.counts, shown.account.lines
    return {
        "saved": change,
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
    }


def _text(result: dict[str, Any]) -> str:
    """Return the result as lines for a person."""
    lines = [f"{result['file']} as {result['register']}"]
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
    if result["dry_run"]:
        return "\n".join([*lines, "Nothing was saved (dry run)."])
    if result["saved"] is None:
        return "\n".join([*lines, "Nothing to save: all of this is kept already."])
    return "\n".join([*lines, f"Saved as change {result['saved']}."])
