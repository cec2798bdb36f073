"""The rows of a set as they compare with another set's: ids by their place in the set."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from benchmarks.multiplying import Kind

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
OWN_IDS = ("note",)  # ids within a document
Rows = dict[str, list[dict[str, Any]]]


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever is written in the block is gone after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows_of(
    kind: Kind, before: Mapping[Any, int], after: Mapping[Any, int], *, apart: Mapping[str, frozenset[str]]
) -> Rows:
    """Every row with an id after `before` up to `after`, by table; columns `apart` are left out.

    An id is told by its place among its table's in the set; one of elsewhere by itself. The history of an
    import is no part of a set.
    """
    places = {
        model: {pk: place for place, pk in enumerate(_ids(model, before, after))} for model in kind.models
    }
    return {
        model.__name__: [
            _told(kind, model, row, places, apart.get(model.__name__, frozenset()))
            for row in model.objects.filter(pk__in=places[model]).order_by("pk").values()
        ]
        for model in kind.models
    }


def _ids(model: Any, before: Mapping[Any, int], after: Mapping[Any, int]) -> list[int]:
    found = model.objects.filter(pk__gt=before[model], pk__lte=after[model]).order_by("pk")
    if model.__name__ == "Event":
        found = found.exclude(subject_type="import_file")
    return list(found.values_list("pk", flat=True))


def _told(
    kind: Kind, model: Any, row: dict[str, Any], places: Mapping[Any, dict[int, int]], apart: frozenset[str]
) -> dict[str, Any]:
    told = {}
    for each in model._meta.concrete_fields:
        if each.name in apart:
            continue
        value = row[each.attname]
        if isinstance(value, dict):
            value = {name: said for name, said in value.items() if name not in OWN_IDS}
        target = kind.ids.get((model, each.name)) or (
            each.related_model if each.is_relation else model if each.primary_key else None
        )
        if isinstance(target, Mapping):
            target = target.get(row["subject_type"])
        told[each.name] = ("place", places[target].get(value, value)) if target in places else value
    return told
