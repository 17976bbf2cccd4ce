"""The project's files speak of the product alone, and say exactly what they need."""

import re

OPEN_ENDS = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
MACHINE_PATHS = re.compile(r"(?<![\w.$}/~])/(work|root|tmp|Users|home)" + r"/\w|[A-Z]:\\+Users\\")
REGISTRY_HOSTS = re.compile(
    r"py" + r"pi\.org|python" + r"hosted|registry\.npm" + r"|artif" + r"actory|index" + r"-url"
)
PINNED = re.compile(r"-r requirements[\w-]*\.txt|[A-Za-z0-9_.\[\]-]+==[\w.]+( ;.*)?")


def matches(pattern: re.Pattern[str], texts: dict[str, str]) -> list[str]:
    """Lines of files in which a pattern is found, as 'path:line: match'."""
    return [
        f"{path}:{number}: {found[0]}"
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if (found := pattern.search(line))
    ]


def unpinned(text: str) -> list[str]:
    """Requirements that leave the version open."""
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if line and line[0] != "#" and not PINNED.fullmatch(line)]


def test_disorder_is_seen():
    """Each kind of line that does not belong into the project is found."""
    assert matches(OPEN_ENDS, {"a.py": "x = 1  # TO" + "DO later"})
    assert matches(MACHINE_PATHS, {"a.py": 'open("/ho' + 'me/ana/x.csv")'})
    assert matches(REGISTRY_HOSTS, {"a.txt": "--index" + "-url x"})
    assert unpinned("polars\nduckdb>=1\n# why\npytest==1.2.3\n-r requirements.txt") == [
        "polars",
        "duckdb>=1",
    ]


def test_no_open_ends(texts):
    """Nothing is left for later in the code."""
    assert matches(OPEN_ENDS, texts) == []


def test_no_path_of_a_machine(texts):
    """No file names a folder that only one machine has."""
    assert matches(MACHINE_PATHS, texts) == []


def test_no_registry_host(texts):
    """Where packages come from is the machine's business."""
    assert matches(REGISTRY_HOSTS, texts) == []


def test_requirements_are_pinned(texts):
    """Every requirement names its exact version."""
    found = {p: unpinned(t) for p, t in texts.items() if re.fullmatch(r"requirements.*\.txt", p)}
    assert found == {"requirements.txt": [], "requirements-dev.txt": []}


def test_the_readme_begins_with_the_two_commands(texts):
    """The README's first two commands are make run and make test, and both exist."""
    commands = re.findall(r"^(make \w+)", texts["README.md"], re.MULTILINE)
    assert commands[:2] == ["make run", "make test"]
    targets = re.findall(r"^([\w-]+):", texts["Makefile"], re.MULTILINE)
    assert {command.split()[1] for command in commands} <= set(targets)
