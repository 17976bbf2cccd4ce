"""What is done with policies: a new version, an acknowledgement, a file and its way back."""

import base64
import binascii
import hashlib
import re
from datetime import date
from pathlib import PurePosixPath

from pmo_core.errors import Conflict, NotFound, Refused
from pmo_core.model import Acknowledgement, Attachment, Policy
from pmo_core.store import Repository, Session
from pmo_core.store.migrate import utc_now

MOST_BYTES = 10 * 1024 * 1024
UNKNOWN_TYPE = "application/octet-stream"
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,100}", re.ASCII)
_LONGEST_NAME = 120


def acknowledge(session: Session, repo: Repository, code: str, version: str, on: date) -> int:
    """Keep that the actor has read a version of a policy; return the number of the change.

    Raises
    ------
    Conflict
        Another version holds by now.
    NotFound
        There is no such policy.
    Refused
        He has acknowledged this version already.
    """
    policy = _policy(repo, code)
    if policy.version != version:
        raise Conflict(
            f"{code} is in version {policy.version} by now; you read {version}.",
            "Read the new version, then acknowledge it.",
        )
    return session.save(
        Acknowledgement(policy=code, version=version, person=session.actor, acknowledged_on=on)
    )


def renew(session: Session, repo: Repository, policy: Policy, was: Policy) -> int:
    """Keep a new version of a policy and return the number of the change.

    Whoever acknowledged the version before is asked again.

    Raises
    ------
    Conflict
        Someone else changed the policy since.
    Refused
        The version is not new.
    """
    used = set(repo.query("policy_versions", code=was.code)["version"])
    if policy.version in used:
        raise Refused(
            f"{was.code} had a version {policy.version} before.", "Give the new one a new name."
        )
    return session.amend(policy, was, f"Version {policy.version}")


def attach(
    session: Session,
    repo: Repository,
    about: str,
    code: str,
    *,
    name: str,
    media_type: str,
    content: bytes,
) -> int:
    """Keep a file with a record, in place of one of the same name; return the change's number.

    Parameters
    ----------
    session : Session
        In whose name.
    repo : Repository
        Where it is kept.
    about, code : str
        Register and key of the record.
    name : str
        Name of the file as the browser gives it; folders are taken off.
    media_type : str
        What the browser says that it is; anything that is no media type becomes octets.
    content : bytes
        Never opened, parsed or executed.

    Raises
    ------
    Refused
        The file is empty, larger than 10 MB, or has no usable name.
    """
    if not content:
        raise Refused("The file is empty.")
    if len(content) > MOST_BYTES:
        size = len(content) / 1024 / 1024
        raise Refused(f"The file has {size:.1f} MB; at most 10 MB are kept.", "Make it smaller.")
    file = Attachment(
        about=about, code=code, name=file_name(name),
        media_type=media_type if _MEDIA_TYPE.fullmatch(media_type) else UNKNOWN_TYPE,
        n_bytes=len(content), sha256=hashlib.sha256(content).hexdigest(),
        added_by=session.actor, added_at=utc_now(),
        content=base64.b64encode(content).decode("ascii"),
    )  # fmt: skip
    try:
        was = repo.get("attachment", *file.key_values())
    except NotFound:
        return session.save(file, note=f"File {file.name} attached to {code}")
    return session.amend(file, was, f"File {file.name} of {code} replaced")


def file_name(name: str) -> str:
    r"""Return the name of a file without folders and control characters, at most 120 long.

    Examples
    --------
    >>> file_name("C:\\temp\\..\\plan\n.pdf"), file_name("../../etc/passwd")
    ('plan.pdf', 'passwd')

    Raises
    ------
    Refused
        Nothing is left of it.
    """
    clean = "".join(one for one in name.replace("\\", "/") if one.isprintable())
    last = PurePosixPath(clean).name.strip()
    if not last.strip("."):
        raise Refused("The file has no usable name.", "Rename it and attach it again.")
    path = PurePosixPath(last)
    suffix = path.suffix[:20]
    return path.stem[: _LONGEST_NAME - len(suffix)] + suffix


def content_of(repo: Repository, about: str, code: str, name: str) -> bytes:
    """Return the content of a file, proved to be what was attached.

    Raises
    ------
    NotFound
        There is no such file.
    Refused
        What is kept is not what was attached.
    """
    file = repo.get("attachment", about, code, name)
    assert isinstance(file, Attachment)
    try:
        content = base64.b64decode(file.content, validate=True)
    except binascii.Error:
        content = b""
    if len(content) != file.n_bytes or hashlib.sha256(content).hexdigest() != file.sha256:
        raise Refused(
            f"The file {name} is not what was attached: its checksum differs.",
            "Attach it again, and tell the administrator.",
        )
    return content


def _policy(repo: Repository, code: str) -> Policy:
    policy = repo.get("policy", code)
    assert isinstance(policy, Policy)
    return policy


__all__ = ["MOST_BYTES", "acknowledge", "attach", "content_of", "file_name", "renew"]
