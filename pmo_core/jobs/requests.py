"""A request's way: written, submitted, taken up as a proposed project, accepted or rejected."""

from datetime import date
from typing import Any, cast

from pydantic import ValidationError

from pmo_core.errors import NotAllowed, Refused
from pmo_core.jobs.codes import keep_under_next
from pmo_core.jobs.request_check import figures_of, missing, problems
from pmo_core.jobs.request_entry import require_entry
from pmo_core.jobs.request_take_up import depends_on, kept_of, require_known, rows_of
from pmo_core.model import Project, Request
from pmo_core.model.intake import RequestState
from pmo_core.store import Repository, Session
from pmo_core.store.rights import WRITABLE

COMES_FROM: dict[RequestState, tuple[RequestState, ...]] = {
    "draft": ("submitted", "in assessment", "rejected", "withdrawn"),
    "submitted": ("draft",),
    "in assessment": ("submitted",),
    "accepted": ("in assessment",),
    "rejected": ("submitted", "in assessment"),
    "withdrawn": ("draft", "submitted"),
}
"""State -> states from which a request comes there."""


def new(
    session: Session, repo: Repository, name: str, *, on: date | None = None, **fields: Any
) -> str:
    """Keep a new draft and return its code: R-0001 and so on, one more than the highest.

    Parameters
    ----------
    session, repo : Session, Repository
        In whose name, and where.
    name : str
        How it is called.
    on : date, optional
        Day of the draft.
    **fields
        Further fields of the request.

    Raises
    ------
    Refused
        The name is empty, or a field cannot be so.
    """

    def under(code: str) -> str:
        try:
            record = Request(
                code=code, name=name.strip(), author=session.actor, state_on=on, **fields
            )
        except ValidationError as error:
            raise Refused("A request needs a name of up to 2,000 characters.") from error
        _require_sound(record)
        session.save(record, note=f"Request {record.name}")
        return code

    return keep_under_next(lambda: repo.table("request")["code"], "R-0001", under)


def keep(session: Session, record: Request, was: Request) -> int:
    """Save what was written into a request and return the number of the change.

    A draft is open to everyone who may write requests; what is submitted is corrected by the PMO
    alone, and from its assessment on nothing is.

    Raises
    ------
    Conflict
        Someone else changed it since; the message says who, when and what.
    NotAllowed
        It is submitted, and the role is not the PMO's.
    Refused
        It is past that, nothing was changed, or the figures cannot be read.
    """
    if record.state != was.state or record.project != was.project:
        raise Refused("Where a request stands is not edited.", "Submit it, or withdraw it.")
    require_editable(session, was)
    _require_sound(record)
    return session.amend(record, was)


def require_editable(session: Session, request: Request) -> None:
    """Raise unless what the request says may still be changed by this role; see `keep`."""
    if request.state not in ("draft", "submitted"):
        raise Refused(
            f"{request.code} is {request.state}: what it says stays as it was judged.",
            "The PMO can send it back to draft.",
        )
    if request.state == "submitted":
        _require_pmo(session, "correct a submitted request")


def submit(session: Session, repo: Repository, code: str, on: date) -> int:
    """Hand a draft in and return the number of the change.

    Raises
    ------
    Refused
        Something is missing (the message says what), or it is no draft.
    """
    was = _request(repo, code, "submitted")
    _require_complete(was)
    return _move(session, was, "submitted", on, None, submitted_on=on)


def withdraw(session: Session, repo: Repository, code: str, on: date, reason: str = "") -> int:
    """Take a draft or a submitted request back; for its author and the PMO.

    Raises
    ------
    NotAllowed
        Somebody else wrote it.
    Refused
        It is assessed already.
    """
    was = _request(repo, code, "withdrawn")
    if was.author != session.actor:
        _require_pmo(session, f"withdraw what {was.author or 'somebody else'} asks for")
    return _move(session, was, "withdrawn", on, reason.strip() or None)


def back_to_draft(session: Session, repo: Repository, code: str, on: date, reason: str = "") -> int:
    """Open a request for changes again, with the reason; what is withdrawn, also its author may.

    Its project, where it has one, is canceled until the request is taken up again.

    Raises
    ------
    NotAllowed
        The role is not the PMO's.
    Refused
        The reason is empty, the request is accepted, or its project is no proposal any more.
    """
    was = _request(repo, code, "draft")
    if was.state == "withdrawn" and was.author == session.actor:
        return _move(session, was, "draft", on, reason.strip() or None, submitted_on=None)
    _require_pmo(session, "send requests back")
    return _end(session, repo, was, "draft", on, reason=reason)


