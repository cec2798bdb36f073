"""What can be typed into the search: every filter, and the values it takes, in the reader's language."""

from collections.abc import Collection

from amends.accounts.models import Shop
from amends.insights.searching.vocabulary import filters, value_names
from amends.triage.numbers import carrier_names
from amends.web.case_words import ISSUE_TYPE
from amends.web.language import pack_language
from amends.web.search_words import ASSIGNED
from amends.web.words import marketplace_name

AT_ONCE = 12  # values told at once


def explained(shops: Collection[Shop]) -> list[dict[str, object]]:
    """Every filter as the reader, who sees these shops, writes it: name, what it is about, values.

    `values` are ways that can be typed just so; `more` are those too many to stand beside the others.
    """
    language, names = pack_language(), filter_names()
    told: list[dict[str, object]] = []
    for code in filters():
        values = [_typeable(value) for value in _values(code, language, shops)]
        told.append({"code": code, "name": names[code], "values": values[:AT_ONCE], "more": values[AT_ONCE:]})
    return told


def filter_names() -> dict[str, str]:
    """Every filter's code and its name in the reader's language."""
    return {code: each.names[pack_language()] for code, each in filters().items()}


def _values(code: str, language: str, shops: Collection[Shop]) -> list[str]:
    if code == "type":
        return [str(word) for word in ISSUE_TYPE.values()]
    if code == "shop":
        return sorted(shop.code for shop in shops)
    if code == "marketplace":
        return sorted({marketplace_name(shop.marketplace) for shop in shops})
    if code == "carrier":
        return carrier_names(chinese_first=language == "zh-Hans")
    if code == "assigned":
        return list(ASSIGNED[language])
    return [name for _code, name in value_names(code, language)]


def _typeable(value: str) -> str:
    """As it may stand behind a filter's colon: without blanks."""
    return "-".join(value.split())
