"""Conditions of playbooks told in words: which fact, and what it must be."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from amends.playbooks.case_facts import asked_facts, evidence
from amends.playbooks.conditions import Condition, FactTest
from amends.playbooks.derived import Value
from amends.playbooks.fact_names import COUNT, FLAG, SET, fact_kinds
from amends.playbooks.reading import sentence
from amends.web import shown
from amends.web.language import HTML_LANG
from amends.web.rule_sentences import country_name
from amends.web.words import marketplace_name, word

FACT: Mapping[str, Promise] = {
    "cheap": pgettext_lazy("fact", "cheap goods"),
    "dear": pgettext_lazy("fact", "dear goods"),
    "shipped": pgettext_lazy("fact", "shipped"),
    "delivered": pgettext_lazy("fact", "delivered"),
    "paid_extra": pgettext_lazy("fact", "paid extra for shipping"),
    "peak": pgettext_lazy("fact", "peak season"),
    "abroad": pgettext_lazy("fact", "the buyer is abroad"),
    "claim_open": pgettext_lazy("fact", "a claim is open"),
    "days_since_event": pgettext_lazy("fact", "days since the newest tracking news"),
    "days_past_promise": pgettext_lazy("fact", "days past the promised day"),
    "hours_to_claim": pgettext_lazy("fact", "hours until a claim is possible"),
    "other_parcels": pgettext_lazy("fact", "other parcels on their way"),
    "marketplace": pgettext_lazy("fact", "marketplace"),
    "country": pgettext_lazy("fact", "country of the marketplace"),
    "ships_to": pgettext_lazy("fact", "country of the buyer"),
    "carrier": pgettext_lazy("fact", "carrier"),
    "fulfilment": pgettext_lazy("fact", "who ships"),
    "route": pgettext_lazy("fact", "route"),
    "parcel_state": pgettext_lazy("fact", "the parcel is"),
    "chosen": pgettext_lazy("fact", "the buyer chose"),
    "law_window": pgettext_lazy("fact", "return window by law"),
    "law_rule": pgettext_lazy("fact", "law that gives the window"),
    "return_window": pgettext_lazy("fact", "return window"),
    "fault_window": pgettext_lazy("fact", "window for faults"),
    "fault_rule": pgettext_lazy("fact", "law that gives the window for faults"),
    "wishes": pgettext_lazy("fact", "the buyer wants"),
    "threats": pgettext_lazy("fact", "the buyer threatens with"),
    "evidence": pgettext_lazy("fact", "evidence"),
    "events": pgettext_lazy("fact", "it happened"),
    "known": pgettext_lazy("fact", "it is known"),
    "issues": pgettext_lazy("fact", "the buyer also writes of"),
    "steps_done": pgettext_lazy("fact", "done"),
    "steps_begun": pgettext_lazy("fact", "begun"),
    "paid": pgettext_lazy("fact", "price paid"),
    "promised_until": pgettext_lazy("fact", "promised until"),
    "shipped_at": pgettext_lazy("fact", "shipped on"),
    "delivered_at": pgettext_lazy("fact", "delivered on"),
}


def pack_locale() -> str:
    """The reader's language as packs name it."""
    return HTML_LANG[shown.language()]


def condition_said(condition: Condition, issue_type: str) -> list[str]:
    """Each test of a condition as a phrase; all of them must hold. Empty for one that always holds."""
    return [test_said(test, issue_type) for test in condition]


def test_said(test: FactTest, issue_type: str) -> str:
    """`days since shipping: at least 3`, `the parcel is: lost`."""
    return pair_said(fact_name(test.fact), _wanted(test, issue_type))


def pair_said(name: str, value: str) -> str:
    """A name and its value; a question is followed by its answer."""
    if name.endswith(("?", "？")):
        return f"{name} {value}"
    return _("%(name)s: %(value)s") % {"name": name, "value": value}


