"""Every rule once, found by id, with everything that relies on it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.insights.rule_examples import examples_of
from amends.insights.rule_filter import (
    AGES,
    Wanted,
    chosen,
    from_day,
    is_ending,
    is_old,
    is_over,
    read_on,
    until_day,
)
from amends.insights.rule_uses import issue_types_of, uses_of
from amends.insights.rulebook_index import (
    FAMILIES,
    GROUND,
    NOTE,
    ROW,
    RULE,
    SIDES,
    WORDING,
    every_rule,
    rules_named,
)
from amends.playbooks.reading import GROUNDS, playbooks
from amends.policies.rulebook import cited
from amends.policies.tables.loading import rulebooks

TODAY = date(2026, 11, 22)


def ids(family: str) -> set[str]:
    return {entry.id for entry in every_rule() if entry.family == family}


def test_every_row_and_note_of_policies_is_there() -> None:
    assert ids(RULE) | ids(NOTE) == set(cited())


def test_every_row_of_every_table_that_says_something_is_there() -> None:
    rows = {
        row.name
        for book in rulebooks().values()
        for table in book.tables
        for row in table.all_rows
        if not row.impossible and row.state != "silent"
    }
    assert ids(ROW) == rows


def test_every_ground_of_every_playbook_is_there() -> None:
    grounds = {
        f"{book.issue_type}.{way.code}.{ground.code}"
        for book in playbooks().values()
        for way in book.resolutions
        for kind in GROUNDS
        for ground in getattr(way, kind)
    }
    assert ids(GROUND) == grounds


def test_a_rule_is_found_as_a_verdict_cites_it() -> None:
    for name in ("amz.msg.reply", "cn_return/quality", "delayed.wait_and_chase.lost"):
        assert [entry.id for entry in rules_named(name)] == [name]
    assert rules_named("playbooks/delayed.wait_and_chase.lost") == rules_named("delayed.wait_and_chase.lost")
    assert rules_named("no.such.rule") == ()


def test_every_rule_says_itself_in_three_languages_and_has_a_source() -> None:
    for entry in every_rule():
        assert all(entry.text[locale] for locale in ("en", "zh-Hans", "fr")), entry.id
        assert entry.side in SIDES
        assert entry.family in FAMILIES
        assert read_on(entry) <= TODAY + timedelta(days=366)
        assert entry.source["confidence"] in "ABC"


def test_who_relies_on_a_rule() -> None:
    [refund] = rules_named("amz.atoz.out_seller_refund")
    cites = {(use.issue_type, use.code, use.way) for use in uses_of(refund) if use.section == "grounds"}
    assert ("delayed", "wait_and_chase.claim_near", "not_advised") in cites
    assert "delayed" in issue_types_of(refund)
    [window] = rules_named("cn.cpl25.return")
    assert "no_reason_return" in issue_types_of(window), "a condition hangs on the window it gives"
    [row] = rules_named("cn_return/quality")
    assert ("tables", "may_return") in {(use.section, use.code) for use in uses_of(row)}


def test_examples_reach_what_they_say_they_reach() -> None:
    for name in ("amz.msg.reply", "cn_return/quality", "delayed.wait_and_chase.lost"):
        assert examples_of(rules_named(name)[0]), name
    assert examples_of(rules_named("cn.cpl25.freight")[0]) == []


@pytest.mark.parametrize(
    ("wanted", "there", "not_there"),
    [
        (Wanted(marketplace="amazon"), "amz.msg.reply", "wm.dispute"),
        (Wanted(country="CN"), "cn.cpl25.return", "us.ftc"),
        (Wanted(side="carrier"), "dhl.exp", "amz.msg.reply"),
        (Wanted(kind="row"), "cn_return/quality", "amz.msg.reply"),
        (Wanted(kind="rule:answer"), "amz.msg.reply", "amz.atoz.contact_first"),
        (Wanted(issue_type="delayed"), "delayed.wait_and_chase.lost", "cn_return/quality"),
        (Wanted(words="A-TO-Z 索赔"), "amz.atoz.contact_first", "dhl.exp"),
        (Wanted(words="sellercentral"), "amz.msg.reply", "cn.cpl25.return"),
    ],
)
def test_rules_are_chosen(wanted: Wanted, there: str, not_there: str) -> None:
    found = [entry.id for entry in chosen(every_rule(), wanted, TODAY)]
    assert there in found
    assert not_there not in found


def test_what_names_the_marketplace_comes_before_what_holds_everywhere() -> None:
    found = chosen(every_rule(), Wanted(marketplace="amazon"), TODAY)
    named = [bool(entry.marketplaces) for entry in found]
    assert named == sorted(named, reverse=True)


def test_a_rule_not_looked_at_for_half_a_year_is_marked() -> None:
    [entry] = rules_named("amz.msg.reply")
    read = read_on(entry)
    assert not is_old(entry, read + timedelta(days=183))
    assert is_old(entry, read + timedelta(days=184))
    assert entry in chosen(every_rule(), Wanted(age="old"), read + timedelta(days=400))


def test_a_rule_in_its_last_week_is_marked() -> None:
    ending = next(entry for entry in every_rule() if entry.versions and until_day(entry) is not None)
    last = until_day(ending)
    assert last is not None
    assert not is_ending(ending, last - timedelta(days=8))
    assert is_ending(ending, last - timedelta(days=7))
    assert is_ending(ending, last)
    assert not is_over(ending, last)
    assert is_over(ending, last + timedelta(days=1))
    first = from_day(ending)
    assert first is None or first <= last


@given(
    st.sampled_from(["", "amazon", "taobao"]),
    st.sampled_from(["", "CN", "DE"]),
    st.sampled_from(["", *SIDES]),
    st.sampled_from(["", *FAMILIES, "note:fact"]),
    st.sampled_from(["", "delayed", "damaged"]),
    st.sampled_from(["", *AGES]),
)
def test_each_filter_only_takes_away(
    marketplace: str, country: str, side: str, kind: str, issue_type: str, age: str
) -> None:
    wanted = Wanted(marketplace, country, side, kind, issue_type, age)
    found = {entry.id for entry in chosen(every_rule(), wanted, TODAY)}
    for one in (Wanted(marketplace=marketplace), Wanted(side=side, kind=kind), Wanted(issue_type=issue_type)):
        assert found <= {entry.id for entry in chosen(every_rule(), one, TODAY)}


def test_what_is_written_to_buyers_stands_once_for_each_of_its_sources() -> None:
    held = rules_named("review_change_request")
    assert {each.family for each in held} == {WORDING}
    said = [(each.kind, each.side, each.marketplaces) for each in held]
    assert said[0] == ("error", "platform", {"amazon"})
    assert said[1] == ("warning", "platform", {"ebay"})
    assert said[2] == ("warning", "own", {"own", "shopify"})
    assert said[3][:2] == ("error", "law")
    assert not {"amazon", "ebay", "own"} & (said[3][2] or set())
    lines = {(each.locale, each.gives) for each in examples_of(held[0])}
    assert lines == {(locale, gives) for locale in ("en", "zh-Hans", "fr") for gives in ("bad", "good")}
