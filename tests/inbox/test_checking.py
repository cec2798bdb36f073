"""What the rules object to does not leave, whoever sends it and by which way."""

from datetime import timedelta
from decimal import Decimal

import pytest

from amends.accounts.models import User
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotAllowed, Refused
from amends.history.models import Event
from amends.inbox.checking import ReplyObjected, findings_on, kind_of
from amends.inbox.drafts import draft_of
from amends.inbox.models import OutgoingMessage
from amends.inbox.replying import send_again, send_reply
from amends.inbox.told_facts import told_facts
from amends.orders.models import Order, OrderPerson
from amends.playbooks.models import Judgement
from tests.inbox.desk import WROTE_AT, Desk, desk_with_case
from tests.people import actor, user

pytestmark = pytest.mark.django_db

FORBIDDEN = "I am sorry about the lamp. Please change your review and we will send you 5 USD."
WARNED = "I am sorry. We guarantee that it arrives tomorrow."


@pytest.fixture(params=["email", "platform"])
def desk(request: pytest.FixtureRequest) -> Desk:
    made = desk_with_case(request.param)
    made.mail_through(2525)
    return made


@pytest.fixture
def with_order() -> Desk:
    made = desk_with_case()
    order = Order.objects.create(
        organisation=made.shop.organisation,
        seller_account=made.shop.seller_account,
        shop=made.shop,
        number="112-8841907-5530612",
        currency="USD",
        total=Decimal("40.00"),
        refunded=Decimal("12.00"),
        placed_at=WROTE_AT - timedelta(days=9),
        sorted_at=WROTE_AT,
        created_at=WROTE_AT,
    )
    OrderPerson.objects.create(
        organisation=order.organisation, order=order, buyer_shown_name="Jane Miller", recipient="王芳"
    )
    made.case.order = order
    made.case.save()
    made.case = made.fresh()
    return made


def send(desk: Desk, text: str, *, by: Actor | None = None, let_pass: str = "") -> OutgoingMessage:
    seen = desk.case.newest_message_id
    return send_reply(desk.case, text, seen_message_id=seen, let_pass=let_pass, by=by or desk.by)


def lead_of(desk: Desk) -> Actor:
    return actor(user(desk.shop.organisation, "lea", "lead"))


def test_an_error_stops_it_and_the_text_is_kept(desk: Desk) -> None:
    with pytest.raises(ReplyObjected) as refusal:
        send(desk, FORBIDDEN, by=lead_of(desk), let_pass="They asked for it.")
    assert refusal.value.code == "reply_objected"
    finding = refusal.value.findings[0]
    words = FORBIDDEN[finding.start : finding.end]
    assert words in refusal.value.message
    assert finding.rule in refusal.value.message
    assert str(finding.source) in refusal.value.message
    assert finding.suggestion in refusal.value.mend
    assert not OutgoingMessage.objects.exists()
    draft = draft_of(desk.case, by=lead_again(desk))
    assert draft is not None
    assert draft.text == FORBIDDEN


def lead_again(desk: Desk) -> Actor:
    return actor(User.objects.get(login="lea"))


def test_a_lead_lets_a_warning_pass_with_a_reason(desk: Desk) -> None:
    with pytest.raises(ReplyObjected) as refusal:
        send(desk, WARNED)
    assert refusal.value.code == "reply_warned"
    with pytest.raises(NotAllowed):
        send(desk, WARNED, let_pass="The carrier has said so.")
    lead = lead_of(desk)
    with pytest.raises(ReplyObjected):
        send(desk, WARNED, by=lead, let_pass=" \n ")
    with pytest.raises(Refused):
        send(desk, WARNED, by=lead, let_pass="so " * 200)
    row = send(desk, WARNED, by=lead, let_pass="The carrier\nhas said so.")
    assert (row.passed_rules, row.passed_reason) == (["promise_beyond_policy"], "The carrier has said so.")
    assert row.by_id == lead.user_id
    told = Event.objects.get(verb="warning_let_pass")
    assert told.detail["rules"] == ["promise_beyond_policy"]
    assert "carrier" not in str(told.detail)


def test_a_reason_for_nothing_is_not_kept(desk: Desk) -> None:
    row = send(desk, "I am sorry. It is on its way.", let_pass="just so")
    assert (row.passed_rules, row.passed_reason) == ([], "")


