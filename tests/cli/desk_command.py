"""Commands as a person runs them: each a process of its own, on a data folder of its own."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import amends

SOURCE = Path(amends.__file__).parent.parent
KILLED = -signal.SIGKILL
OURS = ("AMENDS_DATA", "AMENDS_SECRET_KEY", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")
KILL_AT = """
import os, signal, sys
from importlib import import_module
place, moment = sys.argv[1:3]
module, _, name = place.partition(":")
owner = getattr(import_module(module), name.split(".")[0])
real = getattr(owner, name.split(".")[1])
def killed(*given, **named):
    if moment == "after":
        real(*given, **named)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(owner, name.split(".")[1], killed)
from amends.cli.main import run
run(sys.argv[3:])
"""


def run(
    folder: Path, *words: str, kill: tuple[str, str] | None = None, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run `amends WORDS` on `folder`; `kill=("module:Class.method", "after")` is kill -9 there."""
    start = ["-m", "amends.cli.main"] if kill is None else ["-c", KILL_AT, *kill]
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    return subprocess.run(
        [sys.executable, *start, *words],
        env={**inherited, "PYTHONPATH": str(SOURCE), "AMENDS_DATA": str(folder), **settings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def answer(folder: Path, *words: str, **settings: str) -> dict[str, Any]:
    """What `amends WORDS --json` prints; the command must succeed."""
    done = run(folder, *words, "--json", **settings)
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document
