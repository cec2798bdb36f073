"""Chance that comes out alike on every machine: drawn from a seed, and from `random()` alone.

Python promises the sequence of `random()` for a seed, but not that of choice, shuffle or gauss.
"""

import random
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Weighted(Generic[T]):
    """Things to draw from, each with its weight; made once, drawn from often."""

    __slots__ = ("bounds", "things")

    def __init__(self, pairs: Iterable[tuple[T, int]]) -> None:
        told = [(thing, weight) for thing, weight in pairs if weight > 0]
        self.things = [thing for thing, _ in told]
        self.bounds = list(accumulate(weight for _, weight in told))

    def __bool__(self) -> bool:
        return bool(self.things)

    def at(self, share: float) -> T:
        """The thing at this share (0 up to 1) of the whole weight."""
        return self.things[bisect_right(self.bounds, int(share * self.bounds[-1]))]


class Chance:
    """One stream of draws. The same words give the same stream."""

    __slots__ = ("share",)

    def __init__(self, *words: object) -> None:
        self.share = random.Random(seed_of(*words)).random

    def below(self, end: int) -> int:
        """A whole number from 0, less than `end`."""
        return int(self.share() * end)

    def between(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`, both included."""
        return least + int(self.share() * (most - least + 1))

    def percent(self, of_hundred: float) -> bool:
        return self.share() * 100 < of_hundred

    def pick(self, things: Sequence[T]) -> T:
        return things[int(self.share() * len(things))]

    def draw(self, weighted: Weighted[T]) -> T:
        return weighted.at(self.share())


def seed_of(*words: object) -> int:
    """A number from words, the same on every machine (hash() is not)."""
    told = "\x1f".join(str(word) for word in words)
    return int.from_bytes(blake2b(told.encode(), digest_size=16).digest(), "big")
