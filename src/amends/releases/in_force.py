"""The rulebook that holds for an organisation now: the latest release that has taken effect and can be read.

One that the product cannot judge by is passed over: the last good one before it holds.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from django.db.models import OuterRef, QuerySet, Subquery

from amends.core import clock
from amends.core.pack_sets import SHIPPED, PackSet, judging_by
from amends.releases.models import RulebookRelease

_whose: ContextVar[int | None] = ContextVar("rulebook_of", default=None)


def release_in_force(organisation_id: int) -> RulebookRelease | None:
    """The release by which cases are judged now; None where the product's own packs hold alone."""
    return _in_force(organisation_id).first()


def packs_of(organisation_id: int) -> PackSet:
    """The packs by which cases of the organisation are judged now: one query."""
    release_id = _in_force(organisation_id).values_list("pk", flat=True).first()
    return packs_of_release(release_id)


@contextmanager
def by_rulebook_of(organisation_id: int) -> Iterator[None]:
    """Inside the block cases are judged by that organisation's rulebook; asked for at the first judgement."""
    if _whose.get() == organisation_id:
        yield
        return
    with _judging(organisation_id, lambda: packs_of(organisation_id)):
        yield


@contextmanager
def by_release(organisation_id: int, release_id: int | None) -> Iterator[None]:
    """Inside the block cases are judged by that release; None: by the packs of the product alone."""
    with _judging(organisation_id, lambda: packs_of_release(release_id)):
        yield


def packs_of_release(release_id: int | None) -> PackSet:
    """The packs of that release; without one, those of the product alone."""
    return SHIPPED if release_id is None else _packs_of_release(release_id)


def release_id_of(organisation: str) -> Subquery:
    """The release in force of a row's organisation (its column), to be read along with the row."""
    return Subquery(_in_force(OuterRef(organisation)).values("pk")[:1])


@contextmanager
def _judging(organisation_id: int, packs: Callable[[], PackSet]) -> Iterator[None]:
    token = _whose.set(organisation_id)
    try:
        with judging_by(packs):
            yield
    finally:
        _whose.reset(token)


def _in_force(organisation_id: int | OuterRef) -> QuerySet[RulebookRelease]:
    taken = RulebookRelease.objects.filter(
        organisation_id=organisation_id,
        effective_at__lte=clock.now(),
        withdrawn_at=None,
        faulty_since=None,
    )
    return taken.order_by("-effective_at", "-number")


@lru_cache(maxsize=32)
def _packs_of_release(release_id: int) -> PackSet:
    files = RulebookRelease.objects.values_list("files", flat=True).get(pk=release_id)
    return PackSet({name: text.encode() for name, text in files.items()})
