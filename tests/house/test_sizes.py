"""Files and functions stay small enough to be read at once."""

import ast

MOST_LINES_OF_FILE = 400
MOST_LINES_OF_FUNCTION = 60
CODE = (".py", ".sql", ".sh")


def long_files(texts: dict[str, str]) -> dict[str, int]:
    """Code files with more lines than allowed."""
    lengths = {path: len(text.splitlines()) for path, text in texts.items() if path.endswith(CODE)}
    return {path: n for path, n in lengths.items() if n > MOST_LINES_OF_FILE}


def long_functions(text: str) -> dict[str, int]:
    """Functions with more lines than allowed; their docstrings do not count."""
    lengths = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = node.end_lineno - node.lineno + 1
            if ast.get_docstring(node, clean=False) is not None:
                lines -= node.body[0].end_lineno - node.body[0].lineno + 1
            lengths[node.name] = lines
    return {name: n for name, n in lengths.items() if n > MOST_LINES_OF_FUNCTION}


def test_long_ones_are_seen():
    """A file of 401 lines and a function of 61 are found, a long docstring is not counted."""
    assert long_files({"a.sql": "\n" * 401, "b.py": "\n" * 400}) == {"a.sql": 401}
    body = "    x = 1\n" * 60
    assert long_functions(f"def f():\n{body}") == {"f": 61}
    doc = '    """' + "a\n" * 50 + '    """\n'
    assert long_functions(f"def f():\n{doc}" + "    x = 1\n" * 59) == {}


def test_no_file_is_long(texts):
    """A code file has at most 400 lines."""
    assert long_files(texts) == {}


def test_no_function_is_long(sources):
    """A function has at most 60 lines besides its docstring."""
    found = {path: long_functions(text) for path, text in sources.items()}
    assert not {path: functions for path, functions in found.items() if functions}
