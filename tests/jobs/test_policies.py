"""Policies are renewed, acknowledged, and kept with files that come back as they went."""

import hashlib
import random
from datetime import date

import pytest

from pmo_core.errors import Conflict, NotAllowed, NotFound, Refused
from pmo_core.jobs import policies
from pmo_core.model import Attachment, Person, Policy, Role
from pmo_core.store import Repository

TODAY = date(2026, 11, 23)


@pytest.fixture
def repo_of(repo: Repository) -> Repository:
    """Give a store with one policy for project managers."""
    repo.session("test", "administrator").save(
        Role(code="PM", name="Project manager"),
        Person(code="1", name="Ana", role="PM"),
        Policy(code="POL-01", name="Change", kind="policy", version="1", readers="PM", text="A\nB"),
    )
    return repo


def held(repo: Repository) -> Policy:
    """The policy as it is."""
    policy = repo.get("policy", "POL-01")
    assert isinstance(policy, Policy)
    return policy


def test_an_acknowledgement_is_of_one_version(repo_of: Repository) -> None:
    """It is given once per version and person, for the version that holds."""
    ana = repo_of.session("Ana", "contributor")
    policies.acknowledge(ana, repo_of, "POL-01", "1", TODAY)
    with pytest.raises(Refused):
        policies.acknowledge(ana, repo_of, "POL-01", "1", TODAY)
    was = held(repo_of)
    manager = repo_of.session("Ida", "manager")
    policies.renew(manager, repo_of, was.model_copy(update={"version": "2"}), was)
    with pytest.raises(Conflict, match="in version 2 by now; you read 1"):
        policies.acknowledge(ana, repo_of, "POL-01", "1", TODAY)
    policies.acknowledge(ana, repo_of, "POL-01", "2", TODAY)
    assert repo_of.table("acknowledgement")["version"].to_list() == ["1", "2"]
    with pytest.raises(NotAllowed):
        policies.acknowledge(repo_of.session("V", "viewer"), repo_of, "POL-01", "2", TODAY)
    with pytest.raises(NotFound):
        policies.acknowledge(ana, repo_of, "POL-99", "2", TODAY)


def test_a_version_is_used_once(repo_of: Repository) -> None:
    """Neither the present nor an earlier version can be given again; all texts are kept."""
    manager = repo_of.session("Ida", "manager")
    was = held(repo_of)
    with pytest.raises(Refused, match="had a version 1 before"):
        policies.renew(manager, repo_of, was.model_copy(update={"text": "C"}), was)
    policies.renew(manager, repo_of, was.model_copy(update={"version": "2", "text": "C"}), was)
    now = held(repo_of)
    with pytest.raises(Refused, match="had a version 1 before"):
        policies.renew(manager, repo_of, now.model_copy(update={"version": "1"}), now)
    rows = repo_of.query("policy_versions", code="POL-01")
    assert rows.select("version", "policy_text", "actor").rows() == [
        ("2", "C", "Ida"), ("1", "A\nB", "test"),
    ]  # fmt: skip


def test_what_was_undone_is_no_version(repo_of: Repository) -> None:
    """A version that was undone never held and may be given again."""
    manager = repo_of.session("Ida", "manager")
    was = held(repo_of)
    two = was.model_copy(update={"version": "2"})
    manager.undo(policies.renew(manager, repo_of, two, was))
    assert repo_of.query("policy_versions", code="POL-01").height == 1
    policies.renew(manager, repo_of, two, was)


def test_a_file_comes_back_as_it_went(repo_of: Repository) -> None:
    """Any bytes, of any length, come back; the list knows the file without its content."""
    manager = repo_of.session("Ida", "manager")
    rng = random.Random(6)
    for n_bytes in (1, 2, 3, 4095, 70_001):
        content = rng.randbytes(n_bytes)
        policies.attach(
            manager, repo_of, "policy", "POL-01",
            name="../a b.pdf", media_type="application/pdf", content=content,
        )  # fmt: skip
        assert policies.content_of(repo_of, "policy", "POL-01", "a b.pdf") == content
    rows = repo_of.query("attachments", about="policy")
    assert "content" not in rows.columns
    assert rows.select("name", "n_bytes", "sha256", "added_by").rows() == [
        ("a b.pdf", 70_001, hashlib.sha256(content).hexdigest(), "Ida"),
    ]  # fmt: skip


def test_a_file_that_was_altered_is_not_given_out(repo_of: Repository) -> None:
    """A content that does not fit its checksum, or is no base64, is refused."""
    manager = repo_of.session("Ida", "manager")
    policies.attach(
        manager, repo_of, "policy", "POL-01", name="a.txt", media_type="x", content=b"abc"
    )
    was = repo_of.get("attachment", "policy", "POL-01", "a.txt")
    assert isinstance(was, Attachment)
    assert was.media_type == policies.UNKNOWN_TYPE
    for content in ("YWJk", "not base64!"):
        now = was.model_copy(update={"content": content})
        manager.amend(now, repo_of.get("attachment", *was.key_values()))
        with pytest.raises(Refused, match="checksum differs"):
            policies.content_of(repo_of, "policy", "POL-01", "a.txt")


def test_what_is_no_file_is_refused(repo_of: Repository) -> None:
    """Nothing, more than 10 MB, or no name: nothing is kept. Exactly 10 MB is."""
    manager = repo_of.session("Ida", "manager")
    largest = bytes(policies.MOST_BYTES)
    for name, content in (("a", b""), ("a", largest + b"0"), ("..", b"x"), ("/", b"x")):
        with pytest.raises(Refused):
            policies.attach(
                manager, repo_of, "policy", "POL-01", name=name, media_type="", content=content
            )
    assert repo_of.table("attachment").is_empty()
    policies.attach(
        manager, repo_of, "policy", "POL-01", name="x" * 300 + ".pdf", media_type="",
        content=largest,
    )  # fmt: skip
    (name,) = repo_of.query("attachments", about="policy")["name"]
    assert (len(name), name[-4:]) == (120, ".pdf")
    assert policies.content_of(repo_of, "policy", "POL-01", name) == largest
