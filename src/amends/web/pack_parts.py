"""Parts of packs: found by where they stand, named in words, and written in one line."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import yaml
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from amends.core.packs import StrictLoader
from amends.web.table_words import name_said

PARTS: Mapping[str, Promise] = {
    "when": pgettext_lazy("part of a row", "holds when"),
    "then": pgettext_lazy("part of a row", "outcome"),
    "text": pgettext_lazy("part of a row", "sentence"),
    "reason": pgettext_lazy("part of a row", "reason"),
    "consequence": pgettext_lazy("part of a row", "consequence"),
    "source": pgettext_lazy("part of a row", "source"),
    "from": pgettext_lazy("part of a row", "from"),
    "until": pgettext_lazy("part of a row", "until"),
    "marketplaces": pgettext_lazy("part of a row", "marketplaces"),
    "countries": pgettext_lazy("part of a row", "countries"),
    "not_countries": pgettext_lazy("part of a row", "not in"),
    "shops": pgettext_lazy("part of a row", "shops"),
    "fulfilment": pgettext_lazy("part of a row", "who ships"),
    "due": pgettext_lazy("part of a row", "due"),
    "opens": pgettext_lazy("part of a row", "opens"),
    "applies": pgettext_lazy("part of a row", "where and since when"),
    "rows": pgettext_lazy("part of a row", "order of the rows"),
    "otherwise": pgettext_lazy("part of a row", "otherwise"),
    "examples": pgettext_lazy("part of a row", "examples"),
    "corrections": pgettext_lazy("part of a row", "corrections"),
}
KEYS = ("id", "code", "name", "currency", "gives")
LONGEST = 400


def part_said(name: str) -> str:
    """What a part of a row is called."""
    return str(PARTS.get(name, name_said(name)))


def part_value(text: str, place: str) -> Any:
    """What stands at `tables/shop_return/rows/fault` of a pack; None where it cannot be told."""
    part: Any = _read(text)
    for step in filter(None, place.split("/")):
        if isinstance(part, dict):
            part = part.get(step)
        elif isinstance(part, list):
            part = next((one for one in part if _is_named(one, step)), None)
    return part


def written(value: Any) -> str:
    """A value of a pack in one line, as YAML."""
    if value is None:
        return ""
    told = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**6)
    told = told.removesuffix("...\n").strip()
    return told if len(told) <= LONGEST else told[:LONGEST] + "…"


def _is_named(part: Any, step: str) -> bool:
    if not isinstance(part, dict):
        return False
    shops = part.get("shops") or part.get("marketplaces") or ()
    return any(
        key in part and step in (str(part[key]), ".".join((str(part[key]), *map(str, shops)))) for key in KEYS
    )


@lru_cache(maxsize=8)
def _read(text: str) -> Any:
    try:
        return yaml.load(text, Loader=StrictLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
