"""What each page costs the server: CPU per rerun, and bytes sent for a first visit."""

import tempfile
from pathlib import Path
from urllib.parse import urlencode

from bench import audit, earned, governed, said
from bench.figure import Figure
from bench.server import MEASURED_RUNS, ROUNDS, Cost, costs
from pmo_core.demo.people import ROLES

TITLE = "Pages"
COMMAND = "python -m bench pages"
HOW = (
    "A real server in its own process and one session over its websocket, which sends what a "
    "browser sends and draws nothing. CPU time of the whole server process, all threads, per "
    f"rerun: median of {ROUNDS} rounds of {MEASURED_RUNS} reruns. Changed: each rerun has another "
    "search, roll-up, project, request or other thing in its address, so that nothing of it was "
    "shown before. Payload: all messages of a first visit or of the largest such rerun. The pages "
    "are those of the app's navigation. What a page works out beside itself is waited for. 2,000 "
    "projects: each with 36 status dates, two runs of all audit rules, "
    "100 announcements with 100,000 receipts, 40 tools by 25 requirements. Governance: 500 "
    "requests in all states, 200 decisions with open conditions, 60 open changes, 1,000 projects. "
    "The empty app imports and freezes what ours does and shows nothing."
)
MOST_CPU_MS, MOST_KB = 60, 150
N_STATES = 20
HERE = Path(__file__).resolve().parent
STATES = {
    "": [f"search={first}{second}" for first in "abcdeo" for second in "aeior"],
    "rollups": [
        urlencode({"view": view, "by": by, "period": period, "values": values})
        for view in ("Cost", "Workload", "Cash flow")
        for by in ("Program", "Department", "Cost category", "Project", "Tag")
        for period, values in (("Quarter", "Per period"), ("Month", "Running total"))
    ],
    "timeline": [
        *(
            urlencode({"rows": rows, "zoom": zoom})
            for rows in ("Portfolios", "Programs", "Projects")
            for zoom in ("Years", "Quarters", "Months", "Weeks")
        ),
        *(f"project=P-{number:04}" for number in range(2, 20)),
    ],
    "project": [f"project=P-{number:04}" for number in range(2, 32)],
    "load": [
        urlencode({"by": by, "unit": unit, "load_search": text})
        for by, unit in (("role", "month"), ("person", "month"), ("person", "week"))
        for text in ("", *"aeionst")
    ],
    "capacity": [
        urlencode({"capacity_roles": role, "capacity_for": months})
        for months in ("6 months", "3 months")
        for _, role, *_ in ROLES
    ],
    "people": [f"person=E{number:03}" for number in range(1, 31)],
    "staffing": [
        urlencode({"staffing_tab": tab, "staffing_proposal_sort": order})
        for tab in ("Proposal", "Open", "Bottlenecks", "Against the bookings", "People")
        for order in ("Person", "Month", "Project", "Most hours")
    ],
    "rules": [
        *(f"rule={code}" for code in ("DQ-01", "DQ-17", "PC-04", "PM-08", "SQ-13")),
        *(f"rule=DQ-17&project=P-{number:04}" for number in range(1, 9)),
        *(
            urlencode({"heat_by": by, "heat_family": family})
            for by in ("Department", "Project")
            for family in ("data quality", "schedule quality", "performance and money")
        ),
        *(urlencode({"rules_tab": tab}) for tab in ("Rules", "Since the run before", "Trend")),
    ],
    "pmo": [f"pmo_tab={tab}" for tab in ("Freshness", "Cycle+times", "Use", "Maturity")],
    "tools": [
        *(f"evaluation={code}" for code in ("BENCH", "PPM-TOOL")),
        *(f"tools_tab={tab}" for tab in ("Register", "Requirements")),
    ],
    "announcements": [f"announcements_tab={tab}" for tab in ("For+you", "All", "Not+read+yet")],
    "performance": [
        f"performance_part={part}"
        for part in ("New+estimate", "What+went+with+it", "Closed+projects", "Tables+of+the+charts")
    ],
    "earned": [
        *(
            urlencode({"by": by, "which": which})
            for by in ("Portfolio", "Program", "Department", "Project")
            for which in ("Running", "All measured")
        ),
        *(f"project=P-{number:04}" for number in range(2, 32)),
    ],
}
"""Path of a page -> queries of its address, none twice."""
APP, EMPTY = HERE.parent / "app.py", HERE / "empty_app.py"


def figures(large: bool) -> list[Figure]:
    """Measure all pages with the demonstration, with 2,000 projects, and with much to decide."""
    del large  # all sizes belong to the figures that have a limit
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (empty,) = costs(EMPTY, str(folder / "empty.duckdb"))
        demo = costs(APP, str(folder / "demo.duckdb"), STATES)
        store = folder / "large.duckdb"
        earned.fill(store)
        earned.add_elements(store)
        audit.run_twice(store)
        said.fill(store)
        big = costs(APP, str(store), STATES)
        store = folder / "governed.duckdb"
        much = costs(APP, str(store), STATES | governed.fill(store, N_STATES))
    found = [Figure("empty app: CPU per rerun", empty.rerun_cpu_ms, "ms")]
    stores = {"demo": demo, "2,000 projects, 2,000,000 actuals": big, "governance": much}
    for name, measured in stores.items():
        for cost in measured:
            found += _of_page(name, cost, empty)
    return found


def _of_page(name: str, cost: Cost, empty: Cost) -> list[Figure]:
    page = f"{cost.page.path or 'default page'} ({name})"
    times = cost.rerun_cpu_ms / max(empty.rerun_cpu_ms, 0.01)
    changed = cost.changed_cpu_ms
    return [
        Figure(f"{page}: CPU per rerun", cost.rerun_cpu_ms, "ms", MOST_CPU_MS),
        *(
            [Figure(f"{page}: CPU per rerun, changed", changed, "ms", MOST_CPU_MS)]
            if changed is not None
            else []
        ),
        Figure(f"{page}: CPU per rerun, empty apps", times, "x"),
        Figure(f"{page}: CPU of a first visit", cost.first_cpu_ms, "ms"),
        Figure(f"{page}: payload", cost.payload_kb, "kB", MOST_KB),
    ]
