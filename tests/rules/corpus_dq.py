"""Examples of the rules about the quality of data."""

from datetime import date

from pmo_core.model import (
    Baseline,
    BaselineItem,
    BudgetLine,
    Contract,
    Department,
    Milestone,
    Person,
    Progress,
    PurchaseOrder,
    RaidItem,
    Role,
    WbsElement,
)
from tests.rules.example import (
    ago,
    ahead,
    closed,
    fails,
    money,
    passes,
    project,
    report,
    running,
    spent,
)

_TWICE = "Project ID,Project Name,Start Date,Planned Cost\n"

AGE = (
    fails("DQ-01", "The last report is two months old.", running("DQ01-A"), report("DQ01-A", 61)),
    fails("DQ-01", "It began long ago and never reported.", running("DQ01-B")),
    fails("DQ-01", "It is in delivery, and nobody knows since when.",
          project("DQ01-C", stage="delivery")),
    passes("DQ-01", "It reported last month.", running("DQ01-D"), report("DQ01-D", 30)),
    passes("DQ-01", "It began last week.", running("DQ01-E", actual_start=ago(7))),
    fails("DQ-02", "Nothing was posted for three months.", running("DQ02-A"),
          spent("DQ02-A", 90, 100)),
    fails("DQ-02", "Nothing was ever posted.", running("DQ02-B")),
    passes("DQ-02", "A line of last week.", running("DQ02-C"), spent("DQ02-C", 7, 100)),
    fails("DQ-14", "A line of the year 2140.", project("DQ14-A"),
          spent("DQ14-A", 0, 100).model_copy(update={"spent_on": date(2140, 1, 1)})),
    passes("DQ-14", "A line of last week.", project("DQ14-B"), spent("DQ14-B", 7, 100)),
)  # fmt: skip

DATES = (
    fails("DQ-03", "The planned finish lies before the start.",
          project("DQ03-A", planned_start=ago(10), planned_finish=ago(20))),
    fails("DQ-03", "Finished and expected before it began.",
          project("DQ03-B", actual_start=ago(10), actual_finish=ago(11), forecast_finish=ago(11)),
          violations=2),
    passes("DQ-03", "It begins and ends on one day.",
           project("DQ03-C", planned_start=ago(10), planned_finish=ago(10))),
    fails("DQ-04", "An element, a risk, an order, a milestone, progress and a baseline end early.",
          project("DQ04-A", actual_start=ago(90)),
          WbsElement(project="DQ04-A", code="1", name="Build", planned_start=ago(5),
                     planned_finish=ago(6)),
          RaidItem(project="DQ04-A", code="R", kind="risk", name="R", raised_on=ago(5),
                   closed_on=ago(6), state="closed"),
          PurchaseOrder(project="DQ04-A", code="PO", ordered_on=ago(5), closed_on=ago(6)),
          Milestone(project="DQ04-A", code="M", name="M", achieved_on=ago(91)),
          Progress(project="DQ04-A", wbs="1", data_date=ago(1), actual_start=ago(5),
                   actual_finish=ago(6)),
          Baseline(project="DQ04-A", number=1, approved_on=ago(5), planned_start=ago(5),
                   planned_finish=ago(6)),
          violations=6),
    passes("DQ-04", "An element ends after it begins.", project("DQ04-B"),
           WbsElement(project="DQ04-B", code="1", name="Build", planned_start=ago(6),
                      planned_finish=ago(5))),
    fails("DQ-05", "It ends a day before it starts.",
          Contract(code="DQ05-A", starts_on=ago(10), ends_on=ago(11)), shown={"code": "DQ05-A"}),
    passes("DQ-05", "It ends on the day on which it starts.",
           Contract(code="DQ05-B", starts_on=ago(10), ends_on=ago(10)), shown={"code": "DQ05-B"}),
    fails("DQ-17", "All was done two months ago, and it is not finished.", running("DQ17-A"),
          report("DQ17-A", 60, percent_complete=100), report("DQ17-A", 30, percent_complete=100)),
    fails("DQ-17", "An element is done since two months, and not finished.", running("DQ17-B"),
          Progress(project="DQ17-B", wbs="1", data_date=ago(60), percent_complete=100),
          Progress(project="DQ17-B", wbs="2", data_date=ago(60), percent_complete=100,
                   actual_finish=ago(61))),
    passes("DQ-17", "Its source never says when elements were finished.", running("DQ17-E"),
           report("DQ17-E", 30, percent_complete=20),
           Progress(project="DQ17-E", wbs="1", data_date=ago(60), percent_complete=100)),
    passes("DQ-17", "All is done, and it is known since when.",
           running("DQ17-C", actual_finish=ago(62)), report("DQ17-C", 60, percent_complete=100)),
    passes("DQ-17", "All is done since last month.", running("DQ17-D"),
           report("DQ17-D", 30, percent_complete=100)),
    fails("DQ-18", "Closed, and nobody knows when.", project("DQ18-A", stage="closed")),
    passes("DQ-18", "Closed on a known day.", closed("DQ18-B", 10)),
)  # fmt: skip

