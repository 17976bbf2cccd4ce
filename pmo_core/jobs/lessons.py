"""Lessons: captured, judged, used where they are needed, and made into practices."""

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

import polars as pl

from pmo_core.errors import Refused
from pmo_core.jobs.codes import keep_under_next
from pmo_core.model import Lesson, LessonUse, Practice
from pmo_core.model.lessons import LessonPlace, LessonState, LessonUseAs
from pmo_core.store import Repository, Session

FIRST = "L-0001"
FIRST_PRACTICE = "BP-01"
USED_AS: tuple[LessonUseAs, ...] = get_args(LessonUseAs)
_TAKEN_ALONG = ("method", "phase", "project_type", "tags")


def capture(session: Session, repo: Repository, fields: Mapping[str, Any]) -> tuple[Lesson, int]:
    """Keep a new lesson, proposed by who asks, under the next free code.

    Parameters
    ----------
    session, repo : Session, Repository
        Who asks, and where it is kept.
    fields : mapping
        Fields of the record without code, state and raised_by.

    Returns
    -------
    tuple of Lesson and int
        The lesson and the number of the change.

    Raises
    ------
    Refused
        The project is not kept.
    """

    def under(code: str) -> tuple[Lesson, int]:
        own = {"code": code, "state": "proposed", "raised_by": session.actor}
        lesson = Lesson.model_validate({**fields, **own})
        return lesson, session.save(lesson, note=f"{code}: {lesson.name}")

    return keep_under_next(lambda: repo.table("lesson")["code"], FIRST, under)


def change(session: Session, was: Lesson, fields: Mapping[str, Any]) -> int:
    """Change what a lesson says and return the number of the change.

    Raises
    ------
    Conflict
        Someone else changed it since it was read.
    Refused
        Nothing was changed.
    """
    now = Lesson.model_validate({**was.model_dump(), **fields})
    return session.amend(now, was, note=f"{was.code}: {now.name}")


def judge(session: Session, was: Lesson, state: LessonState) -> int:
    """Accept a lesson so that it speaks, retire it so that it does not; return the change.

    Raises
    ------
    Conflict
        Someone else changed it since it was read.
    Refused
        It is in that state.
    """
    now = was.model_copy(update={"state": state})
    return session.amend(now, was, note=f"{was.code} is {state}")


def promote(
    session: Session, repo: Repository, was: Lesson, fields: Mapping[str, Any]
) -> tuple[Practice, int]:
    """Make a practice of a lesson, which is accepted by that; both in one change.

    Parameters
    ----------
    session, repo : Session, Repository
        Who asks, and where it is kept.
    was : Lesson
        As it was seen.
    fields : mapping
        Fields of the practice without code; it speaks to whom the lesson speaks.

    Returns
    -------
    tuple of Practice and int
        The practice and the number of the change.

    Raises
    ------
    Conflict
        Someone else changed the lesson since it was read.
    Refused
        It is a practice already, it is retired, or the practice has no owner.
    """
    if was.practice:
        raise Refused(f"{was.code} became the practice {was.practice} already.")
    if was.state == "retired":
        raise Refused(f"{was.code} is retired.", "Accept it first.")
    if not fields.get("owner"):
        raise Refused("A practice needs an owner.", "Name who keeps it.")
    traits = was.model_dump(include=set(_TAKEN_ALONG))

    def under(code: str) -> tuple[Practice, int]:
        practice = Practice.model_validate({**traits, **fields, "code": code})
        now = was.model_copy(update={"practice": code, "state": "accepted"})
        number = session.put(
            {"practice": Practice.frame(practice), "lesson": Lesson.frame(now)},
            {"lesson": Lesson.frame(was)},
            note=f"{was.code} became {code}",
        )
        assert number is not None, "a new practice is always a change"
        return practice, number

    return keep_under_next(lambda: repo.table("practice")["code"], FIRST_PRACTICE, under)


def use(
    session: Session,
    repo: Repository,
    lesson: str,
    place: LessonPlace,
    subject: str,
    *,
    used_as: LessonUseAs | None,
    on: date,
) -> int | None:
    """Note in one's own name what one made of a lesson; return the change, None without one.

    Parameters
    ----------
    session, repo : Session, Repository
        Who says so, and where it is kept.
    lesson : str
        Code of the lesson.
    place, subject : str
        Where it appeared.
    used_as : {"applied", "not relevant", "later"} or None
        None takes back what was said.
    on : date
        Today.

    Raises
    ------
    Conflict
        The same person said something else meanwhile, in another window.
    NotFound
        There is no such lesson.
    NotAllowed
        The role may not write.
    """
    repo.get("lesson", lesson)
    was = _said(repo, lesson, place, subject, session.actor)
    now = was.clear()
    if used_as:
        kept = was["effect"][0] if was.height and used_as == "applied" else None
        now = LessonUse.frame(
            LessonUse(
                lesson=lesson, place=place, subject=subject, person=session.actor,
                used_as=used_as, used_on=on, effect=kept,
            )
        )  # fmt: skip
    if was.height and now.height and was["used_as"][0] == used_as:
        return None
    note = f"{lesson} at {place} {subject}: {used_as or 'taken back'}"
    return session.put({"lesson_use": now}, {"lesson_use": was}, note=note)


def tell_effect(session: Session, was: LessonUse, effect: str) -> int:
    """Say what came of a lesson that one applied; return the number of the change.

    Raises
    ------
    Refused
        It was not applied, nothing is said, or it says so already.
    """
    if was.used_as != "applied":
        raise Refused("Only of a lesson that was applied something can come.")
    if not effect.strip():
        raise Refused("Say what came of it first.")
    now = was.model_copy(update={"effect": effect.strip()})
    return session.amend(now, was, note=f"{was.lesson} at {was.subject}: what came of it")


def _said(
    repo: Repository, lesson: str, place: str, subject: str, person: str
) -> pl.DataFrame:  # fmt: skip
    return repo.table("lesson_use", lesson=lesson, place=place, subject=subject, person=person)


__all__ = [
    "FIRST", "FIRST_PRACTICE", "USED_AS", "capture", "change", "judge", "promote", "tell_effect",
    "use",
]  # fmt: skip
