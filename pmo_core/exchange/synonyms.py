"""What finance, time sheets and project lists call the fields of the registers.

A phrase is matched word by word against a header (see `heading.words`), so case, punctuation,
camel case, plural and accents do not matter. A phrase that begins with `~` is weak: taken only
where nothing better stands in the file ("Start date" may be the planned start or the actual one).
"""

from pmo_core.exchange import synonyms_benefits, synonyms_control, synonyms_orders, synonyms_plan

ABBREVIATIONS: dict[str, str] = {
    "act": "actual", "agencie": "agency", "amt": "amount", "bdgt": "budget", "budgeted": "budget",
    "cat": "category", "centre": "center", "cc": "cost center", "col": "column", "colour": "color",
    "cum": "cumulative", "curr": "currency", "dept": "department",
    "desc": "description", "doc": "document", "emp": "employee", "est": "estimate",
    "estimated": "estimate", "fcst": "forecast", "forecasted": "forecast", "hr": "hour",
    "hrs": "hour", "kst": "kostenstelle", "lifecycle": "life cycle", "ma": "mitarbeiter",
    "mgr": "manager", "no": "number", "nr": "number", "num": "number", "nummer": "number",
    "numero": "number", "organisation": "organization", "pct": "percent", "percentage": "percent",
    "persnr": "personalnummer", "pgm": "program", "planed": "planned", "plan": "planned",
    "prj": "project", "programme": "program", "proj": "project", "projekt": "project",
    "projet": "project", "progetto": "project", "proyecto": "project", "projected": "forecast",
    "psp": "wbs", "qty": "quantity", "std": "stunden", "stunde": "stunden", "subcategory":
    "sub category", "wlc": "whole life cost", "ytd": "cumulative", "yr": "year",
}  # fmt: skip
"""Word of a header -> what it stands for."""

NOISE = frozenset((
    "a", "an", "and", "as", "at", "by", "der", "des", "die", "das", "for", "from", "full", "in",
    "incl", "including", "is", "of", "on", "or", "per", "please", "the", "to", "unique", "von",
    "zu", "im", "je", "de", "la", "le", "du", "el",
))  # fmt: skip
"""Words that change nothing."""

COMPLETION_COST_BLOCKERS = frozenset((
    "yearly", "annual", "year", "monthly", "month", "quarter", "fy", "quarterly",
))  # fmt: skip
"""Words that bind an amount to a period, so it is not the cost at completion."""

BLOCKERS = frozenset((
    "change", "variance", "deviation", "difference", "delta", "narrative", "percent",
    "performance", "abweichung", "accuracy", "delay", "slip", "reason", "explanation",
))  # fmt: skip
"""Words that turn a measure into something said about it; unless the phrase has them."""

CODE_WORDS = ("id", "code", "number", "key", "identifier", "kennung", "schlüssel", "código")
NAME_WORDS = ("name", "title", "bezeichnung", "label", "text", "nom", "nombre", "beschreibung")

ENTITIES: dict[str, tuple[str, ...]] = {
    "project": ("project", "vorhaben", "initiative", "auftrag", "job"),
    "program": ("program", "investment", "programm"),
    "portfolio": ("portfolio",),
    "department": (
        "department", "agency", "ministry", "organization unit", "org unit", "business unit",
        "abteilung", "division", "service", "departamento", "managing agency", "lead agency",
        "organisationseinheit", "bereich", "team", "owner group", "owning department",
    ),
    "person": (
        "person", "employee", "developer", "resource", "worker", "staff", "user", "consultant",
        "engineer", "mitarbeiter", "mitarbeiterin", "personal", "employé", "empleado", "assignee",
        "salarié", "collaborateur", "trabajador",
    ),
    "role": (
        "role", "activity type", "leistungsart", "rolle", "labor category", "grade", "job role",
    ),
    "cost_category": (
        "cost category", "category", "cost element", "kostenart", "cost type", "account", "konto",
        "gl account", "sachkonto", "expense type", "cost code", "type of cost", "nature de coût",
        "expense category", "spend category",
    ),
    "goal": ("goal", "strategic goal", "objective", "ziel"),
    "criterion": ("criterion", "criteria", "kriterium"),
    "request": ("request", "idea", "proposal", "antrag", "idee"),
    "board": ("board", "approval body", "approving body", "steering committee", "committee",
              "gremium", "decided by", "approved by"),
    **synonyms_plan.ENTITIES,
}  # fmt: skip
"""Register that is referred to -> what files call a member of it."""

