"""What nobody may say of a finding or an action but the data, and what stays of them."""

from pmo_core.model import REGISTERS
from pmo_core.store.journal import Entry
from pmo_core.store.rights import WRITABLE

_SEEN = frozenset({"audit_question", "audit_sample", "interview", "attachment"})
"""Registers of what an audit is built on."""
REGISTERS_AUDITED = frozenset({"finding", "corrective_action"}) | _SEEN

_STAYS = (
    "rule", "project", "audit", "question", "found_on", "found_run", "raised_by", "digest",
    "evidence", "recurs",
)  # fmt: skip
"""Fields of a finding that say what was found: they stay as they were written."""
_TESTED = ("tested_on", "tested_run", "test_note", "n_reopened")
"""Fields of an action that say what a run showed."""

_RULE = "coalesce((select rule from finding where finding.code = now.finding), '')"
_TURNS = "now.state is distinct from was.state and now.state in "
_REWRITTEN = "What was found stays as it was written: withdraw it with a reason, or accept it."
_DATA_SAYS = "Only a run of its rule says so: say that it is done, and test it again."
_SHOWS = (
    "exists (select 1 from rule_outcome as shown where shown.run = now.found_run "
    "and shown.rule = now.rule and shown.project = now.project and shown.n_rows > 0 "
    "and shown.digest = now.digest and shown.evidence is not distinct from now.evidence)"
)
_FROM_RUN = "A finding of a rule is raised from a run that shows it, with its evidence."
_ENDED = (
    "now.state is distinct from 'verified' or now.closed_on is distinct from was.closed_on "
    "or now.closed_run is distinct from was.closed_run"
)
_STAYS_VERIFIED = "What a run verified stays so: what comes again is another finding."
_ACCEPTED = (
    "now.state = 'accepted' and (was.state is distinct from 'accepted' "
    "or now.accepted_until is distinct from was.accepted_until "
    "or now.accepted_by is distinct from was.accepted_by or now.reason is distinct from was.reason)"
    " and (now.accepted_until is null or now.accepted_by is distinct from ? "
    "or coalesce(trim(now.reason), '') = '')"
)
_IN_OWN_NAME = "It is accepted in one's own name, with a reason, until a day."
_WITHDRAWN = f"{_TURNS} ('withdrawn') and coalesce(trim(now.reason), '') = ''"
_INVOLVED = (
    "(exists (select 1 from finding_version as past where past.code = {0} and past.owner = ? "
    "and past.ended_by is distinct from past.written_by) "
    "or exists (select 1 from corrective_action_version as past where past.finding = {0} "
    "and past.owner = ? and past.ended_by is distinct from past.written_by "
    "and (past.state = 'done' or past.ended_by is null)))"
)
"""Who owns or owned the finding `{0}`, does an action against it, or said that it is done."""
_OTHERS = (
    "No rule tells: a manager who neither owns the finding nor does the action looks, and is named "
    "as who did."
)
_REPORTED = (
    "exists (select 1 from audit where audit.code = {} and audit.state in ('reported', 'closed'))"
)
_BASIS = "What a reported audit is built on stays as it was; evidence is never replaced."
_TESTED_GOES = "now.code is null and was.tested_on is not null"
_OWN = "Who does an action says so; a manager plans and changes those of others."


def sides(register: str, number: int) -> tuple[str, str]:
    """Return the relations of the rows that change `number` wrote, and of those it ended."""
    version = f"{register}_version"
    return (
        f"(select * from {version} where written_by = {number})",
        f"(select * from {version} where ended_by = {number} and written_by < {number})",
    )


