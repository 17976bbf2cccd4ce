"""The words of the demonstration: names of people, programs and projects, and comments."""

COMPANY = "Bergfeld Digital AG (fictional)"

FIRST_NAMES = (
    "Ada", "Ahmed", "Aiko", "Alva", "Amara", "Andrej", "Anouk", "Arjun", "Astrid", "Bao",
    "Beatriz", "Bilal", "Carla", "Chidi", "Clara", "Dara", "David", "Elif", "Elena", "Emil",
    "Farah", "Felix", "Freya", "Gabor", "Hana", "Henrik", "Ida", "Ines", "Ivan", "Jana",
    "Jonas", "Kaja", "Karim", "Kenji", "Lara", "Leon", "Lina", "Luca", "Maja", "Marek",
    "Mei", "Mila", "Nadia", "Nils", "Noor", "Olga", "Oskar", "Paula", "Pavel", "Priya",
    "Rafael", "Rosa", "Samir", "Sofia", "Stefan", "Tariq", "Thea", "Tomas", "Ulla",
    "Viktor", "Wanda", "Yara", "Yusuf", "Zoe",
)  # fmt: skip
LAST_NAMES = (
    "Adler", "Alvarez", "Andersen", "Baker", "Bauer", "Becker", "Bianchi", "Brandt",
    "Castro", "Chen", "Costa", "Dahl", "Demir", "Dubois", "Eriksen", "Farkas", "Fischer",
    "Fontaine", "Garcia", "Graf", "Haas", "Hansen", "Hoffmann", "Horvat", "Ito", "Jansen",
    "Kaya", "Keller", "Khan", "Kovac", "Kraus", "Larsen", "Lehmann", "Lindgren", "Lopez",
    "Maier", "Marino", "Meyer", "Moreau", "Nakamura", "Nguyen", "Nowak", "Okafor", "Olsen",
    "Papadakis", "Patel", "Peters", "Petrov", "Richter", "Romano", "Ruiz", "Santos",
    "Schmidt", "Silva", "Singh", "Sokolov", "Tanaka", "Thorsen", "Varga", "Vogel", "Wagner",
    "Weber", "Winter", "Wolf", "Yilmaz", "Zimmer",
)  # fmt: skip

PORTFOLIOS = (
    ("GROWTH", "Growth and new products"),
    ("RUN", "Run and modernize"),
    ("TRUST", "Security and compliance"),
)

PROGRAMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "GROWTH-01": ("Customer portal", (
        "Customer portal relaunch", "Self-service contract changes", "Portal search", "Live chat",
        "Customer identity merge", "Portal accessibility", "Service catalog online",
        "Order tracking", "Partner portal", "Portal in five languages", "Feedback and ratings",
        "Guided product finder",
        "Portal for field partners", "Contract renewal online", "Document inbox",
        "Portal chatbot", "Outage notices",
    )),
    "GROWTH-02": ("Subscription billing", (
        "Usage metering", "Subscription engine", "Invoice redesign", "Dunning automation",
        "Payment provider change", "Tax calculation service", "Price book", "Revenue recognition",
        "Direct debit renewal", "Billing data archive", "Discount approvals", "Reseller billing",
        "Billing for data volumes", "Credit checks online", "Multi-currency invoices",
        "Payment reminders by app", "Contract bundles",
    )),
    "GROWTH-03": ("Data products", (
        "Customer data platform", "Sales forecast model", "Churn early warning",
        "Data catalog", "Reporting self-service", "Streaming ingestion", "Data quality monitor",
        "Usage benchmarks for customers", "Recommendation service", "Master data: products",
        "Analytics sandbox", "Open data interface",
        "Pricing model", "Data contracts", "Forecast for spare parts",
        "Customer lifetime value", "Text search over tickets",
    )),
    "GROWTH-04": ("Field service app", (
        "Technician scheduling", "Offline work orders", "Spare parts lookup", "Photo evidence",
        "Route planning", "Remote diagnosis", "Field app for tablets", "Digital signatures",
        "Skills and certificates", "Appointment reminders", "Van stock counting",
        "Voice notes to tickets",
        "Crew safety check-in", "Fleet telematics", "Work order voice input",
        "Parts return", "Self-service repair guides",
    )),
    "RUN-01": ("Cloud migration", (
        "Landing zone", "Migration wave 1: web tier", "Migration wave 2: databases",
        "Migration wave 3: batch", "Backup to cloud", "Cost control for cloud",
        "Container platform", "Mainframe exit study", "File shares to cloud",
        "Disaster recovery in second region", "Logging platform", "Secrets management",
        "Cloud identity bridge", "Migration wave 4: archives", "Serverless batch",
        "Edge locations", "Cloud landing in Asia",
    )),
    "RUN-02": ("ERP renewal", (
        "ERP core upgrade", "Finance closing tool", "Procurement workflow", "Travel expenses",
        "Asset register", "Intercompany clearing", "Warehouse interface", "HR master data",
        "Payroll interface", "Contract archive", "ERP authorization concept",
        "Budget planning tool",
        "Plant maintenance module", "Treasury interface", "Goods receipt by scanner",
        "Tax reporting", "Supplier master data",
    )),
    "RUN-03": ("Digital workplace", (
        "Laptop refresh", "Office suite migration", "Meeting room equipment", "Print consolidation",
        "Service desk tool", "Intranet renewal", "Mobile device management",
        "Telephony replacement", "Knowledge base", "Onboarding automation", "Learning platform",
        "Software self-service",
        "Virtual desktops", "Room booking", "Translation service",
        "Email archive", "Device recycling",
    )),
    "RUN-04": ("Network and data center", (
        "Data center move", "Core switch replacement", "Branch office network", "Wireless renewal",
        "Storage array replacement", "Load balancer renewal", "IPv6 introduction",
        "Virtualization upgrade", "UPS renewal", "Monitoring consolidation", "Cabling west wing",
        "Remote access renewal",
        "Optical backbone", "Internet breakout", "Cooling renewal",
        "Rack power metering", "Time server renewal",
    )),
    "RUN-05": ("Software delivery", (
        "Build pipeline standard", "Test automation framework", "Release calendar tool",
        "Code signing", "Feature toggles", "Test data service", "Environment on demand",
        "API gateway", "Legacy module rewrite", "Observability standard", "Developer portal",
        "Database upgrade",
        "Mobile test lab", "Code review assistant", "Dependency updates",
        "Load test farm", "Incident automation",
    )),
    "TRUST-01": ("Identity and access", (
        "Single sign-on", "Multi-factor rollout", "Privileged access", "Access recertification",
        "Joiner-mover-leaver automation", "Directory cleanup", "Role model", "Badge system",
        "Machine identities", "Passwordless pilot", "Supplier access", "Consent management",
        "Guest access", "Access reports for auditors", "Digital signing keys",
        "Emergency access", "Identity of things",
    )),
    "TRUST-02": ("Cyber resilience", (
        "Security operations center", "Endpoint protection renewal", "Network segmentation",
        "Vulnerability scanning", "Phishing training", "Ransomware recovery exercise",
        "Firewall renewal", "Email protection", "Patch automation", "Penetration test remediation",
        "Security event archive", "Supplier risk review",
        "Backup isolation", "Deception sensors", "Cloud posture checks",
        "Attack surface map", "Crisis communication",
    )),
    "TRUST-03": ("Regulation and privacy", (
        "Data retention rules", "Privacy request portal", "Outsourcing register",
        "Audit trail for finance", "Information security certification", "Records management",
        "Whistleblower channel", "Business continuity plans", "Accessibility statement",
        "Software license audit", "AI system inventory", "E-invoicing mandate",
        "Sustainability reporting", "Digital resilience testing", "Payment services rules",
        "Export control screening", "Cyber incident reporting",
    )),
}  # fmt: skip

