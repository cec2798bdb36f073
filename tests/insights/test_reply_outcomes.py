"""What became of cases after a template was sent."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from amends.cases.models import Case
from amends.core import clock
from amends.core.clock import rfc3339
from amends.inbox.models import CaseMessage, Conversation, Message, OutgoingMessage
from amends.insights.reply_outcomes import FEW, LOOKS_BACK, Outcome, outcomes_of
from amends.reviews.models import Feedback
from tests.insights.counted import changed, kept
from tests.web import case_rows, rows

pytestmark = pytest.mark.django_db
AT = rows.NOON + timedelta(days=30)
LATER = AT + timedelta(hours=2)


@pytest.fixture
def case(desk: rows.Desk) -> Case:
    return case_rows.broken_planters(desk)


@pytest.fixture
def desk() -> rows.Desk:
    with clock.frozen_at(rows.NOON):
        return rows.desk()


def sent(case: Case, template: str, at: datetime = AT, **changed: Any) -> OutgoingMessage:
    talk = Conversation.objects.filter(shop=case.shop).first()
    assert talk is not None
    number = OutgoingMessage.objects.count()
    values: dict[str, Any] = {"state": "sent", "handed_over_at": at, "channel": "hand", "text": "Hello"}
    return OutgoingMessage.objects.create(
        organisation_id=case.organisation_id, case=case, conversation=talk, template=template,
        idempotency_key=f"key-{number}", written_at=at, leaves_at=at, **values | changed,
    )  # fmt: skip


def outcomes(organisation_id: int, *given: Any, **named: Any) -> list[Outcome]:
    """The same whether the cases have been counted or have just changed."""
    changed()
    found = outcomes_of(organisation_id, *given, **named)
    kept()
    assert outcomes_of(organisation_id, *given, **named) == found
    return found


def only(case: Case, stage: str = "") -> Outcome:
    (found,) = outcomes(case.organisation_id, stage, now=LATER)
    return found


def test_nothing_happened_yet(case: Case) -> None:
    sent(case, "lost.chat@2")
    found = only(case)
    assert (found.stage, found.variant, found.version, found.sent) == ("lost", "chat", 2, 1)
    assert (found.answered, found.solved, found.refunded, found.escalated, found.reviewed) == (0,) * 5
    assert found.is_few


def test_what_follows_is_counted_and_what_was_before_is_not(case: Case) -> None:
    talk = Conversation.objects.filter(shop=case.shop)[0]
    for key, at in (("before", AT - timedelta(hours=1)), ("after", AT + timedelta(hours=1))):
        message = Message.objects.create(
            organisation_id=case.organisation_id, shop=case.shop, conversation=talk, external_id=key,
            direction="in", sent_at=at, received_at=at,
        )  # fmt: skip
        CaseMessage.objects.create(organisation_id=case.organisation_id, case=case, message=message)
    case.happened = {
        "refunded": {"at": rfc3339(AT + timedelta(minutes=30))},
        "claim_opened": {"at": rfc3339(AT - timedelta(minutes=30))},
        "review_published": {"at": rfc3339(AT + timedelta(minutes=30))},
    }
    case.solved_at = AT + timedelta(hours=1)
    case.save()
    sent(case, "lost")
    found = only(case, "lost")
    assert (found.answered, found.solved, found.refunded, found.escalated, found.reviewed) == (1, 1, 1, 0, 1)


def test_a_rating_of_the_order_counts_as_reviewed(case: Case) -> None:
    assert case.order is not None
    sent(case, "lost")
    Feedback.objects.create(
        organisation_id=case.organisation_id, seller_account=case.order.seller_account, shop=case.shop,
        key="1",
        order_number=case.order.number, order=case.order, rating=2, given_at=LATER, created_at=LATER,
    )  # fmt: skip
    assert only(case).reviewed == 1


def test_versions_are_told_apart_and_unsent_ones_left_out(case: Case) -> None:
    for _ in range(FEW):
        sent(case, "lost@1")
    sent(case, "lost@2")
    sent(case, "lost@2", state="unknown")
    sent(case, "lost@2", at=LATER - LOOKS_BACK - timedelta(days=1))
    sent(case, "")
    sent(case, "lost_and_found")
    found = outcomes(case.organisation_id, "lost", now=LATER)
    assert [(each.version, each.sent, each.is_few) for each in found] == [(2, 1, True), (1, FEW, False)]


def test_as_many_queries_whatever_was_sent(case: Case, django_assert_num_queries: Any) -> None:
    for name in ("lost", "lost@1", "choices.chat", "anything at all@@"):
        sent(case, name)
    kept()
    with django_assert_num_queries(3):
        assert len(outcomes_of(case.organisation_id, now=LATER)) == 4


def test_others_are_not_counted(case: Case) -> None:
    sent(case, "lost")
    assert outcomes_of(case.organisation_id + 1, now=LATER) == []