def accept(session: Session, repo: Repository, code: str, on: date, reason: str = "") -> int:
    """Accept an assessed request: its project stays proposed and can be chartered and decided.

    Raises
    ------
    NotAllowed
        The role is not the PMO's.
    Refused
        It is not in assessment, or misses a mandatory criterion.
    """
    was = _request(repo, code, "accepted")
    _require_pmo(session, "accept requests")
    if was.project is not None:
        require_entry(repo, code, was.project)
    return _move(session, was, "accepted", on, reason.strip() or None)


def reject(session: Session, repo: Repository, code: str, on: date, reason: str) -> int:
    """Reject a request with the reason; its project, where it has one, is canceled.

    Raises
    ------
    NotAllowed
        The role is not the PMO's.
    Refused
        The reason is empty, the request is neither submitted nor in assessment, or its project is
        no proposal any more.
    """
    was = _request(repo, code, "rejected")
    _require_pmo(session, "reject requests")
    return _end(session, repo, was, "rejected", on, reason=reason)


def take_up(session: Session, repo: Repository, code: str, on: date) -> str:
    """Take a submitted request into assessment as a proposed project, and return its code.

    Request, project, links, budget, goals, benefits and demand are one change. A request that was
    taken up before keeps its project, whose plan is then that of the request again.

    Raises
    ------
    NotAllowed
        The role is not the PMO's.
    Refused
        It is not submitted, something is missing, or it names a project, role or goal that is not
        kept.
    Conflict
        Someone else changed it meanwhile.
    """
    _require_pmo(session, "take requests up")

    def under(project: str) -> str:
        was = _request(repo, code, "in assessment")
        _require_complete(was)
        before = kept_of(repo, project)
        now = rows_of(was, project, before, repo.settings().fiscal_year_start_month)
        require_known(repo, now)
        moved = _moved(was, "in assessment", on, None, project=project)
        session.put(
            {**now, "request": Request.frame(moved)},
            {**before, "request": Request.frame(was)},
            note=f"{code} taken up as {project}",
        )
        return project

    begun = _request(repo, code, "in assessment").project
    if begun is not None:
        return under(begun)
    return keep_under_next(lambda: repo.table("project")["code"], "P-0001", under)


def _request(repo: Repository, code: str, to: RequestState) -> Request:
    """Return the request, provided that it may go to that state."""
    found = cast(Request, repo.get("request", code))
    if found.state not in COMES_FROM[to]:
        allowed = " or ".join(COMES_FROM[to])
        raise Refused(
            f"{code} is {found.state}: it cannot become {to}.", f"It would have to be {allowed}."
        )
    return found


def _end(
    session: Session, repo: Repository, was: Request, state: RequestState, on: date, *, reason: str
) -> int:
    """Take a request out of assessment with the reason, and cancel its project."""
    if not reason.strip():
        raise Refused("Write down the reason: its author will ask for it.")
    fields = {"submitted_on": None} if state == "draft" else {}
    if was.project is None:
        return _move(session, was, state, on, reason.strip(), **fields)
    moved = _moved(was, state, on, reason.strip(), **fields)
    project = cast(Project, repo.get("project", was.project))
    if project.stage not in (None, "proposed", "canceled"):
        raise Refused(
            f"{was.code} became {project.code}, now in stage {project.stage}: a board decided.",
            "Ask its board to stop the project.",
        )
    canceled = project.model_copy(update={"stage": "canceled"})
    number = session.put(
        {"request": Request.frame(moved), "project": Project.frame(canceled)},
        {"request": Request.frame(was), "project": Project.frame(project)},
        note=f"{was.code} {state}: {reason.strip()}",
    )
    return cast(int, number)  # the state differs, so there is a change


def _move(
    session: Session, was: Request, state: RequestState, on: date, reason: str | None,
    **fields: Any,
) -> int:  # fmt: skip
    told = f": {reason}" if reason else ""
    return session.amend(
        _moved(was, state, on, reason, **fields), was, note=f"{was.code} {state}{told}"
    )


def _moved(
    was: Request, state: RequestState, on: date, reason: str | None, **fields: Any
) -> Request:
    return was.model_copy(update={"state": state, "state_on": on, "state_reason": reason, **fields})


def _require_complete(request: Request) -> None:
    lacking = missing(request)
    if lacking:
        raise Refused(f"{request.code} is not complete. {' '.join(lacking)}")


def _require_sound(request: Request) -> None:
    wrong = problems(request)
    if wrong:
        raise Refused(" ".join(wrong))


def is_pmo(session: Session) -> bool:
    """Return whether the role judges requests: whoever may change projects."""
    return "project" in WRITABLE[session.role]


def _require_pmo(session: Session, what: str) -> None:
    if not is_pmo(session):
        raise NotAllowed(f"A {session.role} may not {what}.", "Ask the PMO (role manager).")


__all__ = [
    "COMES_FROM", "accept", "back_to_draft", "depends_on", "figures_of", "is_pmo", "keep",
    "missing", "new", "reject", "require_editable", "submit", "take_up", "withdraw",
]  # fmt: skip