TWICE = (
    fails("DQ-06", "The number stands a second time.",
          Contract(code="DQ06-A", entry="1"), Contract(code="DQ06-A", entry="2"),
          shown={"code": "DQ06-A"}),
    passes("DQ-06", "The number stands once.", Contract(code="DQ06-B"), shown={"code": "DQ06-B"}),
    fails("DQ-12", "The file says one line twice.", shown={"project": "DQ12-A"},
          file=_TWICE + "DQ12-A,Portal,2026-01-12,1000\nDQ12-A,Portal,2026-01-12,1000\n"),
    passes("DQ-12", "Each line is said once.", shown={"project": "DQ12-B"},
           file=_TWICE + "DQ12-B,Portal,2026-01-12,1000\nDQ12-C,Search,2026-01-12,2000\n"),
    fails("DQ-13", "It says so itself.", project("DQ13-A", name="Entered in error")),
    fails("DQ-13", "It is only a test.", project("DQ13-B", name=" Test project ")),
    fails("DQ-13", "A contract says so.",
          Contract(code="DQ13-C", name="Line was created by mistake, see 22329."),
          shown={"code": "DQ13-C"}),
    passes("DQ-13", "Tests and duplicates are its subject.",
           project("DQ13-D", name="Test and Evaluation",
                   description="Finds duplicate payments that were made in error.")),
    passes("DQ-13", "It was taken out: canceled projects count nowhere.",
           project("DQ13-E", name="Portal"), project("DQ13-F", name="Entered in error",
                                                     stage="canceled")),
    fails("DQ-19", "The same name, dates and cost in the same department.",
          *(project(code, name=name, planned_start=ago(30), planned_finish=ahead(30),
                    planned_cost=money(5000))
            for code, name in (("DQ19-B", "Portal 19 "), ("DQ19-A", "portal 19")))),
    passes("DQ-19", "The same name and dates, but another cost: two parts of one work.",
           *(project(code, name="Operations", planned_start=ago(30), planned_finish=ahead(30),
                     planned_cost=money(cost))
             for code, cost in (("DQ19-D", 5000), ("DQ19-C", 6000)))),
)  # fmt: skip

CONTRADICTIONS = (
    fails("DQ-07", "Stated are 20,000 more; the reports differ by 30,000.", project("DQ07-A"),
          report("DQ07-A", 60, forecast_cost=money(100_000)),
          report("DQ07-A", 30, forecast_cost=money(130_000), stated_cost_change=money(20_000))),
    passes("DQ-07", "Stated is what the reports differ by, to the cent.", project("DQ07-B"),
           report("DQ07-B", 60, forecast_cost=money(100_000)),
           report("DQ07-B", 30, forecast_cost=money(130_000.4),
                  stated_cost_change=money(30_000))),
    passes("DQ-07", "The first report has nothing before it, the second no cost.",
           project("DQ07-C"),
           report("DQ07-C", 120, forecast_cost=money(1), stated_cost_change=money(5)),
           report("DQ07-C", 90), report("DQ07-C", 60, forecast_cost=money(3)),
           report("DQ07-C", 30, forecast_cost=money(4), stated_cost_change=money(1))),
    fails("DQ-08", "Stated are 30 days; the forecast moved by 31.", project("DQ08-A"),
          report("DQ08-A", 60, forecast_finish=ahead(10)),
          report("DQ08-A", 30, forecast_finish=ahead(41), stated_slip_days=30)),
    passes("DQ-08", "Stated is by how much the forecast moved.", project("DQ08-B"),
           report("DQ08-B", 60, forecast_finish=ahead(10)),
           report("DQ08-B", 30, forecast_finish=ahead(41), stated_slip_days=31)),
    fails("DQ-16", "62 percent, then 47.", running("DQ16-A"),
          report("DQ16-A", 60, percent_complete=62), report("DQ16-A", 30, percent_complete=47)),
    fails("DQ-16", "An element falls from 100 to 90.", running("DQ16-B"),
          Progress(project="DQ16-B", wbs="1", data_date=ago(60), percent_complete=100),
          Progress(project="DQ16-B", wbs="1", data_date=ago(30), percent_complete=90)),
    passes("DQ-16", "It fell once, and has come further since.", running("DQ16-C"),
           report("DQ16-C", 90, percent_complete=62), report("DQ16-C", 60, percent_complete=47),
           report("DQ16-C", 30, percent_complete=55)),
)  # fmt: skip


def _element(of: str, code: str, cost: float | None, **fields: object) -> WbsElement:
    amount = None if cost is None else money(cost)
    return WbsElement(project=of, code=code, name=code, planned_cost=amount, **fields)


def _baseline(of: str, cost: float, **fields: object) -> Baseline:
    return Baseline(project=of, number=1, approved_on=ago(200), planned_cost=money(cost), **fields)