CODES: dict[str, tuple[str, ...]] = {
    "project": ("pid", "projektnummer", "project definition", "project nbr", "projektdefinition"),
    "program": ("uii", "programmnummer", "delivery program"),
    "department": ("~cost center", "~kostenstelle", "dept id"),
    "person": ("personalnummer", "personnel number", "matricule", "user id", "~assigned to"),
    "cost_category": ("kostenart", "cost element", "~cost class"),
    "role": ("leistungsart",),
    "portfolio": (),
}
"""Further phrases for the code of a member, where entity + code word does not say it."""

NAMES: dict[str, tuple[str, ...]] = {
    "project": ("projektname", "projektbezeichnung", "~name", "~title"),
    "person": ("full name", "name des mitarbeiters", "employee"),
    "cost_category": ("kostenartenbezeichnung", "cost element descr", "kostenart bezeichnung"),
}
"""Further phrases for the name of a member."""

_DATES = {
    "planned_start": ("planned start", "planned start date", "baseline start", "~start date",
                      "~start", "~begin", "planstart", "geplanter beginn", "approved start date"),
    "planned_finish": ("planned finish", "planned completion date", "planned end date",
                       "baseline finish", "baseline end date", "approved end date",
                       "~completion date", "~end date", "~finish", "~due date", "~end", "planende",
                       "geplantes ende", "target date", "~completion"),
    "actual_start": ("actual start", "actual start date", "started on", "iststart"),
    "actual_finish": ("actual finish", "actual end date", "actual completion date", "completed on",
                      "~closed on", "istende"),
    "forecast_finish": ("forecast finish", "forecast completion", "forecast completion date",
                        "forecast actual completion date", "forecast end date", "expected finish",
                        "estimate completion date", "expected completion date", "prognose ende"),
}  # fmt: skip

_COST_AT_COMPLETION = {
    "planned_cost": ("planned cost", "budget", "total budget", "approved budget", "baseline cost",
                     "budget at completion", "bac", "whole life cost", "whole life cost baseline",
                     "total whole life cost", "budget whole life cost", "~life cycle cost",
                     "~baseline", "plankosten", "gesamtbudget", "approved cost", "planned budget"),
    "forecast_cost": ("forecast cost", "forecast actual cost", "budget forecast", "eac",
                      "estimate at completion", "forecast at completion", "cost forecast",
                      "whole life cost forecast", "~forecast", "prognose kosten", "expected cost",
                      "final forecast cost", "ffc",
                      "~estimate cost"),
}  # fmt: skip

FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "project": {
        "description": ("project description", "description", "objective", "description aim",
                        "aim", "projektbeschreibung", "scope"),
        "sponsor": ("sponsor", "senior responsible owner", "sro", "auftraggeber"),
        "manager": ("manager", "project manager", "pm", "projektleiter", "project lead"),
        "method": ("method", "methodology", "delivery method"),
        "project_type": ("project type", "type of project", "projektart"),
        "stage": ("stage", "project status", "~status", "state", "lifecycle stage"),
        "phase": ("phase", "current phase", "project phase"),
        "priority": ("priority", "rank", "priorität"),
        "tags": ("tag", "label", "keyword", "~report category"),
        **_DATES,
        **_COST_AT_COMPLETION,
    },
    "status_report": {
        "data_date": ("data date", "status date", "report date", "as of", "as of date", "stichtag",
                      "date reported as of", "reported as of", "reporting date", "snapshot date",
                      "berichtsdatum", "~date"),
        "percent_complete": ("percent complete", "% complete", "progress", "complete percent",
                             "fertigstellungsgrad", "physical percent complete"),
        "planned_finish": _DATES["planned_finish"],
        "forecast_finish": _DATES["forecast_finish"],
        **_COST_AT_COMPLETION,
        "stated_cost_change": ("latest budget change", "latest cost change"),
        "stated_slip_days": ("latest schedule change", "latest schedule slip"),
        "rag": ("rag", "rag rating", "rag status", "color rating", "delivery confidence assessment",
                "overall rag", "health", "ampel", "traffic light", "~rating"),
        "phase": ("phase", "current phase", "project phase", "~stage"),
        "comment": ("comment", "status comment", "rating comment", "commentary rag rating",
                    "departmental commentary on actions planned or taken on the rag rating",
                    "kommentar", "~remark", "~note"),
    },
    "actual": {
        "wbs": ("wbs", "wbs element", "wbs code", "project breakdown code", "breakdown code",
                "task code", "psp element", "work package", "arbeitspaket", "~activity", "~task",
                "~task id"),
        "spent_on": ("posting date", "buchungsdatum", "work date", "date worked", "spent on",
                     "entry date", "transaction date", "date", "datum", "~belegdatum",
                     "~document date", "fecha", "day", "period", "buchungsperiode", "~month",
                     "leistungsdatum", "date comptable", "fecha de contabilización",
                     "invoice date", "date of work", "~completed on"),
        "entry": ("entry", "document", "voucher", "voucher number", "document number", "beleg",
                  "belegnummer",
                  "belegnr", "journal", "posting number", "transaction id", "~task number",
                  "~ticket", "~invoice number", "entry number", "~issue key", "line id",
                  "~ref", "~reference", "~reference number", "~receipt", "~receipt number"),
        "cost": ("cost", "actual cost", "amount", "betrag", "kosten", "value", "wert", "istkosten",
                 "amount in local currency", "betrag in hauswährung", "importe", "montant",
                 "net amount", "~total", "expense", "spend", "value in co area currency"),
        "hours": ("hour", "actual hour", "hour worked", "stunden", "quantity hour", "time spent",
                  "iststunden", "hour actual", "effort", "~quantity", "menge", "heure", "hora",
                  "logged hour", "duration hour", "aufwand"),
        "comment": ("comment", "text", "description", "posting text", "buchungstext", "~summary",
                    "memo", "note", "beschreibung", "line text"),
    },
    "budget_line": {
        "period_on": ("period", "fiscal period", "month", "period start", "~date", "periode",
                      "monat", "~fiscal year", "~year"),
        "n_months": ("n month", "number of month", "month in period", "period length"),
        "amount": ("budget", "amount", "planned cost", "budget amount", "approved budget", "betrag",
                   "plankosten", "~cost", "~value", "planned amount"),
        "hours": ("planned hour", "budget hour", "hour", "planstunden", "stunden"),
    },
    "wbs_element": {
        "code": ("wbs", "wbs code", "wbs element", "task code", "task id", "psp element", "~code",
                 "outline number", "~task number", "activity id"),
        "name": ("task name", "wbs name", "activity name", "element name", "task", "~name",
                 "~bezeichnung", "~summary"),
        "planned_start": _DATES["planned_start"],
        "planned_finish": _DATES["planned_finish"],
        "planned_hours": ("planned hour", "estimate hour", "hour estimate", "planstunden", "~work",
                          "~hour", "baseline work"),
        "planned_cost": ("planned cost", "budget", "baseline cost", "~cost", "plankosten"),
        "technique": ("technique", "earned value technique", "ev technique", "earning rule",
                      "earned value method"),
        "planned_units": ("planned units", "units planned", "planned quantity"),
        "based_on": ("based on", "apportioned to"),
    },
    "department": {"parent": ("parent", "parent department", "parent code", "reports to"),
                   "manager": ("manager", "head", "leiter", "head of department")},
    "role": {"hourly_rate": ("hourly rate", "rate per hour", "stundensatz", "rate")},
    "person": {
        "weekly_hours": ("weekly hour", "hour per week", "wochenstunden"),
        "skills": ("skill", "competency", "fähigkeit"),
    },
    "cost_category": {"parent": ("parent", "parent category", "group", "parent code"),
                      "kind": ("kind", "capex opex", "capex or opex", "type")},
    "portfolio": {"manager": ("manager", "portfolio manager", "owner")},
    "program": {"manager": ("manager", "program manager", "owner")},
    "rate": {
        "valid_from": ("valid from", "date", "from date", "~effective date", "gültig ab"),
        "rate": ("rate", "exchange rate", "kurs", "wechselkurs", "~value"),
    },
    "holiday": {"day": ("day", "date", "datum", "holiday date", "tag"),
                "name": ("name", "holiday", "feiertag", "holiday name", "~description")},
    "link": {
        "needs": ("need", "depends on", "predecessor", "requires", "needs project"),
        "kind": ("kind", "type", "dependency type"),
        "strength": ("strength", "weight"),
        "owner": ("owner", "responsible"),
        "comment": ("comment", "description", "note"),
    },
    "goal": {
        "owner": ("owner", "responsible", "sponsor"),
        "weight": ("weight", "gewicht", "importance"),
        "horizon": ("horizon", "target date", "target year", "due date"),
        "measure": ("measure", "kpi", "metric", "key figure", "kennzahl", "indicator"),
    },
    "contribution": {
        "share_pct": ("share percent", "share", "contribution", "contribution percent",
                      "alignment", "anteil", "beitrag"),
    },
    "criterion": {
        "direction": ("direction", "better", "optimum"),
        "weight": ("weight", "gewicht", "importance"),
        "scale_min": ("scale min", "lowest score", "minimum score", "~minimum", "scale from"),
        "scale_max": ("scale max", "highest score", "maximum score", "~maximum", "scale to"),
        "levels": ("level", "scale level", "level description", "rubric"),
        "part": ("part", "used as", "part in formula"),
    },
    "score": {
        "assessor": ("assessor", "rater", "evaluator", "reviewer", "scored by", "judge"),
        "score": ("score", "rating score", "point", "punkte", "bewertung"),
        "low": ("low", "low score", "lowest"),
        "high": ("high", "high score", "highest"),
        "scored_on": ("scored on", "score date", "~date"),
        "comment": ("comment", "reason", "~note"),
    },
    "benefit": {
        "year": ("fiscal year", "year", "jahr", "fy", "geschäftsjahr"),
        "planned_benefit": ("planned benefit", "benefit", "expected benefit", "annual benefit",
                            "yearly benefit", "saving", "nutzen", "geplanter nutzen"),
        "low_benefit": ("low benefit", "pessimistic benefit", "benefit low", "worst case"),
        "high_benefit": ("high benefit", "optimistic benefit", "benefit high", "best case"),
        "realized_benefit": ("realized benefit", "realised benefit", "actual benefit",
                             "measured benefit", "achieved benefit", "istnutzen"),
    },
    "request": {
        "state": ("status", "request status", "stage"),
        "author": ("requester", "requested by", "submitted by", "raised by", "created by",
                   "proposed by", "antragsteller"),
        "kind": ("type", "project type", "kind of project", "~category"),
        "problem": ("problem statement", "business need", "need", "pain point", "background",
                    "current situation", "problemstellung"),
        "outcome": ("benefit", "expected benefit", "business benefit", "expected outcome",
                    "desired outcome", "~objective", "nutzen"),
        "sponsor": ("business owner", "executive sponsor", "auftraggeber"),
        "earliest_start": ("desired start", "requested start", "~planned start", "~start date",
                           "~start"),
        "duration_months": ("duration in month", "~duration"),
        "deadline": ("needed by", "required by", "must be done by", "~due date", "~target date",
                     "~end date", "~finish"),
        "deadline_reason": ("reason for deadline", "reason of deadline"),
        "mandatory_reason": ("~mandatory", "legal basis", "regulation"),
        "risks": ("risk",),
        "depends_on": ("dependency", "predecessor", "prerequisite"),
        "submitted_on": ("submission date", "date submitted", "request date", "requested on",
                         "~created on"),
        "project": ("became project", "resulting project"),
    },
    "funding": {
        "year": ("fiscal year", "year", "jahr", "fy", "geschäftsjahr"),
        "amount": ("funding", "amount", "available budget", "envelope", "budget", "betrag"),
    },
    "demand": {
        "month_on": ("month", "month start", "monat", "period"),
        "hours": ("demand", "demand hour", "hour", "required hour", "requested hour", "stunden"),
    },
    "capacity": {
        "month_on": ("month", "month start", "monat", "period"),
        "hours": ("capacity", "capacity hour", "available hour", "hour", "kapazität", "stunden"),
    },
    "booking": {
        "month_on": ("month", "month start", "monat", "period"),
        "hours": ("booked hour", "booking", "hour", "allocated hour", "stunden"),
        "kind": ("kind", "booking kind", "booking type", "type"),
    },
    "selection_rule": {
        "code": ("rule code", "selection rule code", "rule id", "rule number"),
        "kind": ("kind", "rule", "rule kind", "rule type", "type"),
        "projects": ("project", "project list", "project code"),
        "group_kind": ("group kind", "kind of group", "group type"),
        "group_code": ("group code", "group"),
        "threshold": ("threshold", "limit", "at least", "at most"),
        "reason": ("reason", "why", "rationale", "begründung"),
    },
    "gate": {
        "gate": ("gate", "gate code", "gate id", "stage gate", "milestone", "tor"),
        "name": ("gate name", "gate title", "~name", "~description"),
        "number": ("number", "gate number", "order", "sequence"),
        "is_required": ("required", "mandatory"),
        "due_on": ("due", "due on", "due date", "planned date", "gate due", "~target date"),
        "held_on": ("held", "held on", "gate date", "decision date", "passed on", "approved on",
                    "~date", "~actual date"),
        "outcome": ("outcome", "gate decision", "decision", "result", "ergebnis"),
    },
}  # fmt: skip
FIELDS |= synonyms_control.FIELDS | synonyms_benefits.FIELDS | synonyms_orders.FIELDS
FIELDS |= synonyms_plan.FIELDS
FIELDS |= {name: FIELDS[name] | more for name, more in synonyms_plan.MORE.items()}
"""Register -> field -> what files call it (references are in `ENTITIES`)."""

