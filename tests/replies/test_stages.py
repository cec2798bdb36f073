"""What may be written where: every stage, every marketplace, asked and unasked."""

import copy
from typing import Any

import pytest

from amends.accounts.storefront import marketplace_codes
from amends.core.errors import NotFound
from amends.core.packs import Pack, load_pack
from amends.publishing.reply_stage_examples import reply_stage_problems
from amends.replies.drafts import template_for
from amends.replies.errors import TemplateForbidden
from amends.replies.stages import (
    ASK_PERSON,
    BY_PLATFORM,
    FORBIDDEN,
    UNASKED,
    WRITABLE,
    allowance,
    fit,
    in_order,
    moments,
    stage_name,
)
from amends.replies.templates import stage_names
from amends.replies.values import LOCALES

THIN = (
    "dhgate",
    "aliexpress",
    "tiktok_shop",
    "pinduoduo",
    "douyin",
    "jd",
    "1688",
    "shopee",
    "temu",
    "walmart",
)


def changed(*way: str | int, to: Any) -> Pack:
    pack = load_pack("reply_stages/allowed")
    body = copy.deepcopy(pack.body)
    place: Any = body
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = to
    return Pack(pack.name, body, pack.sha256)


@pytest.mark.parametrize("marketplace", marketplace_codes())
def test_every_stage_is_settled_with_a_reason_and_its_source(marketplace: str) -> None:
    for stage in stage_names("en"):
        for unasked in (False, True):
            said = allowance(stage, marketplace, unasked=unasked)
            assert all(said.texts[locale] for locale in LOCALES)
            assert said.source["read_on"]
            assert said.is_writable is (said.verdict in WRITABLE)


@pytest.mark.parametrize(
    "stage", ["shipped", "thanks", "care", "follow_up", "holiday_greeting", "in_transit", "closing"]
)
def test_amazon_takes_no_notices_and_no_greetings_unasked(stage: str) -> None:
    with pytest.raises(TemplateForbidden) as caught:
        template_for(stage, "en", "amazon", "platform", unasked=True)
    assert not caught.value.is_theirs


def test_amazon_asks_for_reviews_itself() -> None:
    assert allowance("feedback_request", "amazon", unasked=True).verdict == BY_PLATFORM
    with pytest.raises(TemplateForbidden) as caught:
        template_for("feedback_request", "en", "amazon", "platform", unasked=True)
    assert caught.value.is_theirs
    assert caught.value.rule == "amz.review.request"


@pytest.mark.parametrize("stage", ["out_of_stock", "lost", "holiday_delay"])
def test_a_problem_with_the_order_may_be_told(stage: str) -> None:
    assert template_for(stage, "fr", "amazon", "platform", unasked=True) == stage


@pytest.mark.parametrize("marketplace", THIN)
def test_of_thin_marketplaces_only_answers_are_settled(marketplace: str) -> None:
    assert allowance("shipped", marketplace, unasked=True).verdict == ASK_PERSON
    assert template_for("lost", "en", marketplace, "platform") == "lost"


@pytest.mark.parametrize("marketplace", marketplace_codes())
def test_a_withdrawal_is_explained_only_on_request(marketplace: str) -> None:
    assert allowance("claim_withdrawal", marketplace, unasked=True).verdict == FORBIDDEN
    assert allowance("claim_withdrawal", marketplace, unasked=False).is_writable


@pytest.mark.parametrize("marketplace", marketplace_codes())
def test_safety_may_always_be_written_of(marketplace: str) -> None:
    assert allowance("safety_first", marketplace, unasked=True).is_writable


def test_links_stay_out_where_they_are_not_wanted() -> None:
    assert template_for("shipped", "en", "amazon", "platform") == "shipped.no_link"
    assert template_for("shipped", "en", "own", "email") == "shipped"
    assert template_for("return_at_buyers_cost", "en", "amazon", "email") == "return_at_buyers_cost.amazon"


def test_an_unknown_marketplace_is_told() -> None:
    with pytest.raises(NotFound):
        allowance("shipped", "nowhere", unasked=False)


def test_a_stage_of_a_sellers_own_follows_the_general_rows() -> None:
    assert allowance("gift_card", "amazon", unasked=True).verdict == FORBIDDEN
    assert stage_name("gift_card", "en") == "gift card"
    assert stage_name("lost", "zh-Hans") == "包裹丢失"
    assert in_order(["gift_card", "closing", "acknowledge"]) == ["acknowledge", "closing", "gift_card"]
    assert fit("gift_card", ["lost"]) == 0


def test_what_fits_a_case_comes_first() -> None:
    of_lost = sorted(moments(), key=lambda code: -fit(code, ["lost"], "lost", "shipped"))
    assert of_lost[0] == "lost"
    assert fit("delivered_mismatch", ["delivered_not_received"], "delivered") == 2


@pytest.mark.parametrize(
    ("way", "to", "said"),
    [
        (("rows", 0, "stages"), ["poem"], "only_on_request: there is no stage poem"),
        (("rows", 3, "marketplaces"), ["bazaar"], "amazon_thanks_only: there is no marketplace bazaar"),
        (("rows", 3, "rule"), "amz.unheard", "amazon_thanks_only: there is no rule amz.unheard"),
        (("rows", 1, "id"), "only_on_request", "only_on_request stands 2 times"),
        (("examples", 0, "verdict"), "allowed", "example {'stage': 'claim_withdrawal'"),
        (("examples", 0, "marketplace"), "tmall", None),
        (("rows", -1, "marketplaces"), ["ebay"], "taobao: nothing is said of writing answer"),
    ],
)
def test_a_wrong_table_is_told(way: tuple[str | int, ...], to: Any, said: str | None) -> None:
    problems = list(reply_stage_problems(changed(*way, to=to)))
    assert any(problem.startswith(said) for problem in problems) if said else not problems, problems


def test_a_row_nobody_shows_is_told() -> None:
    rows = load_pack("reply_stages/allowed").body["examples"]
    without = [row for row in rows if row["row"] != "ebay_unasked"]
    assert list(reply_stage_problems(changed("examples", to=without))) == ["no example for ebay_unasked"]
    assert {row["way"] for row in rows} == {UNASKED, "answer"}


def test_stages_name_only_what_there_is() -> None:
    pack = load_pack("reply_stages/stages")
    body = copy.deepcopy(pack.body)
    body["stages"][1]["fits"] = {"issue_types": ["poem"]}
    body["examples"][0]["fits"] = 3
    problems = list(reply_stage_problems(Pack(pack.name, body, pack.sha256)))
    assert problems[0] == "ask_evidence: there is no poem"
    assert "fits comes out as 2" in problems[1]