def test_what_a_lead_let_pass_goes_once_more_without_one(desk: Desk) -> None:
    row = send(desk, WARNED, by=lead_of(desk), let_pass="The carrier has said so.")
    OutgoingMessage.objects.filter(pk=row.pk).update(state="failed")
    again = send_again(row, by=desk.by)
    assert (again.passed_rules, again.passed_reason) == (row.passed_rules, row.passed_reason)


@pytest.mark.parametrize(
    "text",
    [
        "Thank you, Jane. Your order 112-8841907-5530613 left today.",
        "I am sorry. We have refunded 21.00 USD.",
        "I am sorry. We could refund 41 USD.",
        "I am sorry. We could refund 5 EUR.",
        "Dear Robert,\nI am sorry about the wait.",
        "尊敬的李女士，您好，抱歉让您久等了。",
        "I am sorry. It left on 2026-11-02.",
    ],
)
def test_what_contradicts_the_order_is_found(with_order: Desk, text: str) -> None:
    with clock.frozen_at(WROTE_AT):
        assert [each.rule for each in findings_on(with_order.case, text)] == ["contradicts_case"]


@pytest.mark.parametrize(
    "text",
    [
        "Thank you, Jane. Your order 112-8841907-5530612 left today.",
        "Dear Ms Miller,\nwe have refunded 12.00 USD on 2026-11-20.",
        "I am sorry. We could refund 8.50 USD and you keep it.",
        "Dear valued customer,\nI am sorry about the wait.",
        "尊敬的王女士，您好，抱歉让您久等了。",
        "I am sorry. You ordered on 2026-11-11.",
    ],
)
def test_what_is_the_orders_passes(with_order: Desk, text: str) -> None:
    with clock.frozen_at(WROTE_AT):
        assert findings_on(with_order.case, text) == ()


def test_what_the_buyer_has_named_may_be_spoken_of(with_order: Desk) -> None:
    text = "Hello Sue,\nthank you: you ask for 55 USD for 113-1111111-2222222."
    with_order.write("55 USD please, and where is 113-1111111-2222222? Sue", hours=1)
    with clock.frozen_at(WROTE_AT + timedelta(hours=2)):
        assert findings_on(with_order.case, text) == ()
        told = findings_on(with_order.case, "Thank you. We have refunded 55 USD.")
    assert [each.rule for each in told] == ["contradicts_case"]


def test_what_a_way_out_comes_to_may_be_offered(with_order: Desk) -> None:
    offer = "I am sorry. We could pay you 110 USD for it."
    with clock.frozen_at(WROTE_AT):
        assert [each.rule for each in findings_on(with_order.case, offer)] == ["contradicts_case"]
        judged(with_order, {"refund": "48.00", "threefold": "120.00", "voucher": None}, "USD")
        assert findings_on(with_order.case, offer) == ()
        dearer = findings_on(with_order.case, "I am sorry. We could pay you 121 USD for it.")
        told = findings_on(with_order.case, "I am sorry. We have refunded 110 USD.")
        other = findings_on(with_order.case, "I am sorry. We could pay you 110 EUR for it.")
    assert [[each.rule for each in found] for found in (dearer, told, other)] == [["contradicts_case"]] * 3


def test_a_verdict_without_ways_out_allows_nothing_more(with_order: Desk) -> None:
    judged(with_order, {}, None)
    assert told_facts(with_order.case).up_to == ((Decimal("40.00"), "USD"),)


def judged(desk: Desk, costs: dict[str, str | None], currency: str | None) -> None:
    ways = {code: ["allowed", "a_rule", cost, False] for code, cost in costs.items()}
    Judgement.objects.create(
        organisation=desk.shop.organisation,
        case=desk.case,
        shop=desk.shop,
        opened_at=WROTE_AT,
        judged_at=WROTE_AT,
        marketplace=desk.shop.marketplace,
        issue_type="damaged",
        facts={},
        verdict={"ways": ways, "currency": currency},
        packs="",
    )
    desk.case = desk.fresh()


def test_a_masked_name_is_no_name(with_order: Desk) -> None:
    OrderPerson.objects.update(buyer_shown_name="w**8", recipient="")
    with_order.case = with_order.fresh()
    assert told_facts(with_order.case).names == ()


def test_what_a_message_is(with_order: Desk) -> None:
    case = with_order.case
    assert kind_of(case) == "order_message"
    assert kind_of(case, "review_request") == "review_request"
    case.issue_types = ["damaged", "dispute_opened"]
    assert kind_of(case) == "dispute_message"
