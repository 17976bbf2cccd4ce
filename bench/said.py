"""Much of what the PMO says of itself: announcements with receipts, tools compared, assessments."""

from datetime import datetime, time, timedelta
from pathlib import Path

import polars as pl

import pmo_core
from bench import data
from pmo_core import demo
from pmo_core.analysis.maturity import AREAS
from pmo_core.model import Announcement, Maturity, ReadReceipt, Tool, ToolCriterion, ToolScore

N_ANNOUNCEMENTS, N_ASSESSMENTS, N_TOOLS, N_REQUIREMENTS = 100, 20, 40, 25


def fill(store: Path) -> None:
    """Add 100 announcements that half have read, 40 tools by 25 requirements, 20 assessments."""
    with pmo_core.open(str(store)) as repository:
        people = repository.table("person")
        repository.session(*data.USER).load({**_news(people), **_tools(), "maturity": _levels()})


def _news(people: pl.DataFrame) -> dict[str, pl.DataFrame]:
    news = Announcement.frame(*(
        Announcement(
            code=f"B-{nth:04}", name=f"Announcement {nth}", text="What changes, and from when on.",
            posted_on=demo.AS_OF - timedelta(days=nth), posted_by="PMO",
        )
        for nth in range(1, N_ANNOUNCEMENTS + 1)
    ))  # fmt: skip
    begun = datetime.combine(demo.AS_OF, time(9))
    readers = people.select(person="name").unique("person", maintain_order=True).gather_every(2)
    receipts = news.select(announcement="code").join(readers, how="cross")
    dated = receipts.with_columns(read_at=pl.lit(begun).cast(pl.Datetime("us")))
    return {"announcement": news, "read_receipt": dated.select(ReadReceipt.polars_schema().keys())}


def _tools() -> dict[str, pl.DataFrame]:
    codes = [f"B-{nth:02}" for nth in range(N_TOOLS)]
    asked = [f"R-{nth:02}" for nth in range(N_REQUIREMENTS)]
    return {
        "tool": Tool.frame(*(Tool(code=code, name=code, evaluation="BENCH") for code in codes)),
        "tool_criterion": ToolCriterion.frame(*(
            ToolCriterion(evaluation="BENCH", code=code, name=code, weight=nth % 5 + 1)
            for nth, code in enumerate(asked)
        )),
        "tool_score": ToolScore.frame(*(
            ToolScore(evaluation="BENCH", tool=tool, criterion=code, score=(m * n) % 6)
            for m, tool in enumerate(codes) for n, code in enumerate(asked)
        )),
    }  # fmt: skip


def _levels() -> pl.DataFrame:
    return Maturity.frame(*(
        Maturity(
            assessed_on=demo.AS_OF - timedelta(days=100 * nth + 1), area=area, level=5 - nth // 5,
            assessed_by="PMO",
        )
        for nth in range(N_ASSESSMENTS) for area in AREAS
    ))  # fmt: skip
