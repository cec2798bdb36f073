"""A rule of wording is tried on the templates before it is released: the product's and the seller's own."""

from dataclasses import replace
from datetime import date

import pytest

from amends.accounts.models import Organisation, User
from amends.insights.own_wording_templates import Met, TriedOnTemplates, tried_on_templates
from amends.publishing.own_wording import OwnWording, written
from amends.publishing.wording import save_template
from tests import people

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
RULE = OwnWording(
    name="calm",
    text={"en": "We do not gush."},
    phrases={"en": ("splendid*",)},
    suggestion={"en": "It is on its way."},
    bad={"en": ("splendid",)},
    good={"en": ("good",)},
)
OURS = ("acknowledge", "en", "default")


@pytest.fixture
def lead() -> User:
    return people.user(people.organisation(), "limin", "lead")


def tried(
    of: Organisation, *rules: OwnWording, on: tuple[str, ...] = ("amazon",), only: str = ""
) -> TriedOnTemplates:
    files = {rule.pack: written(rule, TODAY) for rule in rules}
    return tried_on_templates(of.pk, files, on, today=TODAY, only=only)


def own(lead: User, words: str) -> None:
    save_template(*OURS, words, seen=0, by=people.actor(lead))


def places(met: tuple[Met, ...]) -> list[tuple[str, str, str, int]]:
    return [(*each.template.key, each.template.number) for each in met]


def test_every_wording_of_the_product_is_looked_at(lead: User) -> None:
    found = tried(
        lead.organisation, replace(RULE, phrases={"en": ("sorry", "refund*"), "zh-Hans": ("退款",)})
    )
    assert found.looked_at > 150
    assert {each.template.locale for each in found.met} == {"en", "zh-Hans"}
    assert "" in {each.template.stage for each in found.met}, "the words of ways out too"
    sorry = next(each for each in found.met if each.template.key == ("en", "refund_sent", "default"))
    assert (sorry.words, sorry.stops, sorry.template.number) == ("sorry", True, 0)


def test_none_is_met_by_a_rule_that_nobody_breaks(lead: User) -> None:
    assert tried(lead.organisation, RULE).met == ()


def test_the_sellers_own_wording_stands_for_the_products(lead: User) -> None:
    own(lead, "Splendid to hear from you.")
    found = tried(lead.organisation, RULE)
    assert places(found.met) == [("en", "acknowledge", "default", 1)]
    assert found.met[0].words == "Splendid"
    assert tried(people.organisation("Elsewhere"), RULE).met == (), "of no other organisation"


def test_one_that_warns_only_warns(lead: User) -> None:
    own(lead, "Splendid to hear from you.")
    found = tried(lead.organisation, replace(RULE, severity="warning"))
    assert (found.stopped, found.warned) == (0, 1)
    both = tried(lead.organisation, replace(RULE, severity="warning"), replace(RULE, name="strict"))
    assert (both.stopped, both.warned) == (1, 0), "the stricter is told, once for a template"
    one = tried(
        lead.organisation, replace(RULE, severity="warning"), replace(RULE, name="strict"), only=RULE.pack
    )
    assert (one.stopped, one.warned) == (0, 1)


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({"from_day": "2027-01-01"}, 1),
        ({"until_day": "2026-11-22"}, 1),
        ({"until_day": "2026-11-21"}, 0),
        ({"marketplaces": ("taobao",)}, 0),
        ({"kinds": ("review_request",)}, 0),
    ],
)
def test_only_where_and_when_the_rule_holds(lead: User, fields: dict[str, object], count: int) -> None:
    own(lead, "Splendid to hear from you.")
    assert len(tried(lead.organisation, replace(RULE, **fields)).met) == count  # type: ignore[arg-type]


def test_a_raised_warning_stops_a_wording_of_our_own(lead: User) -> None:
    own(lead, "Please calm down and wait.")
    assert tried(lead.organisation, RULE).met == ()
    found = tried(lead.organisation, replace(RULE, raises="tone"))
    assert places(found.met) == [("en", "acknowledge", "default", 1)]
    assert (found.met[0].rule, found.stopped) == ("tone", 1)