SUMS = (
    fails("DQ-09", "Elements of 80,000 and a budget of 100,000.", running("DQ09-A"),
          _element("DQ09-A", "1", 90_000), _element("DQ09-A", "1.1", 50_000),
          _element("DQ09-A", "1.2", 20_000), _element("DQ09-A", "1.10", 10_000)),
    passes("DQ-09", "What the elements lack is kept back in the baseline.", running("DQ09-B"),
           _element("DQ09-B", "1", 30_000), _element("DQ09-B", "2", 60_000),
           _element("DQ09-B", "3", None, duration_days=0),
           _baseline("DQ09-B", 100_000, undistributed_budget=money(10_000))),
    passes("DQ-09", "One element has no cost yet: nothing can be added up.", running("DQ09-C"),
           _element("DQ09-C", "1", 30_000), _element("DQ09-C", "2", None)),
    passes("DQ-09", "The parts of a priced element need no price.", running("DQ09-D"),
           _element("DQ09-D", "1", 100_000), _element("DQ09-D", "1.1", None)),
    fails("DQ-10", "Items of 70,000 in a baseline of 100,000.", running("DQ10-A"),
          _baseline("DQ10-A", 100_000),
          BaselineItem(project="DQ10-A", number=1, wbs="1", planned_cost=money(70_000))),
    passes("DQ-10", "Parts and undistributed budget are the cost; the sum above them is not added.",
           running("DQ10-B"),
           _baseline("DQ10-B", 100_000, undistributed_budget=money(30_000)),
           *(BaselineItem(project="DQ10-B", number=1, wbs=wbs, planned_cost=money(cost))
             for wbs, cost in (("1", 70_000), ("1.1", 30_000), ("1.2", 40_000)))),
    fails("DQ-11", "Milestones of 60 percent.", running("DQ11-A"),
          _element("DQ11-A", "1", 100_000, technique="weighted milestones"),
          Milestone(project="DQ11-A", code="M1", name="Half", wbs="1", weight_pct=60)),
    fails("DQ-11", "It earns by milestones and has none.", running("DQ11-B"),
          _element("DQ11-B", "1", 100_000, technique="weighted milestones")),
    passes("DQ-11", "Milestones of 60 and 40 percent.", running("DQ11-C"),
           _element("DQ11-C", "1", 100_000, technique="weighted milestones"),
           Milestone(project="DQ11-C", code="M1", name="Half", wbs="1", weight_pct=60),
           Milestone(project="DQ11-C", code="M2", name="All", wbs="1", weight_pct=40)),
)  # fmt: skip

GAPS = (
    fails("DQ-15", "Cost in yen and no rate of the yen.", project("DQ15-A"),
          spent("DQ15-A", 7, 100, currency="JPY")),
    fails("DQ-15", "A budget in yen and no rate of the yen.",
          project("DQ15-B", planned_cost=money(1), currency="JPY")),
    passes("DQ-15", "Cost in base currency.", project("DQ15-C"),
           spent("DQ15-C", 7, 100, currency="EUR")),
    fails("DQ-20", "A proposal of no department.", project("DQ20-A", stage="proposed",
                                                           sponsor="Mara Lind")),
    passes("DQ-20", "All are named.", Department(code="DQ20", name="DQ20"),
           project("DQ20-B", stage="delivery", sponsor="Mara Lind", manager="Tom Okafor",
                   department="DQ20")),
    fails("DQ-21", "It runs, and no budget is known.", running("DQ21-A", planned_cost=None)),
    passes("DQ-21", "A budget line is a budget.", running("DQ21-B", planned_cost=None),
           BudgetLine(project="DQ21-B", period_on=date(2026, 1, 1), n_months=12,
                      amount=money(5000))),
    fails("DQ-22", "80 hours on one day.", project("DQ22-A"), Role(code="DQ22", name="DQ22"),
          Person(code="DQ22-P", name="Kim Novak", role="DQ22"),
          *(spent("DQ22-A", day, 640, person="DQ22-P", source="DQ22", hours=hours)
            for day, hours in ((7, 80), *((day, 8) for day in range(8, 40))))),
    passes("DQ-22", "A feed that posts a line a week has lines of 40 hours.", project("DQ22-B"),
           Person(code="DQ22-Q", name="Ana Ruiz", role="DQ22"),
           *(spent("DQ22-B", day, 640, person="DQ22-Q", source="DQ22-WEEKLY", hours=40)
             for day in range(7, 70, 7)), spent("DQ22-B", 3, 64, person="DQ22-Q",
                                                source="DQ22", hours=8)),
    fails("DQ-23", "Neither role nor department.", Person(code="DQ23-P", name="Bo Lind"),
          shown={"person": "DQ23-P"}),
    passes("DQ-23", "He has both.", Department(code="DQ23", name="DQ23"),
           Role(code="DQ23", name="DQ23"),
           Person(code="DQ23-Q", name="Jo Hall", role="DQ23", department="DQ23"),
           shown={"person": "DQ23-Q"}),
)  # fmt: skip

EXAMPLES = (*AGE, *DATES, *TWICE, *CONTRADICTIONS, *SUMS, *GAPS)
