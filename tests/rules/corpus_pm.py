"""Examples of the rules about performance and money."""

from typing import Any

from pmo_core.model import Actual, Benefit, BenefitMeasurement, PurchaseOrder
from tests.rules.example import (
    ago,
    closed,
    fails,
    money,
    passes,
    report,
    running,
    spent,
)


def _reports(of: str, *percent: float, **fields: Any) -> tuple[Any, ...]:
    """Return a report a month with percent complete, the last one a month ago."""
    return tuple(
        report(of, 30 * (len(percent) - nth), percent_complete=done, **fields)
        for nth, done in enumerate(percent)
    )


def _monthly(of: str, *cost: float) -> tuple[Actual, ...]:
    """Return cost of a day in each month, so that it is there by the report of that month."""
    return tuple(spent(of, 30 * (len(cost) - nth) + 1, one) for nth, one in enumerate(cost))


PERFORMANCE = (
    fails("PM-01", "10, 20, 30 percent of 100,000 earned for 15,000, 30,000, 45,000.",
          running("PM01-A"), *_reports("PM01-A", 10, 20, 30),
          *_monthly("PM01-A", 15_000, 15_000, 15_000)),
    passes("PM-01", "The last report is better: 45 percent for 45,000.", running("PM01-B"),
           *_reports("PM01-B", 10, 20, 45), *_monthly("PM01-B", 15_000, 15_000, 15_000)),
    passes("PM-01", "Earned is what it costs.", running("PM01-C"),
           *_reports("PM01-C", 10, 20, 30), *_monthly("PM01-C", 10_000, 10_000, 10_000)),
    fails("PM-02", "Half of the time has passed, and a fifth is done.", running("PM02-A"),
          *_reports("PM02-A", 10, 15, 20)),
    passes("PM-02", "As much is done as time has passed.", running("PM02-B"),
           *_reports("PM02-B", 35, 40, 45)),
    fails("PM-03", "One forecast in four reports, while 40 percent have cost 60,000.",
          running("PM03-A"),
          *_reports("PM03-A", 10, 20, 30, 40, forecast_cost=money(100_000)),
          *_monthly("PM03-A", 15_000, 15_000, 15_000, 15_000)),
    fails("PM-03", "Its day had passed when it was reported again.", running("PM03-B"),
          *_reports("PM03-B", 10, 20, 30, 40, forecast_finish=ago(50))),
    passes("PM-03", "One forecast in four reports, and cost keeps to it.", running("PM03-C"),
           *_reports("PM03-C", 10, 20, 30, 40, forecast_cost=money(100_000)),
           *_monthly("PM03-C", 10_000, 10_000, 10_000, 10_000)),
    passes("PM-03", "It was renewed with the last report.", running("PM03-D"),
           *_reports("PM03-D", 10, 20, 30, 40, forecast_cost=money(100_000))[:3],
           report("PM03-D", 30, percent_complete=40, forecast_cost=money(150_000)),
           *_monthly("PM03-D", 15_000, 15_000, 15_000, 15_000)),
    fails("PM-09", "Rated green at 20 percent over plan.", running("PM09-A"),
          report("PM09-A", 30, rag="green", forecast_cost=money(120_000))),
    fails("PM-09", "Rated green, and three months late.", running("PM09-B"),
          report("PM09-B", 30, rag="green", planned_finish=ago(0), forecast_finish=ago(-90))),
    passes("PM-09", "Rated amber at 20 percent over plan.", running("PM09-C"),
           report("PM09-C", 30, rag="amber", forecast_cost=money(120_000))),
    passes("PM-09", "It was green; the last report is not.", running("PM09-D"),
           report("PM09-D", 60, rag="green", forecast_cost=money(120_000)),
           report("PM09-D", 30, rag="red", forecast_cost=money(120_000))),
    fails("PM-10", "50,000 were spent by the report that expects 40,000.", running("PM10-A"),
          report("PM10-A", 30, percent_complete=50, forecast_cost=money(40_000)),
          *_monthly("PM10-A", 50_000)),
    passes("PM-10", "What is spent since the report is not held against it.", running("PM10-B"),
           report("PM10-B", 30, percent_complete=50, forecast_cost=money(40_000)),
           *_monthly("PM10-B", 39_000), spent("PM10-B", 3, 9_000)),
    fails("PM-11", "It was to end two months ago.", running("PM11-A"),
          report("PM11-A", 70, forecast_finish=ago(60))),
    passes("PM-11", "It ended.", running("PM11-B", actual_finish=ago(-1)),
           report("PM11-B", 70, forecast_finish=ago(10))),
)  # fmt: skip

MONEY = (
    fails("PM-04", "110,000 of 100,000 are spent.", running("PM04-A"),
          spent("PM04-A", 10, 110_000)),
    passes("PM-04", "100,000 of 100,000 are spent.", running("PM04-B"),
           spent("PM04-B", 10, 100_000)),
    fails("PM-05", "Two lines two months after the end.", closed("PM05-A", 100),
          spent("PM05-A", 40, 640, "1"), spent("PM05-A", 39, 640, "2"), violations=2),
    passes("PM-05", "The last invoice came two weeks after the end.", closed("PM05-B", 100),
           spent("PM05-B", 86, 640)),
    fails("PM-06", "The same amount two days later under another number.", running("PM06-A"),
          spent("PM06-A", 20, 4800, "V-1", source="ERP"),
          spent("PM06-A", 18, 4800, "V-2", source="ERP")),
    passes("PM-06", "The same amount a month later: a subscription.", running("PM06-B"),
           spent("PM06-B", 50, 4800, "V-3"), spent("PM06-B", 20, 4800, "V-4")),
    passes("PM-06", "The second one was canceled.", running("PM06-C"),
           spent("PM06-C", 20, 4700, "V-5"), spent("PM06-C", 18, 4700, "V-6"),
           spent("PM06-C", 10, -4700, "V-7")),
    fails("PM-07", "80,000 are spent and 30,000 ordered of 100,000.", running("PM07-A"),
          spent("PM07-A", 10, 80_000),
          PurchaseOrder(project="PM07-A", code="PO-1", ordered_on=ago(20), amount=money(40_000),
                        invoiced_amount=money(10_000))),
    passes("PM-07", "The order is closed: nothing more is to come of it.", running("PM07-B"),
           spent("PM07-B", 10, 80_000),
           PurchaseOrder(project="PM07-B", code="PO-1", ordered_on=ago(20), amount=money(40_000),
                         invoiced_amount=money(10_000), closed_on=ago(5)),
           PurchaseOrder(project="PM07-B", code="PO-2", ordered_on=ago(20), amount=money(9_000))),
    fails("PM-08", "The benefit of 2025 was never measured, nor that of a day in June.",
          closed("PM08-A", 800), Benefit(project="PM08-A", year=2025, planned_benefit=money(9000)),
          BenefitMeasurement(project="PM08-A", code="B1", measured_on=ago(160), expected_value=4),
          violations=2),
    passes("PM-08", "Nothing came, and that was measured; this year is not over.",
           closed("PM08-B", 800),
           Benefit(project="PM08-B", year=2025, planned_benefit=money(9000),
                   realized_benefit=money(0)),
           Benefit(project="PM08-B", year=2026, planned_benefit=money(9000))),
)  # fmt: skip

EXAMPLES = (*PERFORMANCE, *MONEY)
