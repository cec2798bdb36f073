import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.accounts.models import Shop
from amends.buyers.models import Buyer
from amends.erasure.actions import erase_buyer
from amends.inbox.models import Conversation, MessageBody
from amends.insights.searching.answer import search
from amends.insights.searching.marking import marks
from tests import people
from tests.insights.searching.said import found, message_ids, said, scope_of
from tests.web.single_rows import NOON

pytestmark = pytest.mark.django_db
CJK = "退款快递还没收到发货订单补寄破损地址谢税"
PART = 16384


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "A")


TEXTS = st.lists(
    st.one_of(
        st.text(alphabet=CJK, min_size=1, max_size=9),
        st.sampled_from(["refund", "Élan", "reçu", "ABC-12", "don’t", "ＷＩＤＥ", "x@y.example", "7749"]),
    ),
    min_size=1,
    max_size=8,
).map(" ".join)


@given(text=TEXTS, data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_found_by_any_of_its_parts(shop: Shop, text: str, data: st.DataObject) -> None:
    message = said(shop, text)
    runs = re.findall(f"[{CJK}]+", text)
    words = [word for word in text.split() if not re.match(f"[{CJK}]", word)]
    for run in runs:
        start = data.draw(st.integers(0, len(run) - 1))
        end = data.draw(st.integers(start + 1, len(run)))
        words.append(run[start:end])
    scope = scope_of(shop.organisation, shop)
    for word in words:
        assert message.pk in found(word, scope, size=1000), word
        assert marks(text, [word]), word
    other = people.shop(people.organisation("Other"), "B")
    assert found(words[0], scope_of(other.organisation, other)) == []
    assert found(words[0], scope_of(shop.organisation)) == [], "no shop, nothing seen"


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("broken", True),
        ("BROK", True),
        ("roken", False),
        ("lantern broken", True),
        ("lantern whole", False),
        ('"arrived broken"', True),
        ('"broken arrived"', False),
        ("broken -lantern", False),
        ("broken -lamp", True),
        ('broken -"arrived broken"', False),
        ('broken -"broken arrived"', True),
        ("退货款", False),
        ("退货", True),
        ("货款", True),
        ("款", True),
        ("ete", True),
        ("été", True),
        ("%", False),
        ("'", False),
        ("broken ' \\ & | ! ( ) :* <->", True),
    ],
)
def test_words_phrases_and_what_is_left_out(shop: Shop, typed: str, is_found: bool) -> None:
    message = said(shop, "The lantern arrived\nbroken. 我要退货，货款呢？ C’était l’Été")
    assert (found(typed, scope_of(shop.organisation, shop)) == [message.pk]) is is_found


def test_the_newest_first_over_all_parts(shop: Shop) -> None:
    """A file of old mail that comes in late has high ids, and its place by the day it was written."""
    days = [3, 40, 1, 39, 2, 38]
    made = {
        day: said(shop, f"refund {day}", at=NOON - timedelta(days=day), message_id=1 + n * PART)
        for n, day in enumerate(days)
    }
    scope = scope_of(shop.organisation, shop)
    expected = [made[day].pk for day in sorted(days)]
    assert found("refund", scope) == expected
    first = search("refund", scope, size=2)
    assert message_ids(first) == expected[:2]
    second = search("refund", scope, size=2, place=first.next_place)
    assert message_ids(second) == expected[2:4]
    third = search("refund", scope, size=2, place=second.next_place)
    assert (message_ids(third), third.next_place) == (expected[4:], "")


def test_a_case_comes_once_by_its_newest_message(shop: Shop) -> None:
    first = said(shop, "refund please")
    newer = said(shop, "refund now", at=NOON + timedelta(hours=1))
    newer.case_messages.update(case=first.case_messages.get().case)
    (hit,) = search("refund", scope_of(shop.organisation, shop)).hits
    assert (hit.message_id, hit.case_id) == (newer.pk, first.case_messages.get().case_id)


def test_a_message_without_a_case_is_found_in_its_conversation(shop: Shop) -> None:
    message = said(shop, "refund", case=False)
    (hit,) = search("refund", scope_of(shop.organisation, shop)).hits
    assert (hit.case_id, hit.conversation_id) == (None, message.conversation_id)


def test_days_are_those_of_the_message(shop: Shop) -> None:
    old = said(shop, "refund", at=NOON - timedelta(days=30))
    new = said(shop, "refund", at=NOON)
    scope = scope_of(shop.organisation, shop)
    day = (NOON - timedelta(days=10)).date().isoformat()
    assert found(f"refund before:{day}", scope) == [old.pk]
    assert found(f"refund after:{day}", scope) == [new.pk]
    assert found(f"refund on:{NOON.date().isoformat()}", scope) == [new.pk]


def test_an_erased_buyer_is_not_found(shop: Shop) -> None:
    message = said(shop, "refund to Ana Horvat", sender="Ana Horvat")
    owner = people.user(shop.organisation, "o", "owner")
    buyer = Buyer.objects.create(organisation=shop.organisation, marketplace="amazon", first_seen_at=NOON)
    Conversation.objects.filter(pk=message.conversation_id).update(buyer=buyer)
    scope = scope_of(shop.organisation, shop)
    assert found("horvat", scope) == [message.pk]
    erase_buyer(buyer, by=people.actor(owner))
    assert found("horvat", scope) == []


def test_a_message_that_says_something_else_now_is_found_by_that(shop: Shop) -> None:
    message = said(shop, "refund")
    MessageBody.objects.filter(message=message).update(text="exchange")
    scope = scope_of(shop.organisation, shop)
    assert (found("refund", scope), found("exchange", scope)) == ([], [message.pk])


@given(st.text(max_size=40))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_the_search(shop: Shop, typed: str) -> None:
    search(typed, scope_of(shop.organisation, shop))
