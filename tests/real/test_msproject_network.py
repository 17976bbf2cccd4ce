"""Dates and slack of the tasks that Microsoft Project saved with its links, worked out anew.

In its XML format kinds of links are numbers, lags and slack tenths of a minute; a day has 480
minutes.
"""

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import polars as pl

from pmo_core.analysis.critical_path import critical_path
from pmo_core.analysis.work_time import DEFAULT, Dated
from pmo_core.analysis.working_days import Calendar

XML = {"p": "http://schemas.microsoft.com/project"}
KINDS = {"0": "FF", "1": "FS", "2": "SF", "3": "SS"}
A_DAY = 4800


def text(element: ElementTree.Element, name: str) -> str:
    found = element.findtext(f"p:{name}", None, XML)
    assert found is not None
    return found


def days(element: ElementTree.Element, name: str) -> date:
    return date.fromisoformat(text(element, name)[:10])


def test_links_of_all_kinds(shared_data: Path) -> None:
    """16 tasks, eight links, seven lags: early dates and free slack 16 of 16, total slack 14.

    Microsoft Project gives the two tasks of which only the start is tied (SS, SF) the slack of
    their finish, as if they could be stretched to the project's end: 11 days, with free slack 0.
    """
    root = ElementTree.parse(shared_data / "msproject" / "task-links-project2019-mspdi.xml")
    rows = [one for one in root.findall("p:Tasks/p:Task", XML) if text(one, "Summary") == "0"]
    tasks = pl.DataFrame([
        {"project": "P", "code": text(row, "UID"),
         "duration": int(text(row, "Duration").removeprefix("PT").partition("H")[0]) // 8}
        for row in rows
    ])  # fmt: skip
    links = pl.DataFrame([
        {"project": "P", "predecessor": text(link, "PredecessorUID"), "successor": text(row, "UID"),
         "kind": KINDS[text(link, "Type")], "lag": int(text(link, "LinkLag")) // A_DAY}
        for row in rows for link in row.findall("p:PredecessorLink", XML)
    ])  # fmt: skip
    begin = date.fromisoformat(root.findtext("p:StartDate", "", XML)[:10])
    projects = pl.DataFrame({"project": ["P"], "start_on": [begin]})
    found = critical_path(tasks, links, Dated({DEFAULT: Calendar()}), projects).tasks
    assert found["early_start"].to_list() == [days(row, "EarlyStart") for row in rows]
    assert found["early_finish"].to_list() == [days(row, "EarlyFinish") for row in rows]
    assert found["free_float"].to_list() == [int(text(row, "FreeSlack")) / A_DAY for row in rows]
    total = [int(text(row, "TotalSlack")) / A_DAY for row in rows]
    theirs = dict(zip(found["code"], total, strict=True))
    ours = dict(found.select("code", "total_float").iter_rows())
    assert {code: (ours[code], theirs[code]) for code in ours if ours[code] != theirs[code]} == {
        "11": (10, 11), "13": (9, 11),
    }  # fmt: skip
    starts = dict(zip(found["code"], (days(row, "LateStart") for row in rows), strict=True))
    late = dict(found.select("code", "late_start").iter_rows())
    assert {code for code in late if late[code] != starts[code]} == {"11", "13"}
