import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.runtime.server import SOURCE

CHILD = """
import os, sys, signal
sys.path.insert(0, sys.argv[1])
from amends.runtime.lifeline import hold_on
hold_on()
print("holding", flush=True)
signal.pause()
"""
PARENT = """
import os, subprocess, sys, signal
lifeline, end = os.pipe()
child = subprocess.Popen([sys.executable, "-c", sys.argv[2], sys.argv[1]], pass_fds=[lifeline],
                         env={**os.environ, "AMENDS_LIFELINE": str(lifeline)})
signal.pause()
"""


@pytest.mark.faults
def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(SOURCE), CHILD], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == "holding\n"
    parent.kill()
    # The child holds the other end of this pipe: the read ends when the child does.
    assert parent.stdout.read() == ""
    parent.communicate()


def test_the_pipe_alone_ends_the_child() -> None:
    lifeline, end = os.pipe()
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(SOURCE)],
        stdout=subprocess.PIPE,
        text=True,
        pass_fds=[lifeline],
        env={**os.environ, "AMENDS_LIFELINE": str(lifeline)},
    )
    os.close(lifeline)
    assert child.stdout is not None
    assert child.stdout.readline() == "holding\n"
    os.close(end)
    child.communicate()
    assert child.returncode == 1


def test_without_a_supervisor_nothing_is_watched() -> None:
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(SOURCE)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "holding\n"
    child.send_signal(signal.SIGTERM)
    child.communicate()
    assert child.returncode == -signal.SIGTERM
