"""What the documents say is so: links lead somewhere, commands parse, the notebook runs."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pmo_core.jobs.commands import parser
from pmo_core.model import REGISTERS
from pmo_core.store.rules import shipped

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md")])
MADE = {"docs/benchmarks.md"}
"""Documents that a command writes; they may be missing in a fresh checkout."""
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"python3? -m pmo_core\b([^\n>|]*)")


def _anchors(path: Path) -> set[str]:
    """Return the anchors of a document's headings."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one).strip().lower().replace(" ", "-") for one in headings}


def _commands(text: str) -> list[str]:
    """Return the arguments of every command of ours in the blocks of a document."""
    blocks = (block.replace("\\\n", " ") for _, block in _FENCE.findall(text))
    return [found.strip() for block in blocks for found in _COMMAND.findall(block)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    """Relative links and images exist, and so do the headings that they name."""
    for link in _LINK.findall(path.read_text("utf-8")):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        if target.relative_to(ROOT).as_posix() in MADE:
            continue
        assert target.exists(), f"{path.name}: {link}"
        assert not anchor or anchor in _anchors(target), f"{path.name}: {link}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_is_understood(path: Path) -> None:
    """What a document tells to type, the real parser of the command line takes."""
    for command in _commands(path.read_text("utf-8")):
        arguments = shlex.split(command, posix="\\" not in command)
        if arguments != ["--help"]:
            parser().parse_args(arguments)


def test_the_readme_counts_what_there_is() -> None:
    """Rules, pages and registers are as many as README says; each rule has its page."""
    text = (ROOT / "README.md").read_text("utf-8")
    shell = (ROOT / "pages" / "shell.py").read_text("utf-8")
    told = [re.search(rf"(\d+) {what}", text) for what in ("audit rules", "pages", "registers")]
    rules = len(shipped())
    assert [int(found[1]) for found in told if found] == [rules, shell.count("st.Page("),
                                                          len(REGISTERS)]  # fmt: skip
    assert len([*(ROOT / "docs" / "rules").glob("*-*.md")]) == rules


def test_commands_are_documented() -> None:
    """Each command, and each option of `import`, stands in the document about the command line."""
    text = (ROOT / "docs" / "command-line.md").read_text("utf-8")
    assert len(_commands(text)) > 10
    shown = subprocess.run(
        [sys.executable, "-m", "pmo_core", "import", "--help"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for option in set(re.findall(r"--[a-z-]+", shown)):
        assert f"`{option}" in text, option


def test_the_notebook_runs(tmp_path: Path) -> None:
    """The Python of docs/api.md runs from the first line to the last, without a warning."""
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    code = "".join(block for language, block in _FENCE.findall(text) if language == "python")
    script = tmp_path / "notebook.py"
    script.write_text(code, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
