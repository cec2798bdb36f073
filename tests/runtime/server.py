"""Real servers in throw-away folders, and processes that use them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg

import amends
from amends.runtime.folder import DataFolder
from amends.runtime.postgres import EmbeddedServer, server_is_running
from tests.waiting import until

SOURCE = Path(amends.__file__).parent.parent
USE_IT = """
import sys
from pathlib import Path
from amends.runtime.folder import DataFolder
from amends.runtime.postgres import embedded_server
with embedded_server(DataFolder(Path(sys.argv[1])), durable=False) as dsn:
    print(dsn, flush=True)
    sys.stdin.read()
"""


class User:
    """Another process that uses the server of `folder` until it is told to leave, or is killed."""

    def __init__(self, folder: DataFolder) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", USE_IT, str(folder.path)],
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def dsn(self) -> str:
        """Waits until the server answers this user."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        assert line.startswith("postgresql://"), line
        return line

    def leave(self) -> None:
        self.process.communicate("")
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def server_for(folder: DataFolder) -> EmbeddedServer:
    folder.prepare()
    return EmbeddedServer(folder, durable=False)


def ask(dsn: str, statement: str = "SELECT 1") -> object:
    """The first value the database answers; writing statements are committed."""
    with psycopg.connect(dsn) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def postmaster(folder: DataFolder) -> int:
    return int((folder.database / "postmaster.pid").read_text().split()[0])


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def wait_for_end(folder: DataFolder) -> None:
    """Until no process of the server is left."""
    until(lambda: not server_is_running(folder))