def fact_name(name: str) -> str:
    """What a fact is called: in a few words, else the question by which it is asked for."""
    if name in FACT:
        return str(FACT[name])
    asked = asked_facts().get(name) or evidence().get(name)
    if asked is not None:
        return asked.text[pack_locale()]
    for start, said in (
        ("hours_left_", _("hours left, %(name)s")),
        ("days_since_", _("days since %(name)s")),
        ("days_until_", _("days until %(name)s")),
    ):
        if name.startswith(start):
            return said % {"name": _dated(name.removeprefix(start))}
    return name.replace("_", " ")


def _dated(name: str) -> str:
    """What days and hours are counted from: an event, a clock, or a date that was asked for."""
    if name in asked_facts():
        return f"“{asked_facts()[name].text[pack_locale()]}”"
    event = word("rule_event", name)
    return event if event != name else word("clock_kind", name)


def value_said(name: str, value: Value, issue_type: str) -> str:
    """A known value of a fact, in words."""
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, int):
        return shown.number(value)
    if isinstance(value, frozenset):
        codes = sorted(code_said(name, code, issue_type) for code in value)
        return ", ".join(codes) if codes else pgettext("set", "none")
    return code_said(name, str(value), issue_type)


def yes_no(value: bool) -> str:
    return pgettext("answer", "yes") if value else pgettext("answer", "no")


def code_said(name: str, code: str, issue_type: str) -> str:
    """One code of a fact, in words; the code itself where there are none."""
    if name in ("chosen", "steps_done", "steps_begun"):
        return _of_playbook(issue_type, "resolutions" if name == "chosen" else "steps", code)
    teller = _CODES.get(name)
    if teller is not None:
        return teller(code)
    asked = asked_facts().get(name)
    texts = asked.values.get(code) if asked is not None else None
    return texts[pack_locale()] if texts is not None else code.replace("_", " ")


def _of_playbook(issue_type: str, section: str, code: str) -> str:
    try:
        return sentence(issue_type, section, code, pack_locale())
    except KeyError:
        return code.replace("_", " ")


def _wanted(test: FactTest, issue_type: str) -> str:
    kind, _codes = fact_kinds()[test.fact]
    if kind == FLAG:
        return yes_no(bool(test.flag))
    if kind == COUNT:
        return _count(test.least, test.most)
    codes = sorted(code_said(test.fact, code, issue_type) for code in test.codes)
    listed = _either(codes)
    if kind == SET:
        return _("not %(name)s") % {"name": listed} if test.absent else listed
    if test.absent:
        return _("not %(name)s") % {"name": listed} if codes else _("anything")
    return listed


def _either(said: Iterable[str]) -> str:
    return pgettext("between alternatives", " or ").join(said)


def _count(least: int | None, most: int | None) -> str:
    if least is not None and least == most:
        return shown.number(least)
    if least is None:
        return pgettext("limit", "at most %(value)s") % {"value": shown.number(most or 0)}
    if most is None:
        return pgettext("limit", "at least %(value)s") % {"value": shown.number(least)}
    return _("%(from)s to %(until)s") % {"from": shown.number(least), "until": shown.number(most)}


def _evidence(code: str) -> str:
    return evidence()[code].text[pack_locale()] if code in evidence() else code


_CODES: Mapping[str, Callable[[str], str]] = {
    "marketplace": marketplace_name,
    "country": country_name,
    "ships_to": country_name,
    "carrier": lambda code: code.replace("_", " ").upper(),
    "evidence": _evidence,
    "known": fact_name,
    "parcel_state": partial(word, "parcel_state"),
    "fulfilment": partial(word, "fulfilment"),
    "route": partial(word, "route"),
    "wishes": partial(word, "wish"),
    "threats": partial(word, "threat"),
    "events": partial(word, "rule_event"),
    "issues": partial(word, "issue_type"),
    "law_window": partial(word, "window"),
    "return_window": partial(word, "window"),
    "fault_window": partial(word, "window"),
    "law_rule": str,
    "fault_rule": str,
}
