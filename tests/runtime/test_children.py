import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.runtime.children import REFUSED, Child, delay_before_restart
from tests.waiting import until


@given(st.integers(min_value=1, max_value=1000))
def test_delays_grow_up_to_ten_seconds(deaths: int) -> None:
    assert 0 < delay_before_restart(deaths) <= delay_before_restart(deaths + 1) <= 10


def test_the_first_restart_comes_at_once_for_a_person() -> None:
    assert delay_before_restart(1) == 0.1


@pytest.fixture
def lifeline() -> Iterator[int]:
    ends = os.pipe()
    yield ends[0]
    for end in ends:
        os.close(end)


def child_that(code: str) -> Child:
    return Child("part", [sys.executable, "-c", code], os.environ)


def test_a_dead_child_is_started_again(lifeline: int, capfd: pytest.CaptureFixture[str]) -> None:
    child = child_that("import signal; signal.pause()")
    child.tend(lifeline)
    assert child.process is not None
    first = child.process
    first.kill()
    first.wait()
    assert child.tend(lifeline) is None
    assert child.seconds_until_due() is not None
    until(lambda: child.tend(lifeline) is None and child.process)
    assert child.process.pid != first.pid
    assert "signal 9" in capfd.readouterr().err
    child.ask_to_end()
    child.wait_until(0)
    assert child.process is None


def test_a_child_that_refuses_to_run_is_not_started_again(lifeline: int) -> None:
    child = child_that(f"raise SystemExit({REFUSED})")
    child.tend(lifeline)
    assert until(lambda: child.tend(lifeline)) == REFUSED
    assert child.process is None


def test_a_child_that_will_not_end_is_made_to(lifeline: int) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.pause()"
    child = child_that(deaf)
    child.tend(lifeline)
    assert child.process is not None
    process = child.process
    child.ask_to_end()
    child.wait_until(0)
    assert process.returncode is not None
    assert process.returncode < 0