CURRENCY_PHRASES = ("currency", "währung", "waers", "currency code", "devise", "moneda", "curr")
"""What files call the currency of a line, in every register that has one."""

DISTINCTIVE: dict[str, dict[str, float]] = {
    "project": {"planned_start": 2, "sponsor": 2, "stage": 2, "planned_finish": 1,
                "planned_cost": 1, "forecast_cost": 1, "forecast_finish": 1, "code": 1, "name": 1},
    "status_report": {"data_date": 6, "rag": 6, "percent_complete": 4, "forecast_cost": 1,
                      "forecast_finish": 1},
    "actual": {"spent_on": 2, "hours": 2, "cost": 2, "person": 2, "entry": 2},
    "budget_line": {"period_on": 3, "amount": 2, "n_months": 2},
    "wbs_element": {"planned_hours": 2, "code": 2, "name": 1, "planned_start": 1,
                    "duration_days": 2, "constraint_kind": 3, "constraint_on": 2, "low_days": 2,
                    "high_days": 2},
    "person": {"weekly_hours": 3, "skills": 3, "code": 1, "name": 1},
    "department": {"code": 1, "name": 1, "parent": 1},
    "role": {"hourly_rate": 3, "code": 1, "name": 1},
    "cost_category": {"kind": 2, "code": 1, "name": 1, "parent": 1},
    "portfolio": {"code": 1, "name": 1},
    "program": {"portfolio": 2, "code": 1, "name": 1},
    "rate": {"rate": 3, "valid_from": 2, "currency": 2},
    "holiday": {"day": 2, "name": 2},
    "link": {"needs": 4, "strength": 2, "kind": 1},
    "goal": {"horizon": 3, "measure": 2, "weight": 2, "code": 0.8, "name": 0.8, "owner": 0.4},
    "contribution": {"goal": 3, "share_pct": 3},
    "criterion": {"scale_min": 3, "scale_max": 3, "direction": 3, "part": 2, "levels": 2,
                  "weight": 1, "code": 1, "name": 1},
    "score": {"criterion": 4, "score": 3, "assessor": 2},
    "request": {"problem": 3, "outcome": 3, "author": 2, "deadline_reason": 2,
                "mandatory_reason": 2, "earliest_start": 1, "deadline": 1, "code": 1, "name": 1},
    "benefit": {"planned_benefit": 4, "realized_benefit": 3, "low_benefit": 2, "high_benefit": 2,
                "year": 2},
    "funding": {"year": 2, "amount": 1.5, "portfolio": 1},
    "demand": {"hours": 2, "month_on": 2, "role": 1},
    "capacity": {"hours": 2, "month_on": 2, "role": 1},
    "booking": {"hours": 1.5, "month_on": 1.5, "kind": 3, "role": 1},
    "gate": {"gate": 4, "held_on": 2, "outcome": 2, "board": 2, "number": 1},
    "selection_rule": {"projects": 2, "kind": 2, "threshold": 2, "group_kind": 2, "group_code": 2,
                       "reason": 1},
}  # fmt: skip
DISTINCTIVE |= synonyms_control.DISTINCTIVE | synonyms_benefits.DISTINCTIVE
DISTINCTIVE |= synonyms_orders.DISTINCTIVE | synonyms_plan.DISTINCTIVE
"""Register -> how much each field tells it from the others (all other fields: 0.5)."""

