"""Everything public says what it is: docstrings, fields, queries, checks, the data dictionary."""

import ast
import re
from pathlib import Path

from pydantic import BaseModel, Field

from pmo_core.model import REGISTERS
from pmo_core.model.dictionary import markdown

ROOT = Path(__file__).resolve().parents[2]
FIRST_LINES = {
    "queries": re.compile(r"-- one row per \S"),
    "checks": re.compile(r"-- (error|warning): \S"),
}


def without_docstring(text: str) -> list[str]:
    """Public classes, functions and methods that say nothing about themselves."""
    tree = ast.parse(text)
    silent = [] if ast.get_docstring(tree) or not tree.body else ["the module"]

    def visit(node: ast.AST, in_protocol: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            # The class of a protocol speaks for its methods, which have no body.
            if not child.name.startswith("_") and not in_protocol and not ast.get_docstring(child):
                silent.append(child.name)
            if isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
                visit(child, any("Protocol" in ast.unparse(base) for base in child.bases))

    visit(tree, in_protocol=False)
    return silent


def silent_fields(record: type[BaseModel]) -> list[str]:
    """Fields without a description or an example."""
    return [n for n, f in record.model_fields.items() if not f.description or not f.examples]


def wrong_first_lines(texts: dict[str, str]) -> list[str]:
    """Query and check files whose first line does not say what they give."""
    return [
        path
        for path, text in texts.items()
        for folder, pattern in FIRST_LINES.items()
        if f"/store/{folder}/" in path and not pattern.match(text)
    ]


def test_missing_docstrings_are_seen():
    """A silent function, class and method are found; private ones and protocols' are not."""
    text = '"""M."""\nclass A:\n    """A."""\n    def b(s): ...\n    def _c(s): ...\ndef d(): ...'
    assert without_docstring(text) == ["b", "d"]
    assert without_docstring("x = 1") == ["the module"]
    assert (
        without_docstring('"""M."""\nclass P(Protocol):\n    """P."""\n    def m(self): ...') == []
    )


def test_everything_public_has_a_docstring(product):
    """No public name of the product is silent."""
    found = {path: without_docstring(text) for path, text in product.items()}
    assert not {path: names for path, names in found.items() if names}


def test_every_test_says_what_it_holds(sources):
    """Each test function has a docstring."""
    silent = {
        path: [name for name in without_docstring(text) if name.startswith("test_")]
        for path, text in sources.items()
        if path.startswith("tests/")
    }
    assert not {path: names for path, names in silent.items() if names}


def test_silent_fields_are_seen():
    """A field without an example is found."""

    class Silent(BaseModel):
        a: int = Field(description="A.")
        b: int = Field(description="B.", examples=[1])

    assert silent_fields(Silent) == ["a"]


def test_every_field_has_a_description_and_an_example():
    """The data dictionary has something to say about each field."""
    found = {name: silent_fields(record) for name, record in REGISTERS.items()}
    assert not {name: fields for name, fields in found.items() if fields}


def test_every_example_is_valid():
    """The example of a field is a value that the field takes."""
    for record in REGISTERS.values():
        given = {name: field.examples[0] for name, field in record.model_fields.items()}
        assert record.model_validate(given).register == record.register


def test_queries_and_checks_say_what_they_give(texts):
    """A query begins with its grain, a check with its severity."""
    wrong = {"a/store/queries/x.sql": "select 1", "a/store/checks/y.sql": "-- note: z"}
    assert wrong_first_lines(wrong) == list(wrong)
    assert wrong_first_lines(texts) == []


def test_the_data_dictionary_is_up_to_date():
    """docs/data-dictionary.md is what `make dictionary` writes."""
    written = (ROOT / "docs" / "data-dictionary.md").read_text("utf-8")
    assert written == markdown(), "run: make dictionary"
