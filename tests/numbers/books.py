"""Every figure of Overview, Project and Roll-ups once more: plain Python over the kept registers.

Nothing here uses the product's analysis or queries, so that both cannot be wrong in the same way.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from pmo_core.model import REGISTERS, settings_from
from pmo_core.store import Repository

Row = dict[str, Any]
ONE = timedelta(days=1)
CENT = 0.01


def total(values: Iterable[Any]) -> float | None:
    """Sum what is known; None when nothing is."""
    known = [value for value in values if value is not None]
    if any(isinstance(value, float) for value in known):
        known = [float(value) for value in known]
    return float(sum(known)) if known else None


def month_of(day: date, later: int = 0) -> date:
    """Return the first day of the month, some months later."""
    number = day.year * 12 + day.month - 1 + later
    return date(number // 12, number % 12 + 1, 1)


class Books:
    """What is kept, and what follows from it as of a day."""

    def __init__(self, repo: Repository, as_of: date) -> None:
        self.kept = {name: repo.table(name).to_dicts() for name in REGISTERS}
        self.settings = settings_from({row["code"]: row["value"] for row in self.kept["setting"]})
        self.as_of = as_of
        self.holidays = {row["day"] for row in self.kept["holiday"]}
        self.projects = {row["code"]: self._figures(row) for row in self.kept["project"]}

    def base(self, amount: Any, currency: str | None, day: date) -> Decimal | None:
        """Return an amount in base currency by the rate of a day; None where it is not known."""
        if amount is None:
            return None
        if not currency or currency == self.settings.base_currency:
            return Decimal(amount)
        rates = [
            (row["valid_from"], row["rate"])
            for row in self.kept["rate"]
            if row["currency"] == currency and row["valid_from"] <= day
        ]
        return Decimal(amount) * Decimal(str(max(rates)[1])) if rates else None

    def lines(self, project: str | None = None) -> list[Row]:
        """Return the posted lines to the day, with their cost in base currency."""
        return [
            line | {"base": self.base(line["cost"], line["currency"], line["spent_on"])}
            for line in self.kept["actual"]
            if line["spent_on"] <= self.as_of and project in (None, line["project"])
        ]

    def _figures(self, row: Row) -> Row:
        """Return the figures of one project, as Overview and Project show them."""
        reports = [
            report
            for report in self.kept["status_report"]
            if report["project"] == row["code"] and report["data_date"] <= self.as_of
        ]
        last = max(reports, key=lambda report: report["data_date"], default={})

        def first(*found: Any) -> Any:
            return next((value for value in found if value is not None), None)

        def money(source: Row, name: str) -> float | None:
            return total([self.base(source.get(name), source.get("currency"), self.as_of)])

        planned = first(money(row, "planned_cost"), money(last, "planned_cost"))
        forecast = first(money(last, "forecast_cost"), money(row, "forecast_cost"))
        lines = self.lines(row["code"])
        actual = total(line["base"] for line in lines)
        is_open = row["stage"] not in ("closed", "canceled") and not (
            row["actual_finish"] and row["actual_finish"] <= self.as_of
        )
        due = first(row["planned_finish"], last.get("planned_finish"))
        finish = first(row["actual_finish"], last.get("forecast_finish"), row["forecast_finish"])
        overrun = (
            (forecast - planned) / planned * 100
            if forecast is not None and planned is not None and planned > 0
            else None
        )
        spent = actual / planned * 100 if actual is not None and (planned or 0) > 0 else None
        left = forecast - (actual or 0) if is_open and forecast is not None else None
        slip = self._slip(due, finish, must_finish=is_open and row["stage"] is not None)
        age = (self.as_of - last["data_date"]).days if last else None
        return {
            "code": row["code"], "is_open": is_open, "stage": row["stage"],
            "planned_cost": planned, "forecast_cost": forecast, "actual_cost": actual,
            "actual_hours": total(line["hours"] for line in lines),
            "remaining_cost": left,
            "cost_variance": None if None in (planned, forecast) else planned - forecast,
            "cost_overrun_pct": overrun,
            "cost_variance_pct": None if overrun is None else -overrun,
            "spent_pct": spent,
            "planned_finish": due, "forecast_finish": finish, "slip_days": slip,
            "status_on": last.get("data_date"), "status_age_days": age,
            "percent_complete": last.get("percent_complete"), "rag_reported": last.get("rag"),
            "rag_computed": self._rating(row["stage"], is_open, overrun, slip, age),
            "n_lines": len(lines),
            "n_unvalued": sum(line["base"] is None for line in lines),
            "n_after": sum(
                line["project"] == row["code"] and line["spent_on"] > self.as_of
                for line in self.kept["actual"]
            ),
        }  # fmt: skip

    def _slip(self, due: date | None, finish: date | None, *, must_finish: bool) -> int | None:
        if due is None:
            return None
        if must_finish and finish is not None and finish < self.as_of:
            finish = self.as_of
        if finish is None and must_finish and due < self.as_of:
            finish = self.as_of
        return None if finish is None else (finish - due).days

    def _rating(
        self,
        stage: str | None,
        is_open: bool,
        over: float | None,
        slip: int | None,
        age: int | None,
    ) -> str | None:
        if stage in ("proposed", "approved"):
            return None
        limits = self.settings
        over = None if over is None else round(over, 6)
        worst = max(
            0 if over is None else (over >= limits.amber_cost_pct) + (over >= limits.red_cost_pct),
            0
            if slip is None
            else (slip >= limits.amber_slip_days) + (slip >= limits.red_slip_days),
        )
        must_report = stage in ("delivery", "on hold")
        is_stale = is_open and (must_report if age is None else age > limits.stale_status_days)
        if worst == 0 and not is_stale and over is None and slip is None:
            return None
        return "amber" if is_stale and worst == 0 else ("green", "amber", "red")[worst]

    def works(self, day: date) -> bool:
        """Whether people work on a day."""
        return self.settings.working_days[day.weekday()] == "1" and day not in self.holidays

    @cache  # noqa: B019 - books live as long as their tests
    def facts(self, view: str) -> list[Row]:
        """Return keys, month, measure and value of all that is summed."""
        return [
            *self._planned(view),
            *self._posted(view),
            *(self._ahead() if view == "cost" else []),
        ]

    def _planned(self, view: str) -> list[Row]:
        found: list[Row] = []
        for line in self.kept["budget_line"]:
            amount = (
                line["hours"] if view == "work"
                else self.base(line["amount"], line["currency"], self.as_of)
            )  # fmt: skip
            found += [
                _fact(line, month_of(line["period_on"], step), "planned",
                      None if amount is None else amount / line["n_months"])
                for step in range(line["n_months"])
            ]  # fmt: skip
        if view == "work":
            return found
        budgeted = {fact["project"] for fact in found if fact["value"] is not None}
        for row in self.kept["project"]:
            cost, start = self.projects[row["code"]]["planned_cost"], row["planned_start"]
            if row["code"] in budgeted or cost is None:
                continue
            months: list[date | None] = [None]
            if start:
                last = max(self.projects[row["code"]]["planned_finish"] or start, start)
                n = (last.year - start.year) * 12 + last.month - start.month + 1
                months = [month_of(start, step) for step in range(n)]
            whole = {"project": row["code"]}
            found += [_fact(whole, month, "planned", cost / len(months)) for month in months]
        return found

    def _posted(self, view: str) -> list[Row]:
        value = "hours" if view == "work" else "base"
        return [
            _fact(line, month_of(line["spent_on"]), "actual", line[value]) for line in self.lines()
        ]

    def _ahead(self) -> list[Row]:
        found: list[Row] = []
        for code, row in self.projects.items():
            left, finish = row["remaining_cost"], row["forecast_finish"]
            if left is None or left <= CENT / 2:
                continue
            if finish is None:
                found.append(_fact({"project": code}, None, "forecast", left))
                continue
            days = [
                self.as_of + ONE * step
                for step in range(1, max((finish - self.as_of).days, 0) + 1)
                if self.works(self.as_of + ONE * step)
            ] or [self.as_of + ONE]
            found += [
                _fact({"project": code}, month_of(day), "forecast", left / len(days))
                for day in days
            ]
        return found

    def groups(self, by: str) -> Callable[[Row], list[tuple[str, ...]]]:
        """Return the function that gives the paths of groups in which a fact counts."""
        table = {name: {row["code"]: row for row in self.kept[name]} for name in
                 ("project", "program", "department", "cost_category", "person")}  # fmt: skip

        def path(register: str, code: str | None) -> tuple[str, ...]:
            steps: list[str] = []
            while code:
                steps.insert(0, code)
                code = table[register][code]["parent"]
            return tuple(steps) or ("",)

        def portfolio(fact: Row) -> list[tuple[str, ...]]:
            project = table["project"][fact["project"]]
            program = project["program"]
            own = project["portfolio"] or (program and table["program"][program]["portfolio"]) or ""
            return [(own, f"{own} › {program}") if program else (own,)]

        def kind(fact: Row) -> list[tuple[str, ...]]:
            for code in reversed(path("cost_category", fact["category"])):
                if code and table["cost_category"][code]["kind"]:
                    return [(table["cost_category"][code]["kind"],)]
            return [("",)]

        def tags(fact: Row) -> list[tuple[str, ...]]:
            own = table["project"][fact["project"]]["tags"] or ""
            return [(tag,) for tag in {tag.strip() for tag in own.split(";")} - {""}] or [("",)]

        def home(fact: Row) -> list[tuple[str, ...]]:
            person = table["person"].get(fact["person"])
            return [path("department", person["department"] if person else None)]

        def field(name: str) -> Callable[[Row], list[tuple[str, ...]]]:
            return lambda fact: [(table["project"][fact["project"]][name] or "",)]

        return {
            "portfolio": portfolio, "kind": kind, "tag": tags, "home": home,
            "category": lambda fact: [path("cost_category", fact["category"])],
            "department": lambda fact: [
                path("department", table["project"][fact["project"]]["department"])
            ],
            "program": field("program"), "method": field("method"), "stage": field("stage"),
            "project": lambda fact: [(fact["project"],)], "role": lambda fact: [(fact["role"],)],
        }[by]  # fmt: skip

    def period(self, month: date | None, length: str) -> date | None:
        """Return the first day of the month's period."""
        if month is None:
            return None
        back = (month.month - self.settings.fiscal_year_start_month) % 12
        return month_of(month, -(back % {"month": 1, "quarter": 3, "fiscal_year": 12}[length]))


def _fact(row: Row, month: date | None, measure: str, value: Any) -> Row:
    keys = {name: row.get(name) or "" for name in ("project", "category", "person", "role")}
    return keys | {"month": month, "measure": measure, "value": value}


def summed(facts: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, float]:
    """Sum the known values by a key; keys of which nothing is known are absent."""
    sums: dict[Any, Any] = defaultdict(list)
    for fact in facts:
        if fact["value"] is not None:
            sums[key(fact)].append(float(fact["value"]))
    return {found: float(sum(values)) for found, values in sums.items()}