def rules_of(register: str, entry: Entry) -> list[tuple[str, str, list[str]]]:
    """Return when a change of findings or actions is refused: condition on `now` and `was`, why.

    What an administrator loads or imports comes from elsewhere, and what an undoing brings back was
    proved then: new rows are taken as they are.
    """
    if entry.verb == "reset":
        return []
    is_elsewhere = entry.verb in ("load", "import") and entry.role == "administrator"
    if register in _SEEN:
        rules = [] if is_elsewhere else [(_of_seen(register), _BASIS, list[str]())]
    else:
        rules = _of_finding(entry) if register == "finding" else _of_action(entry)
    if entry.verb == "undo" or is_elsewhere:
        kept = f"was.{REGISTERS[register].key[0]} is not null"
        return [(f"{kept} and ({rule})", why, values) for rule, why, values in rules]
    return rules


def _of_seen(register: str) -> str:
    """Return when answers, items, notes or files of a reported audit would change.

    A file of an audit in progress can go, by undoing, but not change.
    """
    if register != "attachment":
        return _REPORTED.format("coalesce(now.audit, was.audit)")
    reported = _REPORTED.format("was.code")
    return f"was.about = 'audit' and (now.code is not null or {reported})"


def _of_finding(entry: Entry) -> list[tuple[str, str, list[str]]]:
    rewritten = " or ".join(f"now.{name} is distinct from was.{name}" for name in _STAYS)
    is_new = "was.code is null"
    is_gone = "now.code is null" if entry.verb == "undo" else "false"
    rules: list[tuple[str, str, list[str]]] = [
        (f"not ({is_new} or {is_gone}) and ({rewritten} or now.code is null)", _REWRITTEN, []),
    ]
    verified = f"{_TURNS} ('verified')"
    if entry.verb != "audit":
        told = f"({verified}) or now.closed_run is distinct from was.closed_run"
        rules.append((f"now.rule <> '' and ({told})", _DATA_SAYS, []))
    rules += [
        (f"{is_new} and now.rule <> '' and not {_SHOWS}", _FROM_RUN, []),
        (f"was.rule <> '' and was.state = 'verified' and ({_ENDED})", _STAYS_VERIFIED, []),
        (f"{verified} and now.rule = '' and {_INVOLVED.format('now.code')}", _OTHERS,
         [entry.actor] * 2),
    ]  # fmt: skip
    if entry.verb != "undo":
        rules += [
            (_ACCEPTED, _IN_OWN_NAME, [entry.actor]),
            (_WITHDRAWN, "Say why it is withdrawn.", []),
        ]
    return rules


def _of_action(entry: Entry) -> list[tuple[str, str, list[str]]]:
    is_pmo = "finding" in WRITABLE[entry.role]
    turned = f"{_TURNS} ('verified', 'reopened')"
    rules: list[tuple[str, str, list[str]]] = [
        ("now.finding is distinct from was.finding and now.code is not null "
         "and was.code is not null", "An action is of one finding: cancel it.", []),
    ]  # fmt: skip
    if entry.verb not in ("audit", "undo"):
        tested = " or ".join(f"now.{name} is distinct from was.{name}" for name in _TESTED)
        as_new = "(was.code is not null or now.tested_run is not null or now.n_reopened <> 0)"
        told = f"(({tested}) and {as_new})"
        rules.append(
            (f"now.code is not null and {_RULE} <> '' and (({turned}) or {told})", _DATA_SAYS, [])
        )
        rules.append((_TESTED_GOES, "It was tested: cancel it with a reason.", []))
    looks = f"now.tested_by is distinct from ? or {_INVOLVED.format('now.finding')}"
    if is_pmo:
        rules.append((f"{turned} and {_RULE} = '' and ({looks})", _OTHERS, [entry.actor] * 3))
    else:
        rules.append((f"{turned} and {_RULE} = ''", _OTHERS, []))
    if not is_pmo and entry.verb != "audit":
        others = "coalesce(was.owner, now.owner) <> ? or now.owner <> ?"
        rules.append((f"{others} or was.state = 'verified'", _OWN, [entry.actor] * 2))
    return rules


__all__ = ["REGISTERS_AUDITED", "rules_of", "sides"]