DEPARTMENTS = (
    ("IT", "Information technology", None),
    ("IT.DEV", "Software development", "IT"),
    ("IT.DEV.WEB", "Web and mobile", "IT.DEV"),
    ("IT.DEV.CORE", "Core systems", "IT.DEV"),
    ("IT.OPS", "IT operations", "IT"),
    ("IT.OPS.CLOUD", "Cloud services", "IT.OPS"),
    ("IT.OPS.NET", "Network and workplace", "IT.OPS"),
    ("IT.DATA", "Data and analytics", "IT"),
    ("IT.SEC", "Information security", "IT"),
    ("BIZ", "Business", None),
    ("BIZ.SALES", "Sales and service", "BIZ"),
    ("BIZ.FIN", "Finance and procurement", "BIZ"),
)

# The department that owns most projects of a program.
OWNERS = {
    "GROWTH-01": "IT.DEV.WEB", "GROWTH-02": "BIZ.FIN", "GROWTH-03": "IT.DATA",
    "GROWTH-04": "BIZ.SALES", "RUN-01": "IT.OPS.CLOUD", "RUN-02": "IT.DEV.CORE",
    "RUN-03": "IT.OPS.NET", "RUN-04": "IT.OPS.NET", "RUN-05": "IT.DEV", "TRUST-01": "IT.SEC",
    "TRUST-02": "IT.SEC", "TRUST-03": "BIZ.FIN",
}  # fmt: skip

# What kind of project those of a program are: classes from which estimates learn.
TYPES = {
    "GROWTH-01": "Software", "GROWTH-02": "Business application", "GROWTH-03": "Data",
    "GROWTH-04": "Software", "RUN-01": "Infrastructure", "RUN-02": "Business application",
    "RUN-03": "Infrastructure", "RUN-04": "Infrastructure", "RUN-05": "Software",
    "TRUST-01": "Security", "TRUST-02": "Security", "TRUST-03": "Compliance",
}  # fmt: skip

TAGS = ("cloud", "mobile", "customer", "mandatory", "data", "vendor", "quick win", "security")

PHASES = {
    "waterfall": ("Analysis", "Design", "Build", "Test", "Rollout"),
    "agile": ("Discovery", "First release", "Product increments", "Hardening", "Handover"),
    "hybrid": ("Concept", "Architecture", "Increments", "Acceptance", "Rollout"),
    "light": ("Prepare", "Set up", "Do", "Check", "Close"),
}
TASKS = (
    "Workshops", "Requirements", "Solution outline", "Interfaces", "Data migration",
    "Configuration", "Integration", "User interface", "Load test", "Training", "Documentation",
    "Pilot group",
)  # fmt: skip

COMMENTS = {
    "early": (
        "Team is complete, work has begun.",
        "Requirements are being agreed with the departments.",
        "Supplier chosen, contract with legal.",
    ),
    "on plan": (
        "On plan; no open decisions.",
        "Milestone reached, acceptance without major defects.",
        "Pilot users gave good feedback.",
        "Interfaces tested with neighboring systems.",
        "Work packages finished as planned this month.",
    ),
    "late": (
        "Delivery by the supplier moved by some weeks.",
        "Two key people were needed in operations; dates moved.",
        "Test environment was not available for two weeks.",
        "Integration takes longer than estimated.",
    ),
    "over": (
        "More external help needed than planned.",
        "Scope grew with the new interface; change request is being written.",
        "License count was underestimated; forecast raised.",
        "Data migration effort is higher; budget talk with the sponsor is set.",
    ),
    "closing": (
        "Rollout finished, handover to operations runs.",
        "Last defects are being mended.",
        "Final acceptance is planned for next month.",
    ),
}
SUPPLIERS = (
    "Altmark Systeme", "Blue Fjord Hosting", "Cobalt Consulting", "Delta Ridge Software",
    "Eastgate Networks", "Fernwald Hardware", "Greyline Security", "Hollis & Byrne Travel",
)  # fmt: skip
