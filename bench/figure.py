"""One measured figure beside its limit, and the page that they make."""

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, the limit it must keep, and how to measure it again.

    `limit` is None for a figure that only gives context; `at_least` turns the comparison round.
    """

    what: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False

    @property
    def ratio(self) -> float | None:
        """Value over limit: at most 1 is good, with `at_least` at least 1; None over 0."""
        return self.value / self.limit if self.limit else None

    @property
    def holds(self) -> bool:
        """Whether the limit is kept."""
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def row(self) -> str:
        """Row of the table."""
        if self.limit is None:
            return f"| {self.what} | {_number(self.value)} {self.unit} | | | |"
        bound = "at least" if self.at_least else "at most"
        verdict = "yes" if self.holds else "**no**"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        return (
            f"| {self.what} | {_number(self.value)} {self.unit} "
            f"| {bound} {_number(self.limit)} {self.unit} | {ratio} | {verdict} |"
        )


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def section(title: str, command: str, how: str, figures: Sequence[Figure]) -> str:
    """Markdown of one bench: how it is measured, its command, its figures."""
    rows = "\n".join(figure.row() for figure in figures)
    return (
        f"## {title}\n\n{how}\n\n    {command}\n\n"
        "| figure | measured | limit | measured / limit | kept |\n"
        "| --- | --- | --- | --- | --- |\n"
        f"{rows}\n\nMeasured on {_machine()}.\n"
    )


def _machine() -> str:
    cores, memory = psutil.cpu_count(), psutil.virtual_memory().total / 2**30
    engines = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "duckdb", "polars"))
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return (
        f"{cores} cores, {memory:.0f} GiB, Python {platform.python_version()}, {engines}, "
        f"load {load:.1f}, on {datetime.now(UTC):%Y-%m-%d}"
    )


def put(path: Path, title: str, text: str) -> None:
    """Replace the section of that title in the file, or add it at the end."""
    head = "# Benchmarks\n\nMade by `make bench`: figures beside their limits, from one run each.\n"
    kept = path.read_text("utf-8") if path.exists() else head
    parts = re.split(r"^(?=## )", kept, flags=re.MULTILINE)
    others = [part.rstrip("\n") for part in parts if not part.startswith(f"## {title}\n")]
    path.write_text("\n\n".join([*others, text.rstrip("\n")]) + "\n", "utf-8")
