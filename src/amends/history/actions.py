"""Writing history: the only verb there is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from amends.core import clock
from amends.core.actor import Actor
from amends.history.models import Event


@dataclass(frozen=True, slots=True)
class Happening:
    """An event to be recorded: verb in the past (`order_changed`), subject, codes and amounts."""

    verb: str
    subject_type: str
    subject_id: int
    detail: Mapping[str, Any]


def record(
    *,
    actor: Actor,
    verb: str,
    subject_type: str,
    subject_id: int,
    detail: Mapping[str, Any] | None = None,
    organisation_id: int | None = None,
    pack_version: str = "",
) -> Event:
    """Append one event. `detail` holds ids, codes and amounts only, never a personal field."""
    return Event.objects.create(
        organisation_id=organisation_id or actor.organisation_id,
        at=clock.now(),
        actor=str(actor),
        verb=verb,
        subject_type=subject_type,
        subject_id=subject_id,
        detail=dict(detail or {}),
        pack_version=pack_version,
    )


def record_all(happenings: Iterable[Happening], *, by: Actor) -> None:
    """Append many events at the same moment."""
    at = clock.now()
    Event.objects.bulk_create(
        Event(
            organisation_id=by.organisation_id,
            at=at,
            actor=str(by),
            verb=happening.verb,
            subject_type=happening.subject_type,
            subject_id=happening.subject_id,
            detail=dict(happening.detail),
        )
        for happening in happenings
    )


NOT_TOLD = {"sorted_at", "said_at", "allocated", "title", "seller_note", "text", "response"}


def as_told(change: Mapping[str, tuple[Any, Any]]) -> dict[str, list[str | None]]:
    """A change as history keeps it: column → [before, after] as text, without what may name a person."""
    return {
        name: [None if value is None else str(value) for value in values]
        for name, values in change.items()
        if name not in NOT_TOLD
    }
