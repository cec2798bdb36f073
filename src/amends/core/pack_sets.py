"""Which packs are in force: those that come with the product, and what an organisation lays over them.

Judgement asks for packs by name and never says whose. Whoever begins a judgement for an organisation says so
with `judging_by`; without it, the packs that come with the product hold.
"""

import hashlib
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property, wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

MARK = "__kept_by__"


class PackSet:
    """Packs laid over those that come with the product: `files` are YAML bytes by pack name.

    A pack of a name that is there already replaces it, any other is added. What is compiled from packs is
    kept with the set it was compiled from, and goes with it.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(sorted(files.items()))
        self.families = frozenset(name.partition("/")[0] for name in self.files)
        self.kept: dict[Hashable, Any] = {}

    @cached_property
    def sha256(self) -> str:
        """The hash of what is laid over; "" where nothing is."""
        if not self.files:
            return ""
        whole = hashlib.sha256()
        for name, raw in self.files.items():
            whole.update(f"{name}\0{len(raw)}\0".encode() + raw)
        return whole.hexdigest()


SHIPPED = PackSet({})
_in_force: ContextVar[PackSet | Callable[[], PackSet]] = ContextVar("packs_in_force", default=SHIPPED)


def packs_in_force() -> PackSet:
    """The packs by which this judgement is made."""
    packs = _in_force.get()
    if not isinstance(packs, PackSet):
        packs = packs()
        _in_force.set(packs)
    return packs


@contextmanager
def judging_by(packs: PackSet | Callable[[], PackSet]) -> Iterator[None]:
    """Inside the block these packs hold, for this thread and task alone.

    A function is asked for them when the first pack is.
    """
    token = _in_force.set(packs)
    try:
        yield
    finally:
        _in_force.reset(token)


def kept_by(*families: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep what a function reads out of packs of these families, once for each set that changes one of them.

    Its arguments are positional and hashable.
    """

    def keep(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def read(*args: P.args, **kwargs: P.kwargs) -> R:
            packs = packs_in_force()
            key = (function, args)
            if key not in packs.kept:
                holder = SHIPPED if packs.families.isdisjoint(families) else packs
                if key not in holder.kept:
                    with judging_by(holder):
                        holder.kept[key] = function(*args, **kwargs)
                packs.kept[key] = holder.kept[key]  # found at once the next time
            kept: R = packs.kept[key]
            return kept

        setattr(read, MARK, frozenset(families))
        return read

    return keep
