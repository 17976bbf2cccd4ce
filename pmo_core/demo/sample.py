"""A small file as finance would send it, for the first upload: real codes, typical dirt."""

from datetime import date

import numpy as np
import polars as pl

from pmo_core.demo.words import COMPANY

N_LINES = 300
UNKNOWN, BAD_DATE = 120, 200  # numbers of the lines with a fault


def actuals_csv(frames: dict[str, pl.DataFrame], seed: int = 7) -> bytes:
    """Return about 300 lines of actuals for the month after the demo's last, as a dirty CSV file.

    Semicolons, decimal commas with dots for thousands, DD.MM.YYYY, a preamble of three lines, a
    total row, one unknown project (P-9999) and one date that does not exist (30 February).

    Parameters
    ----------
    frames : dict of str to polars.DataFrame
        The demo's frames; projects in delivery, people and their roles are taken from them.
    seed : int
        The same seed and frames give the same bytes.
    """
    rng = np.random.default_rng(seed)
    work = frames["actual"].filter(pl.col("role") != "")
    month = _next_month(work.select(pl.col("spent_on").max()).row(0)[0])
    project = frames["project"].filter(pl.col("stage") == "delivery")["code"].to_list()
    rate = frames["role"].select("code", "hourly_rate")
    staff = (
        work.select("person", "role", "category")
        .unique()
        .join(rate, left_on="role", right_on="code")
        .sort("person")
        .rows()
    )
    lines, all_hours, all_cost = [], 0.0, 0.0
    for number in range(1, N_LINES + 1):
        person, role, category, hourly = staff[rng.integers(len(staff))]
        hours = float(rng.integers(4, 33)) / 4
        cost = round(hours * float(hourly), 2)
        day = month.replace(day=int(rng.integers(1, 28)))
        shown = f"30.02.{month:%Y}" if number == BAD_DATE else f"{day:%d.%m.%Y}"
        code = "P-9999" if number == UNKNOWN else project[rng.integers(len(project))]
        document = f"TS-{month:%y%m}-{number:04d}"
        texts = (document, code, person, role, category, shown, _number(hours), _number(cost))
        lines.append(";".join(texts))
        all_hours, all_cost = all_hours + hours, all_cost + cost
    head = [
        f"{COMPANY}: actual cost by project;;;;;;;", f"Period: {month:%m/%Y};;;;;;;", ";;;;;;;",
        "Document;Project;Person;Role;Cost category;Date;Hours;Cost (EUR)",
    ]  # fmt: skip
    total = f"Total;;;;;;{_number(all_hours)};{_number(all_cost)}"
    return ("\r\n".join([*head, *lines, total]) + "\r\n").encode("cp1252")


def _next_month(day: date) -> date:
    """Return the first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _number(value: float) -> str:
    """Write with two decimals after a comma and dots between thousands.

    Examples
    --------
    >>> _number(12345.6)
    '12.345,60'
    """
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
