"""Python's collector of cycles, held back where millions of small objects come and go without any."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

ALLOCATIONS_BETWEEN_LOOKS = 200_000


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for cycles seldom inside the block: else a quarter of an import goes there."""
    usual = gc.get_threshold()
    gc.set_threshold(ALLOCATIONS_BETWEEN_LOOKS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
