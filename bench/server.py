"""A real server in its own process, and what it spends on one session's reruns.

The session speaks the browser's protocol (protobuf messages over a websocket) but draws nothing, so
the figures are the server's alone: CPU time of the whole process with all its threads, and bytes
sent for a page to a browser that holds nothing yet.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

ROOT = Path(__file__).resolve().parent.parent
WARM_RUNS = 5
MEASURED_RUNS = 20
ROUNDS = 3
TIMEOUT_S = 120
IDLE_S, IDLE_SHARE = 1.0, 0.1
SETTLE_S = 0.2  # what the server does after it has answered counts too


@dataclass(frozen=True, slots=True)
class Page:
    """A page as the server's own navigation lists it; `path` is empty for the default page."""

    path: str
    name: str
    script_hash: str


@dataclass(frozen=True, slots=True)
class Run:
    """What one script run sent: bytes, errors shown, and the navigation."""

    n_bytes: int
    n_messages: int
    exceptions: tuple[str, ...]
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a page costs the server: CPU of a first visit and per rerun, bytes sent for it.

    `changed_cpu_ms` is the CPU per rerun when each one shows what was not shown before; None for
    a page of which only one state was asked.
    """

    page: Page
    first_cpu_ms: float
    rerun_cpu_ms: float
    changed_cpu_ms: float | None
    payload_kb: float


class Session:
    """One browser session without a browser."""

    def __init__(self, port: int) -> None:
        self._socket: ClientConnection = connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            origin=Origin(f"http://127.0.0.1:{port}"),
            max_size=None,
        )
        self._path = ""

    def close(self) -> None:
        self._socket.close()

    def open(self, path: str, query: str = "") -> Run:
        """Run the page at `path`, as a first visit by its address does."""
        self._path = path
        return self._run(ClientState(page_name=path, query_string=query))

    def rerun(self, page: Page, query: str = "") -> Run:
        """Run the page again, as any touched widget does."""
        return self._run(ClientState(page_script_hash=page.script_hash, query_string=query))

    def _run(self, state: ClientState) -> Run:
        self._socket.send(BackMsg(rerun_script=state).SerializeToString())
        n_bytes, n_messages, exceptions = 0, 0, []
        pages: tuple[Page, ...] = ()
        while True:
            data = self._socket.recv(timeout=TIMEOUT_S)
            assert isinstance(data, bytes)
            n_bytes += len(data)
            n_messages += 1
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "navigation":
                pages = tuple(
                    Page(page.url_pathname, page.page_name, page.page_script_hash)
                    for page in message.navigation.app_pages
                )
            elif kind == "delta":
                exceptions += _complaint(message.delta.new_element)
            elif kind == "page_not_found":
                exceptions.append(f"page not found: {message.page_not_found.page_name}")
            elif kind == "script_finished":
                return Run(n_bytes, n_messages, tuple(exceptions), pages)


def _complaint(element: Element) -> list[str]:
    """Text of an element that says that the page failed: what it costs then is not the page's.

    An error with an icon is what a page has to say about its data.
    """
    kind = element.WhichOneof("type")
    if kind == "exception":
        return [element.exception.message]
    is_failure = element.alert.format == Alert.ERROR and not element.alert.icon
    return [element.alert.body] if kind == "alert" and is_failure else []


@contextmanager
def serving(
    app: Path, store: str | None = None, log: Path | None = None, *, toolbar: str = "minimal"
) -> Iterator[tuple[int, psutil.Process]]:
    """Serve an app on a free loopback port until the block ends; give port and process.

    With the toolbar "developer" the key R reruns a page.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = dict(os.environ)
    if store is not None:
        environment["PMO_STORE_URL"] = store
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": toolbar,
    }
    command = [sys.executable, "-m", "streamlit", "run", str(app)]
    command += [f"--{name}={value}" for name, value in options.items()]
    with tempfile.TemporaryDirectory() as temporary:
        path = log or Path(temporary) / "log.txt"
        with path.open("ab") as output:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            _wait_until_healthy(port, process, path)
            yield port, psutil.Process(process.pid)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_healthy(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended too early: {log.read_text()[-4000:]}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not become healthy in time.")


def cpu_s(process: psutil.Process) -> float:
    """CPU seconds of a process and the children it has waited for."""
    times = process.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


def _wait_until_idle(process: psutil.Process, session: Session, page: Page) -> None:
    """Look at a page until it has worked out what it does beside itself, which is not a rerun's."""
    deadline = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline:
        session.rerun(page)
        time.sleep(SETTLE_S)
        before = cpu_s(process)
        time.sleep(IDLE_S)
        if cpu_s(process) - before < IDLE_SHARE * IDLE_S:
            return
    raise RuntimeError("The server is still busy with something beside the pages.")


def cost_of(process: psutil.Process, port: int, page: Page, queries: Sequence[str] = ()) -> Cost:
    """Measure one page in a session of its own, then once with each of the queries."""
    session = Session(port)
    try:
        before = cpu_s(process)
        first = session.open(page.path)
        time.sleep(SETTLE_S)
        first_cpu_s = cpu_s(process) - before
        if first.exceptions:
            raise RuntimeError(f"{page.name}: {'; '.join(first.exceptions)}")
        _wait_until_idle(process, session, page)
        payload = max(session.rerun(page).n_bytes for _ in range(WARM_RUNS))
        cpu_ms = []
        for _ in range(ROUNDS):
            before = cpu_s(process)
            for _ in range(MEASURED_RUNS):
                session.rerun(page)
            time.sleep(SETTLE_S)
            cpu_ms.append((cpu_s(process) - before) / MEASURED_RUNS * 1000)
        before = cpu_s(process)
        changed = [session.rerun(page, query) for query in queries]
        time.sleep(SETTLE_S)
        changed_cpu_ms = (cpu_s(process) - before) / len(queries) * 1000 if queries else None
        wrong = [text for run in changed for text in run.exceptions]
        if wrong:
            raise RuntimeError(f"{page.name}: {'; '.join(wrong)}")
        n_bytes = max([first.n_bytes, payload, *(run.n_bytes for run in changed)])
        rerun_cpu_ms = statistics.median(cpu_ms)
        return Cost(page, first_cpu_s * 1000, rerun_cpu_ms, changed_cpu_ms, n_bytes / 1000)
    finally:
        session.close()


def costs(
    app: Path, store: str | None = None, states: Mapping[str, Sequence[str]] | None = None
) -> list[Cost]:
    """Measure every page of an app; the pages are those that its navigation lists.

    `states` are for the path of a page the queries of its address that are tried as well.
    """
    tried = states or {}
    with serving(app, store) as (port, process):
        session = Session(port)
        opened = session.open("")
        session.close()
        if opened.exceptions:
            raise RuntimeError("; ".join(opened.exceptions))
        pages = opened.pages or (Page("", "app", ""),)
        return [cost_of(process, port, page, tried.get(page.path, ())) for page in pages]
