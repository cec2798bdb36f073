"""A whole desk in processes of its own, as `amends up` makes it."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from amends.runtime.desk_lock import running_desk
from amends.runtime.folder import DataFolder
from amends.runtime.postgres import server_is_running
from tests.runtime.server import SOURCE
from tests.waiting import until


class Desk:
    """`amends up` on `folder`. Its output is in `out`, what it complains of in `err`."""

    def __init__(self, folder: DataFolder, port: int = 0) -> None:
        self.folder = folder
        folder.path.parent.mkdir(parents=True, exist_ok=True)
        self.out = folder.path.parent / "out"
        self.err = folder.path.parent / "err"
        with self.out.open("w") as out, self.err.open("w") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-W", "default", "-m", "amends.cli.main", "up", f"--port={port}"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env=environment(folder),
            )

    @property
    def url(self) -> str:
        return until(self._url)

    def wait_until_fit(self) -> None:
        """Until /healthz answers 200."""
        until(lambda: self._expect_alive() and fetch(f"{self.url}/healthz") == 200)

    def child(self, name: str) -> int | None:
        """The process of the desk's `desk-web` or `desk-worker`, None between two lives."""
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and name in command_of(entry) and parent(entry) == self.process.pid:
                return int(entry.name)
        return None

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def wait_until_gone(self) -> None:
        """Until no process of it is left: neither the server nor whoever holds the port."""
        until(lambda: not server_is_running(self.folder))

    def _url(self) -> str | None:
        self._expect_alive()
        desk = running_desk(self.folder)
        return desk.url if desk else None

    def _expect_alive(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(f"the desk ended ({self.process.returncode}): {self.err.read_text()}")
        return True


def environment(folder: DataFolder) -> dict[str, str]:
    """That of a fresh terminal: no settings of the test run."""
    ours = ("AMENDS_", "DJANGO_", "DATABASE_URL", "PYTEST")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    return kept | {"AMENDS_DATA": str(folder.path), "PYTHONPATH": str(SOURCE)}


def amends(folder: DataFolder, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run one command on `folder`; `more` goes into its environment."""
    return subprocess.run(
        [sys.executable, "-m", "amends.cli.main", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=environment(folder) | more,
        check=False,
    )


def fetch(url: str) -> int | None:
    """The status the desk answers, None when it does not."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except OSError:
        return None


def command_of(entry: Path) -> str:
    try:
        return (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
    except (OSError, IndexError):
        return 0
