"""Imports flow one way, between the storeys and within them."""

import ast
from graphlib import CycleError, TopologicalSorter

BASE = {"errors", "model"}
MIDDLE = {"store", "exchange", "analysis", "charts", "demo"}
MAY_IMPORT = {
    "errors": set(),
    "model": {"errors"},
    **dict.fromkeys(MIDDLE, BASE),
    "jobs": BASE | MIDDLE,
    "ui": BASE | MIDDLE | {"jobs"},
    "pages": BASE | MIDDLE | {"jobs", "ui"},
    "app": BASE | MIDDLE | {"jobs", "ui", "pages"},
    "__main__": BASE | MIDDLE | {"jobs"},
    "__init__": {"errors", "model", "store"},
}
ONLY_IN = {"highspy": {"analysis"}, "streamlit": {"ui", "pages", "app"}, "duckdb": {"store"}}


def module_name(path: str) -> str:
    """Dotted name of the module in a file."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def storey(module: str) -> str:
    """Storey of a module: pages, app, or what stands below pmo_core."""
    parts = module.split(".")
    if parts[0] != "pmo_core":
        return parts[0]
    return parts[1] if len(parts) > 1 else "__init__"


def imported(path: str, text: str, modules: set[str]) -> set[str]:
    """Modules that a file imports anywhere in it, in full."""
    package = (
        module_name(path) if path.endswith("__init__.py") else module_name(path).rpartition(".")[0]
    )
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *filter(None, [node.module])])
            full = {f"{base}.{alias.name}" for alias in node.names}
            found |= {name if name in modules else base for name in full}
    return found


def wrong_imports(files: dict[str, str]) -> list[str]:
    """Imports that no storey may make, as 'file imports module'."""
    modules = {module_name(path) for path in files}
    wrong = []
    for path, text in files.items():
        own = storey(module_name(path))
        for name in imported(path, text, modules):
            top = name.split(".")[0]
            if top in ONLY_IN and own not in ONLY_IN[top]:
                wrong.append(f"{path} imports {name}")
            # The root of the package offers `open`, for notebooks: nothing inside leans on it.
            if name == "pmo_core" and own in BASE | MIDDLE:
                wrong.append(f"{path} imports {name}")
            if top in {"pmo_core", "pages", "app"} and name != "pmo_core":
                if storey(name) not in MAY_IMPORT[own] | {own}:
                    wrong.append(f"{path} imports {name}")
            elif top in {"tests", "bench", "tools"}:
                wrong.append(f"{path} imports {name}")
    return wrong


def cycle(files: dict[str, str]) -> list[str]:
    """Modules of one cycle of imports, empty where there is none."""
    modules = {module_name(path) for path in files}
    graph = {
        module_name(path): imported(path, text, modules) & modules - {module_name(path)}
        for path, text in files.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_wrong_imports_are_seen():
    """Each kind of forbidden import is found, an allowed one is not."""
    wrong = {
        "pmo_core/model/a.py": "from pmo_core.store import b",
        "pmo_core/store/c.py": "def f():\n    from pmo_core import analysis",
        "pmo_core/analysis/__init__.py": "import streamlit as st",
        "pages/track/d.py": "import duckdb",
        "pmo_core/jobs/e.py": "from pmo_core.ui.frame import f",
        "pmo_core/charts/g.py": "from ..exchange import h",
        "pmo_core/demo.py": "from tests.data import x",
    }
    assert {line.split()[0] for line in wrong_imports(wrong)} == set(wrong)
    assert not wrong_imports({"pages/x.py": "import streamlit\nfrom pmo_core.ui import y"})


def test_a_cycle_is_seen():
    """Two modules that import each other are a cycle, also within a storey."""
    files = {
        "pmo_core/model/a.py": "from pmo_core.model import b",
        "pmo_core/model/b.py": "from .a import c",
    }
    assert set(cycle(files)) == {"pmo_core.model.a", "pmo_core.model.b"}
    assert cycle({"pmo_core/model/a.py": "from pmo_core.model import b"}) == []


def test_every_storey_is_in_the_table(product):
    """A new storey must say what it may import."""
    assert {storey(module_name(path)) for path in product} <= set(MAY_IMPORT)


def test_imports_flow_one_way(product):
    """No file imports a storey above or beside its own; engines stay where they belong."""
    assert wrong_imports(product) == []


def test_there_is_no_cycle(product):
    """The modules can be put in an order in which each imports only earlier ones."""
    assert cycle(product) == []
