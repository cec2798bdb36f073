"""The values a template can be given, checked and written as people of a language write them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency

from amends.core.money import Money

LONGEST_TEXT = 500
LONGEST_LIST = 20
_BABEL = {"en": "en", "zh-Hans": "zh_Hans", "fr": "fr"}
LOCALES = tuple(_BABEL)
_DAY = {"en": "EEEE d MMMM", "zh-Hans": "M月d日", "fr": "EEEE d MMMM"}
_MOMENT = {"en": "EEEE d MMMM, HH:mm", "zh-Hans": "M月d日HH:mm", "fr": "EEEE d MMMM 'à' H 'h' mm"}


class Unfit(Exception):
    """A value is not of its type; the argument says what is expected."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A way out as told to the buyer: its code, what the buyer gets, and until when we act.

    `by` is aware, in the zone in which the buyer is to read it.
    """

    code: str
    amount: Money | None = None
    by: datetime | None = None


def written(kind: str, value: object, locale: str) -> str | list[str]:
    """A value of the type `kind` (not offer, offers) as text in that language. Raises Unfit."""
    return _WRITERS[kind](value, locale)


def offer_values(offer: Offer) -> Mapping[str, object]:
    """What the words of a way out can be given, without what is not known."""
    values = {"amount": offer.amount, "by": offer.by}
    return {name: value for name, value in values.items() if value is not None}


def _text(value: object, locale: str) -> str:
    if not isinstance(value, str):
        raise Unfit("text is expected")
    # A name with line breaks would write paragraphs of its own.
    return _short(" ".join(value.split()))


def _lines(value: object, locale: str) -> str:
    if not isinstance(value, str):
        raise Unfit("text is expected")
    kept = (" ".join(line.split()) for line in value.splitlines())
    return _short("\n".join(line for line in kept if line))


def _short(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise Unfit(f"over {LONGEST_TEXT} characters")
    return text


def _money(value: object, locale: str) -> str:
    if not isinstance(value, Money):
        raise Unfit("money is expected")
    rounded = value.rounded()
    return format_currency(rounded.amount, rounded.currency, locale=_BABEL[locale])


def _day(value: object, locale: str) -> str:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Unfit("a day is expected")
    return format_date(value, _DAY[locale], locale=_BABEL[locale])


def _moment(value: object, locale: str) -> str:
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise Unfit("a moment with its zone is expected")
    # Already in the zone in which it is to be read; Babel would turn it into UTC.
    return format_datetime(value.replace(tzinfo=None), _MOMENT[locale], locale=_BABEL[locale])


def _count(value: object, locale: str) -> str:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Unfit("a whole number from 0 is expected")
    return str(value)


def _list(value: object, locale: str) -> list[str]:
    if not isinstance(value, list | tuple) or not value:
        raise Unfit("a list with something in it is expected")
    if len(value) > LONGEST_LIST:
        raise Unfit(f"over {LONGEST_LIST} entries")
    return [_text(one, locale) for one in value]


_WRITERS: dict[str, Callable[[Any, str], str | list[str]]] = {
    "text": _text,
    "lines": _lines,
    "money": _money,
    "day": _day,
    "moment": _moment,
    "count": _count,
    "list": _list,
}
