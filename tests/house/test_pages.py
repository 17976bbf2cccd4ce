"""A page is short, holds no SQL and no arithmetic, and is reachable."""

import ast
import re

MOST_LINES = 120
SQL = re.compile(
    r"(?<![\w-])(select\s[\s\S]+\sfrom|insert\s+into|delete\s+from|merge\s+into|update\s+\w+\s+set|"
    r"create\s+table)\s"
)
SUMS = {"sum", "mean", "median", "agg", "group_by", "cum_sum", "std", "quantile", "diff"}
ENGINE = {"sql", "execute", "executemany"}
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)


def is_text_or_list(node: ast.expr) -> bool:
    """Whether an operand of + is visibly text or a list."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    return isinstance(node, ast.JoinedStr | ast.List | ast.ListComp | ast.Tuple)


def faults(text: str) -> list[str]:
    """What a page does that belongs into another storey, with its line."""
    tree = ast.parse(text)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if SQL.search(node.value.lower() if node.value.isupper() else node.value):
                found.append(f"line {node.lineno}: SQL")
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, OPERATORS):
            found.append(f"line {node.lineno}: arithmetic")
        elif isinstance(node, ast.BinOp) and isinstance(node.op, OPERATORS):
            glue = isinstance(node.op, ast.Add) and (
                is_text_or_list(node.left) or is_text_or_list(node.right)
            )
            if not glue:
                found.append(f"line {node.lineno}: arithmetic")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in SUMS:
                found.append(f"line {node.lineno}: .{node.func.attr}() belongs into analysis")
            if node.func.attr in ENGINE:
                found.append(f"line {node.lineno}: .{node.func.attr}() belongs into store")
    return found


def test_faults_are_seen():
    """SQL, arithmetic and sums in a page are found; joining text and lists is not one."""
    for line in (
        "x = 'select a, b from project order by a'",
        "x = a - b",
        "x *= 2",
        "x = frame.group_by('a')",
        "x = cursor.sql(y)",
        "x = f'delete from {y} where z'",
    ):
        assert faults(line), line
    assert not faults("x = 'a' + b + 'c'\ny = [1] + z\nst.text('Select a project from the list.')")


def test_a_page_only_shows(sources):
    """No page holds SQL, arithmetic or sums."""
    found = {path: faults(text) for path, text in sources.items() if path.startswith("pages/")}
    assert not {path: lines for path, lines in found.items() if lines}


def test_a_page_is_short(sources):
    """A page has at most 120 lines."""
    lengths = {p: len(t.splitlines()) for p, t in sources.items() if p.startswith("pages/")}
    assert not {path: n for path, n in lengths.items() if n > MOST_LINES}


def unlisted(paths: list[str], listing: str) -> list[str]:
    """Pages whose section and file the listing does not name."""
    return [
        p for p in paths if not re.search(rf"{re.escape('/'.join(p.split('/')[1:]))}\b", listing)
    ]


def test_every_page_is_in_the_navigation(sources):
    """Each file in a section of pages/ is named where the navigation is built."""
    assert unlisted(["pages/track/new.py"], '"track/overview.py"') == ["pages/track/new.py"]
    shown = [path for path in sources if path.startswith("pages/") and path.count("/") == 2]
    frame = [t for p, t in sources.items() if p in {"app.py", "pages/shell.py"} or "core/ui/" in p]
    assert unlisted(shown, "\n".join(frame)) == []
