"""What platforms tell by mail reaches the order's case."""

from datetime import datetime

import pytest

from amends.accounts.models import Shop
from amends.cases.models import Case, Clock
from amends.inbox.addressing import way_to_buyer
from amends.inbox.models import PlatformEvent
from tests import people
from tests.inbox.buyers import MONDAY, NUMBER, order
from tests.inbox.desk import Desk
from tests.inbox.posted import PLATFORM, post, proving

pytestmark = pytest.mark.django_db
CLAIM = f"A-to-z Guarantee claim filed on order {NUMBER}"
GOOD = proving("amazon.com")
RELAY = "abc@marketplace.amazon.com"


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "US1")


def test_a_claim_opens_a_case_with_its_clock(shop: Shop) -> None:
    order_id = order(shop)
    post(shop, "c1", PLATFORM, subject=CLAIM, results=GOOD)
    case = Case.objects.get()
    assert (case.order_id, case.issue_types, case.state) == (order_id, ["dispute_opened"], "open")
    assert datetime.fromisoformat(case.happened["claim_opened"]["at"]) == MONDAY
    assert (case.unanswered_since, case.newest_message_id) == (None, None)
    assert Clock.objects.filter(case=case, state="running").exists()
    event = PlatformEvent.objects.get()
    assert (event.kind, event.order_number, event.case_id) == ("claim_opened", NUMBER, case.pk)


def test_a_claim_comes_to_the_case_at_work_and_leaves_the_buyer_waiting(shop: Shop) -> None:
    order(shop)
    post(shop, "a1", RELAY, f"where is {NUMBER}?", results=GOOD)
    post(shop, "c1", PLATFORM, subject=CLAIM, results=GOOD, hours=2)
    case = Case.objects.get()
    assert case.issue_types[0] == "dispute_opened"
    assert case.unanswered_since == MONDAY


def test_a_claim_before_its_order_is_known(shop: Shop) -> None:
    post(shop, "c1", PLATFORM, subject=CLAIM, results=GOOD)
    assert (Case.objects.get().order_id, Case.objects.get().order_number) == (None, NUMBER)


def test_a_notice_that_settles_is_believed_from_a_proven_platform_alone(shop: Shop) -> None:
    order(shop)
    post(shop, "c1", PLATFORM, subject=CLAIM, results=GOOD)
    refund = {"subject": f"Refund initiated for order {NUMBER}", "hours": 1}
    post(shop, "r1", PLATFORM, trusted="", **refund)
    assert "refunded" not in Case.objects.get().happened
    post(shop, "r2", PLATFORM, results=GOOD, **refund)
    assert "refunded" in Case.objects.get().happened
    assert sorted(PlatformEvent.objects.values_list("kind", flat=True)) == [
        "claim_opened",
        "refunded",
        "refunded",
    ]


def test_what_settles_opens_no_case(shop: Shop) -> None:
    order(shop)
    post(shop, "r1", PLATFORM, subject=f"Refund initiated for order {NUMBER}", results=GOOD)
    assert not Case.objects.exists()
    assert PlatformEvent.objects.get().kind == "refunded"


def test_twice_told_is_told_once(shop: Shop) -> None:
    order(shop)
    post(shop, "c1", PLATFORM, subject=CLAIM, results=GOOD)
    before = Case.objects.get().happened
    post(shop, "c2", PLATFORM, subject=CLAIM, results=GOOD, hours=5)
    assert Case.objects.get().happened == before


def test_an_unknown_shape_is_a_plain_notice(shop: Shop) -> None:
    order(shop)
    post(shop, "n1", PLATFORM, subject=f"About order {NUMBER}: our new look", results=GOOD)
    assert PlatformEvent.objects.get().kind == "notification"
    assert not Case.objects.exists()


def test_our_answer_on_the_platform_comes_in_as_ours(shop: Shop) -> None:
    order(shop)
    words = f"Order ID: {NUMBER}\n--- Begin message ---\nIt is on its way.\n--- End message ---"
    post(shop, "a1", RELAY, f"where is {NUMBER}?", results=GOOD)
    sent = {"subject": "Your message to Ann has been sent", "hours": 3}
    post(shop, "x1", "donotreply@amazon.com", words, trusted="", **sent)
    assert Case.objects.get().unanswered_since is not None
    ours = post(shop, "x2", "donotreply@amazon.com", words, results=GOOD, **sent)
    assert (ours.direction, ours.body.text) == ("out", "It is on its way.")
    assert (Case.objects.get().state, Case.objects.get().unanswered_since) == ("waiting_buyer", None)


def test_a_question_that_a_platform_tells_is_answered_by_hand(desk: Desk) -> None:
    words = f"Order number: 12-34567-89012\nNew message from: tony\nToo small.\nReply\n{NUMBER}"
    message = post(
        desk.shop, "q1", "ebay@ebay.com", words, subject="tony sent a message about pads", trusted=""
    )
    assert (message.kind, message.body.text) == ("question", "Too small.")
    case = message.case_messages.get().case
    assert case.unanswered_since is not None
    assert way_to_buyer(case).channel == "hand"
