"""Template tags and filters, known to every template without loading."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from babel.numbers import format_decimal
from django import template
from django.template.defaultfilters import floatformat
from django.utils.html import format_html
from django.utils.safestring import SafeString

from amends.accounts.models import Shop
from amends.core import clock
from amends.core.clock import rfc3339
from amends.inbox.promises import promised_by
from amends.web import reply_words, shown, thumbnails, words
from amends.web.case_marks import Marked
from amends.web.contact_words import purpose_name as purpose_called
from amends.web.file_names import safe_name as safe_file_name
from amends.web.folded import Piece, opening, pieces
from amends.web.names import shop_called
from amends.web.rule_sentences import day_said
from amends.web.table_words import name_said

register = template.Library()


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    return shown.money(amount, currency)


register.filter("shop_called", shop_called)


@register.filter
def short(text: object, length: int) -> str:
    """At most so many signs; plainer and quicker than Django's, which counts what cannot be seen."""
    whole = str(text)
    return whole if len(whole) <= length else whole[: length - 1] + "…"


@register.filter
def folded(text: str, marked: Marked | None = None) -> list[Piece]:
    return pieces(text, marked.spans if marked is not None else ())


register.filter("opening", opening)
register.filter("has_thumbnail", thumbnails.has_thumbnail)
register.filter("opens", thumbnails.opens)
register.filter("why_no_thumbnail", thumbnails.why_none)


@register.simple_tag
def nameable() -> list[tuple[str, str]]:
    return [(name, reply_words.value_name(name)) for name in reply_words.OF_GROUP]


@register.filter
def stage_name(code: str) -> str:
    return reply_words.stage_name(code)


@register.filter
def variant_name(code: str) -> str:
    return str(reply_words.VARIANT.get(code, code))


@register.filter
def verdict_name(code: str) -> str:
    return str(reply_words.VERDICT[code])


@register.filter
def value_kind(code: str) -> str:
    return str(reply_words.KIND[code])


@register.filter
def tongue(locale: str) -> str:
    return reply_words.TONGUE[locale]


@register.filter
def purpose_name(code: str) -> str:
    return purpose_called(code)


@register.simple_tag
def promised_until(text: str, shop: Shop) -> datetime | None:
    """When the earliest promise that a text makes would be due, were it sent now."""
    return promised_by(text or "", at=clock.now(), zone=shop.time_zone, country=shop.country)


@register.filter
def counted(count: int) -> str:
    return shown.counted(count)


@register.filter
def figure(value: int) -> str:
    """A whole number with the language's separators."""
    return shown.number(value)


@register.filter
def waited(seconds: float) -> str:
    """A time somebody waited, in at most two units."""
    return shown.span(timedelta(seconds=seconds))


@register.filter
def lasting(length: timedelta) -> str:
    return shown.span(length)


@register.filter
def round_lasting(length: timedelta) -> str:
    return shown.round_span(length)


@register.filter
def share(part: float) -> str:
    """A part of one in hundredths, with one place."""
    return shown.percent(floatformat(part * 100, 1))


@register.filter
def percent(hundredths: int | Decimal | str) -> str:
    """Hundredths with the sign for them; `widthratio` gives them as text."""
    return shown.percent(str(format_decimal(hundredths, locale=shown.locale())))


@register.filter
def points(change: float) -> str:
    """A change of a share in percentage points, with its sign and one place."""
    return f"{'−' if change < 0 else '+'}{floatformat(abs(change) * 100, 1)}"


@register.filter
def octets(size: int) -> str:
    return shown.octets(size)


@register.filter
def word(code: str, family: str) -> str:
    return words.word(family, code)


@register.filter
def marketplace(code: str) -> str:
    return words.marketplace_name(code)


@register.simple_tag
def moment(at: datetime | None, zone: str = "UTC", named: bool = False) -> SafeString | str:
    """A time in the zone, with the zone on hover, or (`named`) behind it; a dash for none."""
    return _time(at, zone, with_time=True, named=named)


@register.simple_tag
def day(at: datetime | None, zone: str = "UTC") -> SafeString | str:
    """As `moment`, without the time of day."""
    return _time(at, zone, with_time=False)


def _time(at: datetime | None, zone: str, *, with_time: bool, named: bool = False) -> SafeString | str:
    if at is None:
        return "—"
    return format_html(
        '<time datetime="{}" title="{}">{}{}</time>',
        rfc3339(at),
        shown.exactly(at, zone),
        shown.moment(at, zone, with_time=with_time),
        f" {shown.short_zone(at, zone)}" if named else "",
    )


@register.filter
def day_of(day: date) -> str:
    """A civil day, in no zone."""
    return day_said(day)


@register.filter
def serious(findings: Iterable[Any]) -> list[Any]:
    """Findings of a rulebook that are more than notes."""
    return [one for one in findings if one.level != "note"]


@register.filter
def only_notes(findings: Iterable[Any]) -> list[Any]:
    """The notes among the findings of a rulebook."""
    return [one for one in findings if one.level == "note"]


@register.filter
def table_name(question: str) -> str:
    """The question of a decision table in words."""
    return name_said(question)


@register.simple_tag
def query(**parameters: str | None) -> str:
    """`?a=1&b=2` of the parameters that are not empty; `?` alone for none."""
    return "?" + urlencode({name: value for name, value in parameters.items() if value})


@register.simple_tag
def query_of(parameters: dict[str, str]) -> str:
    """As `query`, of a dictionary; empty for none."""
    filled = {name: value for name, value in parameters.items() if value}
    return "?" + urlencode(filled) if filled else ""


@register.simple_tag
def day_text(at: datetime, zone: str = "UTC") -> str:
    """The day alone, for texts inside attributes and pictures."""
    return shown.moment(at, zone, with_time=False)


@register.filter
def unlocalize(value: float) -> str:
    """A number as SVG wants it, whatever the language."""
    return f"{value:g}"


@register.filter
def safe_name(filename: str) -> str:
    """A file's name without path and direction marks."""
    return safe_file_name(filename)
