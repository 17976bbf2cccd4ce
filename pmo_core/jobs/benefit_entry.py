"""What was measured of a benefit is kept: a value on a day, or the money of a year."""

from datetime import date
from decimal import Decimal

from pmo_core.errors import NotFound, Refused
from pmo_core.model import Benefit, BenefitMeasurement
from pmo_core.model.record import Record
from pmo_core.store import Repository, Session


def measure(
    session: Session,
    repo: Repository,
    now: BenefitMeasurement,
    today: date,
    *,
    is_correction: bool = False,
) -> int:
    """Keep what was measured on a day, or plan a measurement; return the number of the change.

    What the day was planned with stays, unless another plan is given.

    Parameters
    ----------
    session, repo : Session, Repository
        In whose name, and where it is kept.
    now : BenefitMeasurement
        What was measured; without a measured value it is a plan for that day.
    today : date
        Nothing is measured after it.
    is_correction : bool
        Whether another value of the same day may be replaced.

    Raises
    ------
    NotFound
        The project has no such benefit.
    Refused
        There is neither a value nor a plan, the day has not come, or the day was measured before.
    """
    repo.get("benefit_profile", now.project, now.code)
    day = now.measured_on.isoformat()
    if now.measured_value is None and now.expected_value is None:
        raise Refused("There is no value to keep.", "Enter what was measured, or what is planned.")
    if now.measured_value is not None and now.measured_on > today:
        raise Refused(
            f"{day} has not come yet.", "Leave the measured value empty to plan that day."
        )
    was = _kept(repo, "benefit_measurement", now.project, now.code, now.measured_on)
    if not isinstance(was, BenefitMeasurement):
        return session.save(now, note=f"{now.project} {now.code}, {day}")
    if now.measured_value is not None:
        _require_correction(f"{now.code} on {day}", was.measured_value, now.measured_value,
                            is_correction=is_correction)  # fmt: skip
    given = {name: value for name, value in now.model_dump().items() if value is not None}
    return session.amend(
        was.model_copy(update=given), was, note=f"{now.project} {now.code}, {day}"
    )  # fmt: skip


def measure_year(
    session: Session,
    repo: Repository,
    project: str,
    year: int,
    realized: Decimal,
    *,
    is_correction: bool = False,
) -> int:
    """Keep what a project brought in a fiscal year; return the number of the change.

    Parameters
    ----------
    session, repo : Session, Repository
        In whose name, and where it is kept.
    project : str
        Code of the project.
    year : int
        Fiscal year.
    realized : Decimal
        Amount in the currency of the year's plan, else in the project's.
    is_correction : bool
        Whether another amount of the same year may be replaced.

    Raises
    ------
    NotFound
        There is no such project.
    Refused
        Another amount of the year is kept, or the same.
    """
    owner = repo.get("project", project)
    was = _kept(repo, "benefit", project, year)
    note = f"{project}, money of {year}"
    if not isinstance(was, Benefit):
        currency = getattr(owner, "currency", None)
        return session.save(
            Benefit.model_validate({
                "project": project, "year": year, "realized_benefit": realized,
                "currency": currency,
            }),
            note=note,
        )  # fmt: skip
    _require_correction(f"The money of {year}", was.realized_benefit, realized,
                        is_correction=is_correction)  # fmt: skip
    return session.amend(was.model_copy(update={"realized_benefit": realized}), was, note=note)


def _kept(repo: Repository, register: str, *key: object) -> Record | None:
    try:
        return repo.get(register, *key)
    except NotFound:
        return None


def _require_correction(
    what: str, was: float | Decimal | None, now: float | Decimal, *, is_correction: bool
) -> None:
    if was is not None and was != now and not is_correction:
        raise Refused(
            f"{what} was measured before: {float(was):,.10g}.",
            "Tick that this is a correction to replace it.",
        )


__all__ = ["measure", "measure_year"]
