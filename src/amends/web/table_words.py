"""Decision tables told in words: names of facts, cells, what a row says."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from amends.core.money import Money
from amends.playbooks.reading import party_name
from amends.policies.tables.cells import Cell, told_cell
from amends.policies.tables.fact_types import FactType, Value, tell
from amends.policies.tables.rulebook import Rulebook, Then
from amends.web import shown
from amends.web.condition_sentences import pack_locale, yes_no
from amends.web.rule_sentences import country_name
from amends.web.words import marketplace_name, word

NAMES: Mapping[str, Promise] = {
    "may_return": pgettext_lazy("table", "May it be returned?"),
    "refund_approval": pgettext_lazy("table", "Who approves a refund?"),
    "asked_by": pgettext_lazy("table", "asked by"),
    "one_person_team": pgettext_lazy("table", "team of one person"),
    "days_kept": pgettext_lazy("table", "days kept"),
    "allowed": pgettext_lazy("table", "allowed"),
    "return_freight": pgettext_lazy("table", "freight of the return"),
    "outbound_freight_back": pgettext_lazy("table", "freight to the buyer is paid back"),
    "packaging_fee": pgettext_lazy("table", "fee for packaging"),
    "approval": pgettext_lazy("table", "approval"),
    "buyer_pays": pgettext_lazy("table", "the buyer pays"),
    "seller_pays": pgettext_lazy("table", "we pay"),
    "owner": pgettext_lazy("role", "Owner"),
    "lead": pgettext_lazy("role", "Lead"),
    "agent": pgettext_lazy("role", "Agent"),
    "technical_agent": pgettext_lazy("role", "Technical agent"),
    "finance": pgettext_lazy("role", "Finance"),
    "second_reading": pgettext_lazy("table", "a second reading"),
    "nobody": pgettext_lazy("table", "nobody"),
}


def fact_label(book: Rulebook, name: str) -> str:
    """What a fact or a column is called: the question by which it is asked for, else its name."""
    if name in _scopes():
        return _scopes()[name]
    outer, _dot, inner = name.partition(".")
    fact = book.facts.get(outer)
    if fact is not None and inner:
        fact = fact.fields.get(inner)
    written = fact.ask.get(pack_locale(), "") if fact is not None else ""
    return written if _is_a_question(written) else name_said(name).replace(".", " · ")


def name_said(code: str) -> str:
    """A name of the tables in the reader's language; one that has no word as it is written."""
    return str(NAMES.get(code, code.replace("_", " ")))


def _is_a_question(written: str) -> bool:
    return written.endswith(("?", "？"))


def _scopes() -> dict[str, str]:
    return {
        "marketplace": pgettext("fact", "marketplace"),
        "country": pgettext("fact", "country of the marketplace"),
        "fulfilment": pgettext("fact", "who ships"),
        "shop": pgettext("fact", "shop"),
    }


def cell_said(cell: Cell | None, of: FactType, name: str = "") -> str:
    """A cell in words: `at least 3 days`, `not lost`, `one of …`; a dash where it may be anything."""
    return _told(told_cell(cell, of), of, name)


def value_said(value: Value, of: FactType, name: str = "") -> str:
    """A value in words: money and numbers as the language writes them."""
    if isinstance(value, Money):
        return shown.money(value.amount, value.currency)
    return _plain(tell(value, of), name)


def outcome_said(book: Rulebook, name: str, then: Then) -> str:
    """`allowed: yes`, or `refund: as much as paid`."""
    label = name_said(name)
    if then.fact:
        value = _("as %(fact)s says") % {"fact": f"“{fact_label(book, then.fact)}”"}
    else:
        value = value_said(then.value, book.outcomes[name].type, name)
    return _("%(name)s: %(value)s") % {"name": label, "value": value}


def state_said(state: str) -> str:
    """What a row without outcomes comes to."""
    return word("table_verdict", state)


def _told(raw: Any, of: FactType, name: str) -> str:
    if raw == "any":
        return "—"
    if isinstance(raw, list):
        return pgettext("between alternatives", " or ").join(_told(part, of, name) for part in raw)
    if not isinstance(raw, dict):
        return _plain(raw, name)
    if set(raw) == {"not"}:
        return _("not %(name)s") % {"name": _told(raw["not"], of, name)}
    if set(raw) == {"min", "max"}:
        return _("%(from)s to %(until)s") % {
            "from": _plain(raw["min"], name),
            "until": _plain(raw["max"], name),
        }
    return ", ".join(_test(test, value, name) for test, value in raw.items())


def _test(test: str, value: Any, name: str) -> str:
    listed = (
        ", ".join(_plain(part, name) for part in value) if isinstance(value, list) else _plain(value, name)
    )
    ways = {
        "min": pgettext("limit", "at least %(value)s"),
        "max": pgettext("limit", "at most %(value)s"),
        "above": pgettext("limit", "above %(value)s"),
        "below": pgettext("limit", "below %(value)s"),
        "has": pgettext("set", "has one of: %(value)s"),
        "has_all": pgettext("set", "has all of: %(value)s"),
        "lacks": pgettext("set", "has none of: %(value)s"),
        "only": pgettext("set", "nothing but: %(value)s"),
    }
    return ways[test] % {"value": listed}


def _plain(raw: Any, name: str) -> str:
    if isinstance(raw, bool):
        return yes_no(raw)
    if isinstance(raw, list):
        return ", ".join(_plain(part, name) for part in raw)
    code = str(raw)
    if name == "marketplace":
        return marketplace_name(code)
    if name == "country":
        return country_name(code)
    if name == "fulfilment":
        return word("fulfilment", code)
    return _duration(code) or name_said(code)


def _duration(code: str) -> str:
    """`30 days` in the reader's language; empty where it is none."""
    n, _space, unit = code.partition(" ")
    units = {
        "seconds": _("%(n)s s"),
        "minutes": _("%(n)s min"),
        "hours": _("%(n)s h"),
        "days": _("%(n)s days"),
        "weeks": _("%(n)s weeks"),
    }
    return units[unit] % {"n": n} if unit in units else ""


def code_said(code: str, name: str = "") -> str:
    """A code as it is shown."""
    return _plain(code, name)


def party_said(party: str) -> str:
    """Whom to ask for a fact."""
    try:
        return party_name(party, pack_locale())
    except KeyError:
        return party.replace("_", " ")


def value_told(raw: Any, of: FactType, name: str = "") -> str:
    """A value as documents tell it, in words."""
    return value_said(of.read(name, raw), of, name)
