"""The figures of quality as the page shows them: names, times and shares in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.accounts.models import User
from amends.insights.quality.figures import FEW, VIEWS, Figures, InTime, Promises, Waited
from amends.insights.quality.report import Report
from amends.insights.reply_outcomes import Outcome
from amends.replies.wording import read_name, template_name
from amends.web.access import Reader
from amends.web.names import shop_called
from amends.web.reply_words import VARIANT, stage_name
from amends.web.shown import percent, span
from amends.web.words import word

MOST_ROWS = 40
MARKS = ("solved", "refunded", "escalated", "reviewed")


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure with how many it was counted from. `under` is its second line."""

    said: str
    count: int
    is_few: bool
    under: str = ""
    of_promises: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    name: str
    first: Cell
    every: Cell
    own: Cell
    platform: Cell
    promises: Cell


@dataclass(frozen=True, slots=True)
class Table:
    """One view. `left_out`: how many further lines there are."""

    code: str
    title: str
    rows: list[Row]
    left_out: int


@dataclass(frozen=True, slots=True)
class After:
    """What became of cases after a template: shares of those it was `sent` in."""

    name: str
    sent: int
    shares: list["AfterShare"]

    @property
    def is_few(self) -> bool:
        return self.sent < FEW


@dataclass(frozen=True, slots=True)
class AfterShare:
    """In how many cases this followed."""

    name: str
    share: str
    count: int


def tables_of(report: Report, reader: Reader) -> list[Table]:
    """A table for each view, what is most frequent first; one query for the names of people."""
    ids = [each.key for each in report.by["agent"] if isinstance(each.key, int)]
    people = {user.pk: user.name or user.login for user in User.objects.filter(pk__in=ids)}
    titles = {
        "agent": _("By person"),
        "template": _("By template"),
        "channel": _("By channel"),
        "shop": _("By shop"),
        "issue_type": _("By reason"),
    }
    found = []
    for view in VIEWS:
        rows = [row_of(each, _name(view, each.key, people, reader)) for each in report.by[view]]
        found.append(Table(view, titles[view], rows[:MOST_ROWS], max(0, len(rows) - MOST_ROWS)))
    return found


def row_of(each: Figures, name: str) -> Row:
    """One line of figures."""
    first, every = _time(each.first), _time(each.every)
    return Row(name, first, every, _share(each.own), _share(each.platform), _share(each.promises))


def after_templates(outcomes: list[Outcome]) -> list[After]:
    """What became of cases after each template, all languages together, the most sent first."""
    sums: dict[str, list[int]] = {}
    for each in outcomes:
        name = template_name(each.stage, each.variant, each.version)
        counts = sums.setdefault(name, [0] * (len(MARKS) + 1))
        for place, count in enumerate((each.sent, *(getattr(each, mark) for mark in MARKS))):
            counts[place] += count
    titles = (_("Solved"), _("Refunded"), _("Claim opened"), _("Rated"))
    told = [
        After(
            _template(name),
            sent,
            [
                AfterShare(title, percent(str(round(100 * count / sent))) if sent else "—", count)
                for title, count in zip(titles, rest, strict=True)
            ],
        )
        for name, (sent, *rest) in sums.items()
    ]
    return sorted(told, key=lambda each: (-each.sent, each.name))[:MOST_ROWS]


def _time(waited: Waited) -> Cell:
    if waited.median_s is None or waited.p90_s is None:
        return Cell("—", 0, is_few=False)
    most = _("9 of 10 within %(span)s") % {"span": span(timedelta(seconds=waited.p90_s))}
    return Cell(span(timedelta(seconds=waited.median_s)), waited.count, waited.is_few, most)


def _share(part: InTime | Promises) -> Cell:
    if part.share is None:
        return Cell("—", 0, is_few=False)
    return Cell(
        percent(str(round(part.share * 100))), part.count, part.is_few, of_promises=isinstance(part, Promises)
    )


def _name(view: str, key: Any, people: Mapping[int, str], reader: Reader) -> str:
    if view == "agent":
        return people.get(key, str(key)) if key is not None else _("not from this desk")
    if view == "template":
        return _template(str(key)) if key is not None else _("in own words")
    if view == "shop":
        return shop_called(reader.every_shop[key])
    if view == "channel":
        return word("channel", key) if key else _("no message")
    return word("issue_type", key) if key else pgettext("issue type", "not known")


def _template(named: str) -> str:
    code, variant, version = read_name(named)
    parts = [stage_name(code)]
    if variant != "default":
        parts.append(str(VARIANT.get(variant, variant)))
    if version:
        parts.append(_("version %(number)s") % {"number": version})
    return " · ".join(parts)
