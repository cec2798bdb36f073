"""A marketplace's row put right by two people holds in place of what it said; a bad correction is refused."""

import pytest

from amends.core.pack_sets import SHIPPED, PackSet, judging_by
from amends.core.packs import BadPack
from amends.policies.rulebook import cited, corrections, rules

WRITTEN = """\
side: own
source: {known_from: Our own corrections, read_on: 2026-12-01, confidence: B}
corrections:
  - rule: amz.ret.refund
    due: {counts_from: return_received, amount: {n: 2, unit: business_days}}
    applies: [{countries: [US], from: 2026-12-01}]
    source: {address: 'https://example.com/refunds', read_on: 2026-12-01, confidence: A}
    corrected_on: 2026-12-01
    by: li
    confirmed_by: wang
"""


def packs(text: str = WRITTEN) -> PackSet:
    return PackSet({"policies/corrections": text.encode()})


def test_what_is_put_right_stands_where_the_row_stood() -> None:
    with judging_by(SHIPPED):
        before = [rule for rule in rules() if rule.id == "amz.ret.refund"]
        order = list(dict.fromkeys(rule.id for rule in rules()))
    with judging_by(packs()):
        [after] = [rule for rule in rules() if rule.id == "amz.ret.refund"]
        assert list(dict.fromkeys(rule.id for rule in rules())) == order
        assert cited()["amz.ret.refund"].source["address"] == "https://example.com/refunds"
        assert after.correction == corrections()["amz.ret.refund"]
        assert [rule for rule in rules() if rule.correction is not None] == [after]
    assert after.due != before[0].due
    assert (after.kind, after.side, after.actor) == (before[0].kind, before[0].side, before[0].actor)
    assert after.text == before[0].text
    assert after.version != before[0].version


@pytest.mark.parametrize(
    ("was", "becomes", "code"),
    [
        ("confirmed_by: wang", "confirmed_by: li", "no_second_person"),
        ("rule: amz.ret.refund", "rule: amz.no.such", "correction_of_nothing"),
        ("rule: amz.ret.refund", "rule: own.answer", "correction_of_own"),
        ("    confirmed_by: wang\n", "", "pack_invalid"),
        ("read_on: 2026-12-01, confidence: A", "confidence: A", "pack_invalid"),
    ],
)
def test_a_bad_correction_is_refused(was: str, becomes: str, code: str) -> None:
    assert was in WRITTEN
    with judging_by(packs(WRITTEN.replace(was, becomes))), pytest.raises(BadPack) as refused:
        rules()
    assert refused.value.code == code


def test_one_rule_is_corrected_once() -> None:
    row = WRITTEN[WRITTEN.index("  - rule") :]
    with judging_by(packs(WRITTEN + row)), pytest.raises(BadPack) as refused:
        rules()
    assert refused.value.code == "corrected_twice"