ESSENTIAL: dict[str, frozenset[str]] = {
    "status_report": frozenset(
        ("rag", "percent_complete", "forecast_finish", "forecast_cost", "planned_cost")
    ),
    "actual": frozenset(("cost", "hours")),
    "budget_line": frozenset(("amount", "hours")),
    **dict.fromkeys(
        ("department", "person", "role", "cost_category", "portfolio", "program"),
        frozenset(("name",)),
    ),
    "rate": frozenset(("rate",)),
    "link": frozenset(("needs",)),
    "goal": frozenset(("weight", "horizon", "measure")),
    "contribution": frozenset(("share_pct",)),
    "criterion": frozenset(("scale_min", "scale_max", "direction")),
    "score": frozenset(("score",)),
    "benefit": frozenset(("planned_benefit", "realized_benefit")),
    "request": frozenset(("problem", "outcome")),
    "funding": frozenset(("amount",)),
    **dict.fromkeys(("demand", "capacity"), frozenset(("hours",))),
    "booking": frozenset(("kind",)),
    "gate": frozenset(("gate",)),
    "selection_rule": frozenset(("kind",)),
}
ESSENTIAL |= synonyms_control.ESSENTIAL | synonyms_benefits.ESSENTIAL | synonyms_orders.ESSENTIAL
ESSENTIAL |= synonyms_plan.ESSENTIAL
"""Register -> fields of which a file of it has at least one."""

BUDGET_WORDS = frozenset(("budget", "planned", "baseline", "forecast", "plankosten", "approved"))
"""Words by which a file with a column per period says that its amounts are not actuals."""
