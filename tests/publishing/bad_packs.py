"""Packs with one thing wrong each: its name, the pack, its text, a word of the finding."""

from collections.abc import Iterator
from typing import NamedTuple

from amends.core.packs import pack_bytes


class BadPack(NamedTuple):
    """`line_of` stands on the line that the finding is to name, and nowhere else before it."""

    fault: str
    name: str
    text: str
    told: str
    line_of: str


def bad_packs() -> list[BadPack]:
    """One for each kind of fault that keeps a pack out of force."""
    return list(_of_words()) + list(_of_tables()) + list(_of_playbooks())


def _of_words() -> Iterator[BadPack]:
    yield BadPack("malformed YAML", "policies/shop", "side: own\nrules: [\n", "no valid YAML", "")
    text = _changed("policies/shop", "minutes: 720", "minutes: 12 hours")
    yield BadPack("wrong unit of a clock", "policies/shop", text, "12 hours", "minutes: 12 hours")
    text = _changed("policies/shop", "read_on: ", "seen_on: ")
    yield BadPack("source without a date", "policies/shop", text, "seen_on", "seen_on")
    text = _changed("replies/en/claim_withdrawal", '{% if buyer_name != "" %}', "{% if buyer_name != %}")
    yield BadPack("Liquid error", "replies/en/claim_withdrawal", text, "primitive", "{% if buyer_name != %}")
    text = _changed("replies/en/claim_withdrawal", "{{ marketplace_name }}", "{{ moon_name }}")
    yield BadPack("unknown value", "replies/en/claim_withdrawal", text, "moon_name", "moon_name")


def _of_tables() -> Iterator[BadPack]:
    shop = "tables/returns/shop"
    text = _changed(shop, "max: 30 days", "max: 30 kg")
    yield BadPack("wrong unit in a cell", shop, text, "no unit of time", "30 kg")
    text = _changed(shop, "when: {days_kept", "when: {days_keptt")
    yield BadPack("unknown column", shop, text, "days_keptt", "days_keptt")
    yield BadPack("overlapping versions", FEE_TABLE, OVERLAPPING, "in force together", SECOND)
    text = FEES.replace("RATES", "rates: {base: USD, read_on: 2026-11-21, per_unit: {EUR: '1.15'}}")
    yield BadPack("currency without a rate", FEE_TABLE, text, "GBP", "paid: {type")


def _of_playbooks() -> Iterator[BadPack]:
    name = "playbooks/missing_item"
    text = _changed(name, "verb: reship", "verb: teleport")
    yield BadPack("unknown verb", name, text, "teleport", "verb: teleport")
    text = _changed(name, "after: take_part", "after: send_part")
    yield BadPack("circular steps", name, text, "send_part", "code: send_part")


def _changed(name: str, before: str, after: str) -> str:
    text = pack_bytes(name).decode()
    assert before in text, f"{name} does not say {before}"
    return text.replace(before, after, 1)


FEE_TABLE = "tables/mine/fees"
SECOND = "- id: wrapping  # again"
FEES = """name: mine.fees
side: seller
source: {known_from: Our own prices, read_on: 2026-11-21, confidence: A}
RATES
facts:
  paid: {type: money, currency: [USD, EUR, GBP]}
outcomes:
  fee: {type: yes_no, kinder: false}
tables:
  - id: fee
    columns: [paid]
    rows:
      - id: small
        when: {paid: {max: 5.00 GBP}}
        then: {fee: false}
        reason: small
        text: {en: Small., zh-Hans: 金额小。, fr: Petit.}
    otherwise: ask_a_person
examples:
  - {name: small, facts: {paid: 1.00 GBP}, gives: {row: fee/small}}
"""
OVERLAPPING = """name: mine.fees
side: seller
source: {known_from: Our own prices, read_on: 2026-11-21, confidence: A}
zone: Asia/Shanghai
facts:
  asked_on: {type: date}
  wrapped: {type: yes_no}
outcomes:
  fee: {type: yes_no, kinder: false}
tables:
  - id: fee
    columns: [asked_on, wrapped]
    dated_by: asked_on
    rows:
      - id: wrapping
        until: 2026-12-31
        when: {wrapped: true}
        then: {fee: false}
        reason: wrapping
        text: {en: Free., zh-Hans: 免费。, fr: Gratuit.}
      - id: wrapping  # again
        from: 2026-12-01
        when: {wrapped: true}
        then: {fee: true}
        reason: wrapping
        text: {en: Free., zh-Hans: 免费。, fr: Gratuit.}
    otherwise: ask_a_person
examples:
  - {name: wrapped, facts: {asked_on: 2026-11-30, wrapped: true}, gives: {row: fee/wrapping}}
"""
