"""What the demonstration's projects are judged by: goals, and criteria with their levels."""

GOALS = (
    # Code, name, weight, last year, what is measured.
    ("G1", "Half of new contracts are signed online", 25, 2028, "Share of contracts signed online"),
    ("G2", "Cut cost to serve by 20 %", 20, 2028, "Cost per served customer"),
    ("G3", "No audit finding is open for a year", 20, 2027, "Age of the oldest open finding"),
    ("G4", "Leave the old data center", 15, 2028, "Share of systems moved"),
    ("G5", "Decide from shared data", 10, 2029, "Reports on the common platform"),
    ("G6", "Release every two weeks", 10, 2027, "Median days from change to release"),
)
"""Strategic goals."""

SERVES: dict[str, tuple[tuple[str, int], ...]] = {
    "GROWTH-01": (("G1", 60), ("G2", 25)), "GROWTH-02": (("G1", 40), ("G2", 40)),
    "GROWTH-03": (("G5", 65), ("G1", 20)), "GROWTH-04": (("G2", 65), ("G5", 15)),
    "RUN-01": (("G4", 60), ("G6", 20)), "RUN-02": (("G2", 50), ("G5", 20), ("G3", 10)),
    "RUN-03": (("G2", 45), ("G4", 15)), "RUN-04": (("G4", 70),),
    "RUN-05": (("G6", 70), ("G4", 15)), "TRUST-01": (("G3", 60), ("G2", 15)),
    "TRUST-02": (("G3", 75),), "TRUST-03": (("G3", 85),),
}  # fmt: skip
"""Program -> goals that its projects serve, with about how many percent of a project."""

CRITERIA = (
    # Code, name, direction, weight, part, levels.
    ("FIT", "Strategic fit", "more is better", 20, None,
     "1 = serves no goal; 2 = helps one goal a little; 3 = helps one goal; 4 = moves one goal; "
     "5 = a goal cannot be reached without it"),
    ("VALUE", "Business value", "more is better", 25, "business value",
     "1 = hardly noticed; 2 = noticed in one team; 3 = noticed in a department; "
     "4 = noticed in the result of a product; 5 = noticed in the result of the company"),
    ("URGENCY", "Urgency", "more is better", 15, "time criticality",
     "1 = can wait for years; 2 = can wait a year; 3 = should begin within a year; "
     "4 = loses most of its value after half a year; 5 = a fixed date, soon"),
    ("ENABLES", "Risk reduction and technical health", "more is better", 15, "risk reduction",
     "1 = changes nothing; 2 = removes a nuisance; 3 = renews what will soon be unsupported; "
     "4 = removes a serious risk; 5 = removes a risk to the company or opens the way for others"),
    ("REACH", "Reach", "more is better", 5, "reach",
     "1 = one team; 2 = one department; 3 = all employees or one customer group; "
     "4 = half of the customers; 5 = all customers"),
    ("IMPACT", "Impact on each one reached", "more is better", 5, "impact",
     "1 = minimal; 2 = small; 3 = clear; 4 = large; 5 = another way to work or to buy"),
    ("TRUST", "Confidence in the estimates", "more is better", 5, "confidence",
     "1 = a guess; 2 = an analogy; 3 = an expert's estimate; 4 = several estimates agree; "
     "5 = offers or measured figures"),
    ("RISK", "Delivery risk", "less is better", 10, "risk",
     "1 = done before by the same team; 2 = well known; 3 = some of it is new; "
     "4 = much is new or depends on others; 5 = never done here, many depend on it"),
    ("SIZE", "Job size", "less is better", 0, "job size",
     "1 = weeks of one team; 2 = a quarter of one team; 3 = half a year; 4 = a year; "
     "5 = more than a year or several teams"),
    ("EFFORT", "Effort", "less is better", 0, "effort",
     "1 = up to 10 person-months; 2 = up to 25; 3 = up to 50; 4 = up to 100; 5 = more"),
)  # fmt: skip
"""Criteria, all with levels 1 to 5. Size and effort have no weight: money and hours limit them."""

ENTRY = {"FIT": (2.5, False), "TRUST": (2.5, True)}
"""Criterion -> mean score that a request needs to enter, and whether without exception."""

MANDATES = {
    "Data retention rules": "Privacy law: data must be deleted when its purpose has ended.",
    "Privacy request portal": "Privacy law: requests are to be answered within a month.",
    "Outsourcing register": "The supervisor asks for the register every year.",
    "Audit trail for finance": "Audit finding: postings must be traceable.",
    "Business continuity plans": "The supervisor asks for tested plans.",
    "Accessibility statement": "Accessibility law: the deadline has been set.",
    "AI system inventory": "The law on artificial intelligence asks for an inventory.",
    "E-invoicing mandate": "Electronic invoices become mandatory.",
    "Sustainability reporting": "The annual report must hold these figures.",
    "Digital resilience testing": "The supervisor asks for yearly tests.",
    "Export control screening": "Export law: customers must be screened.",
    "Cyber incident reporting": "Incidents must be reported within a day.",
}
"""Name of a project of the program TRUST-03 -> why it has to be done."""

COMMENTS = (
    "The customers ask for it.", "Depends on the supplier's date.", "Estimate of last year.",
    "Seen as a basis for others.", "The department has no one for it yet.",
)  # fmt: skip
"""What assessors add to a score."""
