"""The sentences: enough of them, for every type, and each can be filled."""

import pytest

from amends.core.packs import load_pack
from amends.demo.issues import ISSUES
from amends.demo.order import DemoOrder
from amends.demo.orders import orders_of
from amends.demo.shops import DEMO_SHOPS
from amends.demo.slots import slots_of
from amends.demo.story import Story
from amends.demo.talks import talk_of
from amends.demo.words import LANGUAGES, around, fitting, sentences

FREQUENT = ("delayed", "damaged", "missing_item", "wrong_carrier", "no_reason_return", "how_to_use")
STORY = Story(3)

each_language = pytest.mark.parametrize("language", LANGUAGES)


@each_language
def test_every_issue_type_has_sentences_and_the_frequent_ones_many(language: str) -> None:
    found = sentences(language)
    assert set(found) == set(ISSUES)
    assert all(len({each.text for each in found[name]}) >= 40 for name in FREQUENT)
    assert min(len(each) for each in found.values()) >= 4


def test_the_frequent_types_weigh_most() -> None:
    weights = sorted(ISSUES.values(), key=lambda issue: -issue.weight)
    in_all_shops = [issue.type for issue in weights if not issue.shops]
    assert set(in_all_shops[:6]) == set(FREQUENT)


@each_language
def test_every_type_can_be_said_of_an_order_of_which_little_is_known(language: str) -> None:
    needed = {
        "wrong_carrier": {"asked", "carrier"},
        "leaking": {"leak"},
        "missing_item": {"count", "got", "missing"},
    }
    little = {"product", "part", "task", "symptom", "damage", "swatch", "variant", "order", "days", "date",
              "city", "le", "mon", "un", "du", "la_part", "Le", "Mon", "e"}  # fmt: skip
    for issue_type in ISSUES:
        assert fitting(language, issue_type, frozenset(little | needed.get(issue_type, set()))), issue_type


def orders() -> list[DemoOrder]:
    return [order for shop in DEMO_SHOPS for order in orders_of(shop, 700, STORY)]


def test_no_message_has_a_slot_left_and_thousands_differ() -> None:
    said = [message for order in orders() for message in talk_of(order, STORY)]
    assert all("{" not in message.text and message.text.strip() for message in said)
    first = [message.text for message in said if message.kind == "buyer"]
    assert len(set(first)) > 0.8 * len(first)
    assert {message.language for message in said} == set(LANGUAGES)


def test_replies_can_always_be_filled() -> None:
    for order in orders()[:400]:
        slots = slots_of(order, STORY.now, order.chance(STORY, "test"))
        for text in around(order.buyer.language)["replies"]["any"]:
            assert text.format_map(slots)


@each_language
def test_promises_and_inducements_are_in_no_reply(language: str) -> None:
    replies = load_pack(f"demo/sentences/{language}/around").body["replies"]
    told = " ".join(text for texts in replies.values() for text in texts).casefold()
    assert not any(word in told for word in ("好评", "差评", "review", "feedback", "avis", "étoile", "返现"))
