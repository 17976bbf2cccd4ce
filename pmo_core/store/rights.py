"""Who may change what: the one table of rights."""

from typing import Literal, get_args

from pmo_core.errors import NotAllowed
from pmo_core.model import REGISTERS

AccessRole = Literal["viewer", "contributor", "manager", "administrator"]

_CONTRIBUTOR = frozenset({
    "absence", "acknowledgement", "actual", "agenda_item", "benefit_measurement", "change_request",
    "charter", "charter_approval", "comment", "condition", "corrective_action", "deliverable",
    "import_profile", "lesson", "lesson_use", "meeting", "milestone_forecast", "progress",
    "raid_item", "read_receipt", "request", "scenario", "score", "status_report",
})  # fmt: skip
_DECIDED = frozenset({
    "decision", "vote", "baseline", "audit_run", "rule_result", "rule_outcome",
})  # fmt: skip
"""Written by `Session.decide` and `Session.audit`, which ask for more; otherwise only loaded."""
_MANAGER = frozenset(REGISTERS) - {"setting", "rate", "holiday", "board", "board_member"} - _DECIDED

WRITABLE: dict[str, frozenset[str]] = {
    "viewer": frozenset(),
    "contributor": _CONTRIBUTOR,
    "manager": _MANAGER,
    "administrator": frozenset(REGISTERS),
}
"""Role -> registers that it may change."""

_EVERYBODY = frozenset(REGISTERS) - {"interview", "cost_rate"}
"""All but what was said in confidence and what people cost."""

ASKABLE: dict[str, frozenset[str]] = {
    "viewer": _EVERYBODY,
    "contributor": _EVERYBODY,
    "manager": frozenset(REGISTERS),
    "administrator": frozenset(REGISTERS),
}
"""Role -> registers that its own questions in SQL may read."""


def require_role(role: str) -> None:
    """Raise NotAllowed unless this is one of the four roles."""
    if role not in get_args(AccessRole):
        raise NotAllowed(f"There is no role {role!r}.")


def require_write(role: str, register: str) -> None:
    """Raise NotAllowed unless the role may change the register.

    Examples
    --------
    >>> require_write("contributor", "actual")
    >>> require_write("viewer", "actual")
    Traceback (most recent call last):
    pmo_core.errors.NotAllowed: A viewer may not change actuals. Ask a contributor.
    """
    if register in WRITABLE[role]:
        return
    able = next(name for name in get_args(AccessRole) if register in WRITABLE[name])
    article = "An" if role[0] in "aeiou" else "A"
    raise NotAllowed(
        f"{article} {role} may not change {REGISTERS[register].title.lower()}.",
        f"Ask {'an' if able[0] in 'aeiou' else 'a'} {able}.",
    )


def require_administrator(role: str, what: str) -> None:
    """Raise NotAllowed unless the role is administrator."""
    if role != "administrator":
        raise NotAllowed(f"Only an administrator may {what}.")
