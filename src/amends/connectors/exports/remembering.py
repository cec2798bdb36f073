"""Remembering what a cell was read as: files say the same few things again and again."""

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

from amends.connectors.exports.badvalue import LONGEST

P = ParamSpec("P")
R = TypeVar("R")


def remembering(size: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Remember the last `size` readings of a function of one cell; 1 and True are two cells.

    Long texts are read anew each time, so that a file of huge cells does not fill the memory.
    """

    def decorate(read: Callable[P, R]) -> Callable[P, R]:
        known = lru_cache(maxsize=size, typed=True)(cast("Callable[[object], R]", read))
        anew = cast("Callable[[object], R]", read)

        def recall(cell: object) -> R:
            return anew(cell) if isinstance(cell, str) and len(cell) > LONGEST else known(cell)

        recall.__doc__ = read.__doc__
        return cast("Callable[P, R]", recall)

    return decorate
