"""What never appears in the product: markup from users, code from data, values inside SQL text."""

import ast
import re

CODE_FROM_DATA = {"eval", "exec", "compile", "__import__"}
UNSAFE_MODULES = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "xml"}
# Through these modules everybody comes in; behind them, arguments are pieces of SQL that the store
# itself has made, except those whose names say that somebody gave them.
DOORS = ("store/repository.py", "store/session.py")
GIVEN = {"actor", "role", "note", "code", "value", "text", "search", "file_name", "file_hash", "by"}
NAMES = {"register", "table", "name", "field", "kind"}
CHECKED_BY = {"record_class", "query_text", "identifier"}
SQL_WORD = re.compile(
    r"\b(select|from|where|insert into|delete from|merge into|create|drop|alter)\b\s"
)


def unsafe(text: str) -> list[str]:
    """Calls and imports that turn data into markup or code."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html":
            found.append("unsafe_allow_html")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found += [node.func.id] if node.func.id in CODE_FROM_DATA else []
        elif isinstance(node, ast.Import):
            found += [a.name for a in node.names if a.name.split(".")[0] in UNSAFE_MODULES]
        elif isinstance(node, ast.ImportFrom):
            name = node.module or ""
            found += [name] if name.split(".")[0] in UNSAFE_MODULES else []
    return found


def values_in_sql(text: str, is_door: bool) -> list[str]:
    """Places where text from outside may become part of an SQL statement.

    An f-string with SQL words may hold pieces of SQL, never anything in quotes but a name of the
    model (all else is a value: it belongs into the parameters), and never a `str` argument of a
    verb that no checking function has seen.
    """
    found = []
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, ast.FunctionDef):
            continue
        arguments = [*function.args.args, *function.args.kwonlyargs]
        texts = {a.arg for a in arguments if a.annotation and "str" in ast.unparse(a.annotation)}
        if not is_door or function.name.startswith("_"):
            texts &= GIVEN
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        for call in calls:
            if isinstance(call.func, ast.Name | ast.Attribute):
                name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr
                if name in CHECKED_BY:
                    texts -= {ast.unparse(argument) for argument in call.args}
                if name == "format" and SQL_WORD.search(ast.unparse(call.func)):
                    found.append(f"line {call.lineno}: .format")
        for node in ast.walk(function):
            if isinstance(node, ast.JoinedStr) and _is_sql(node):
                found += [f"line {node.lineno}: {name}" for name in _suspect(node, texts)]
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and _is_text(node.left):
                found.append(f"line {node.lineno}: %")
    return found


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and bool(SQL_WORD.search(str(node.value)))


def _is_sql(node: ast.JoinedStr) -> bool:
    fixed = [part.value for part in node.values if isinstance(part, ast.Constant)]
    # Sentences for the user begin with a capital letter, statements here do not.
    return bool(SQL_WORD.search(" ".join(map(str, fixed)))) and not str(fixed[0])[:1].isupper()


def _suspect(node: ast.JoinedStr, texts: set[str]) -> list[str]:
    names = []
    for before, part in zip([None, *node.values], node.values, strict=False):
        if isinstance(part, ast.FormattedValue):
            quoted = isinstance(before, ast.Constant) and str(before.value).endswith("'")
            name = ast.unparse(part.value)
            if (quoted and name not in NAMES) or name in texts:
                names.append(name)
    return names


def test_unsafe_code_is_seen():
    """Each forbidden call and import is found."""
    for line in (
        "st.markdown(x, unsafe_allow_html=True)",
        "eval(x)",
        "import pickle",
        "from xml.etree import ElementTree",
    ):
        assert unsafe(line), line
    assert not unsafe("import re\nfrom defusedxml import ElementTree\nre.compile('a')")


def test_values_in_sql_are_seen():
    """Quoted values, unchecked arguments, .format and % are found; checked names are not."""
    for body in (
        "f\"select 1 from p where code = '{x}'\"",
        "f'select 1 from {x}'",
        "'select 1 from {}'.format(x)",
        "'select 1 from p where code = %s' % x",
    ):
        assert values_in_sql(f"def f(x: str):\n    return {body}", is_door=True), body
    fine = (
        "def f(x: str, r: Any):\n    t = record_class(x)\n    return f'select 1 from {x} {r.key}'"
    )
    assert values_in_sql(fine, is_door=True) == []
    assert values_in_sql("def f(x: str):\n    return f'No file {x}'", is_door=True) == []
    inside = "def f({0}: str):\n    return f'select 1 from {{{0}}}'"
    assert values_in_sql(inside.format("search"), is_door=False)
    assert values_in_sql(inside.format("rows"), is_door=False) == []


def test_the_product_is_safe(product):
    """No page turns data into markup or code."""
    found = {path: unsafe(text) for path, text in product.items()}
    assert not {path: names for path, names in found.items() if names}


def test_values_are_parameters(product):
    """No statement of the store is made from values."""
    found = {
        path: values_in_sql(text, path.endswith(DOORS))
        for path, text in product.items()
        if path.startswith("pmo_core/store/")
    }
    assert not {path: lines for path, lines in found.items() if lines}
