"""Waiting for a condition, never for a time."""

import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")
LOOKS, BETWEEN_S = 3000, 0.02


def until(condition: Callable[[], Result | None]) -> Result:
    """The first true answer of `condition`; fails the test when there is none for a minute."""
    pause = threading.Event()
    for _ in range(LOOKS):
        answer = condition()
        if answer:
            return answer
        pause.wait(BETWEEN_S)
    raise AssertionError("the awaited condition never came")
