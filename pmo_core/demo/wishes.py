"""The words of the demonstration's requests: what each program's ideas are about."""

ABOUT: dict[str, tuple[str, str, str, str]] = {
    "GROWTH-01": ("software", "Customers call because the portal does not answer it.",
                  "Half of these calls no longer come in; measured by the call reasons.",
                  "Customers do not find the new page."),
    "GROWTH-02": ("software", "Invoices are corrected by hand, and each correction costs a day.",
                  "Fewer than 2 % of invoices are corrected.",
                  "The change of the billing core may move."),
    "GROWTH-03": ("data", "Each department counts in its own way; meetings begin with figures.",
                  "One figure per question, with its source, the next morning.",
                  "The data is worse than thought."),
    "GROWTH-04": ("software", "Technicians write on paper and type it again in the evening.",
                  "Work orders are closed on site; measured by their age.",
                  "No network in cellars."),
    "RUN-01": ("infrastructure", "The old systems can no longer be bought or extended.",
               "They run in the cloud; the old ones are switched off.",
               "Running cost may be higher than planned."),
    "RUN-02": ("software", "The process leaves the system three times before it is done.",
               "One system from the order to the posting.",
               "Key users are bound by the closing."),
    "RUN-03": ("infrastructure", "Employees wait for equipment and for answers.",
               "A new workplace is ready on the first day.",
               "Habits change slowly."),
    "RUN-04": ("infrastructure", "The equipment is out of support and fails twice a year.",
               "No unplanned outage for a year.",
               "Work is possible in a few nights only."),
    "RUN-05": ("software", "A release takes three weeks of manual work.",
               "Two days from change to release, measured by the pipeline.",
               "Old modules have no tests."),
    "TRUST-01": ("security", "Leavers keep access for days, and nobody sees who may do what.",
                 "Access ends on the last day; reviews take hours, not weeks.",
                 "Departments do not know their own roles."),
    "TRUST-02": ("security", "An attack would be noticed too late.",
                 "Attacks are seen within an hour; exercises prove it twice a year.",
                 "Specialists are hard to hire."),
    "TRUST-03": ("compliance", "The rule holds soon, and today it is met by lists.",
                 "The auditor finds nothing that is not answered in the system.",
                 "The supervisor may change the details."),
}  # fmt: skip
"""Program -> kind, problem, outcome and a risk of what is asked for in it."""

MORE_RISKS = (
    "Two key people are bound elsewhere.", "The supplier is new to us.",
    "The estimate rests on one comparison.", "Depends on a release of another team.",
    "The department has nobody for the tests yet.",
)  # fmt: skip

# State, name, program, months, cost, yearly benefit (EUR), why it stands there.
WITHOUT_PROJECT = (
    ("draft", "Chat with the service desk", "RUN-03", 5, 60_000, 25_000, None),
    ("draft", "Heat pump for the data center", "RUN-04", None, None, None, None),
    ("draft", "Loyalty program for customers", "GROWTH-01", 9, 240_000, None, None),
    ("draft", "Retire the old intranet search", "RUN-03", None, None, None, None),
    ("submitted", "Scan incoming paper mail", "RUN-02", 6, 140_000, 60_000, None),
    ("submitted", "Lone worker alarm", "GROWTH-04", 7, 180_000, 40_000, None),
    ("submitted", "Data room for acquisitions", "TRUST-01", 4, 75_000, 30_000, None),
    ("rejected", "Crypto payments", "GROWTH-02", 10, 420_000, 50_000,
     "No customer asked for it, and its risk is not carried."),
    ("rejected", "Own mail servers", "RUN-04", 8, 310_000, 20_000,
     "Contradicts the move to the cloud."),
    ("rejected", "Virtual showroom", "GROWTH-01", 12, 680_000, 90_000,
     "Pays back after more than seven years."),
    ("withdrawn", "Second ticket tool", "RUN-03", 6, 110_000, 30_000,
     "The existing tool got the missing function."),
    ("withdrawn", "Fax gateway renewal", "RUN-04", 3, 40_000, 5_000, "Nobody sends faxes."),
)  # fmt: skip
"""Requests that did not become a project."""

REMARKS = (
    "Who pays for the running cost?", "Please name the owner of the benefits.",
    "We had the same wish two years ago; the figures look better now.",
    "The deadline is not ours, it is the supplier's.", "Operations needs to be asked first.",
    "I would start with the pilot group only.", "The estimate fits what the last one cost.",
    "Legal has no objection.", "Can this wait until the platform is there?",
    "The branch offices ask for it every month.",
)  # fmt: skip
"""What is said about requests."""
