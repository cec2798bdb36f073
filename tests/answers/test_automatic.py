from datetime import datetime, timedelta
from email import message_from_bytes
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from amends.answers.automatic import acknowledge, acknowledge_all, set_automatic_answers
from amends.answers.automatic_rules import FRESH, Heard, hinders_acknowledging
from amends.answers.models import AutomaticAnswer
from amends.cases.models import Case, Clock
from amends.core import clock
from amends.core.errors import AmendsError
from amends.history.models import Event
from amends.inbox.handing_over import hand_over
from amends.inbox.models import Message, OutgoingMessage, PlatformEvent
from amends.inbox.replying import send_reply
from tests.answers.group import NOW, Group, group_of
from tests.inbox.mail_server import MailServer
from tests.people import actor, user
from tests.race import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(listening: MailServer) -> Group:
    listening.behave()
    return group_of(2, port=listening.port)


def switched_on(group: Group, *issue_types: str) -> None:
    lead = user(group.shop.organisation, f"lead{AutomaticAnswer.objects.count()}", "lead")
    with clock.frozen_at(NOW - timedelta(days=1)):
        set_automatic_answers(group.shop, issue_types or ("delayed",), by=actor(lead))


def soon() -> datetime:
    return NOW - timedelta(hours=2)  # an hour after they wrote


def acknowledged(group: Group, n: int = 0) -> OutgoingMessage | None:
    with clock.frozen_at(soon()):
        return acknowledge(Case.objects.select_related("shop").get(pk=group.cases[n].pk))


def test_off_until_somebody_switches_it_on(group: Group) -> None:
    with clock.frozen_at(soon()):
        assert acknowledge_all() == 0
    switched_on(group, "damaged")
    with clock.frozen_at(soon()):
        assert acknowledge_all() == 0, "another issue type"
    switched_on(group)
    with clock.frozen_at(soon()):
        assert acknowledge_all() == 2
        assert acknowledge_all() == 0, "the same messages once"
    rows = OutgoingMessage.objects.order_by("pk")
    assert {row.purpose for row in rows} == {"automatic"}
    assert [row.idempotency_key for row in rows] == [
        f"automatic-{case.newest_message_id}@lantern.example" for case in group.cases
    ]
    assert "automatic" in rows[0].text
    assert group.cases[0].order_number in rows[0].text
    assert ProcrastinateJob.objects.filter(task_name="amends.inbox.tasks.send_message").count() == 2


def test_it_says_that_a_machine_wrote_it_and_is_no_answer(group: Group, listening: MailServer) -> None:
    switched_on(group)
    row = acknowledged(group)
    assert row is not None
    told = ("unanswered_since", "state", "last_message_at")
    before = Case.objects.values(*told).get(pk=group.cases[0].pk)
    with clock.frozen_at(NOW):
        assert hand_over(row.pk).state == "sent"
    promised = Clock.objects.get(case=group.cases[0], kind="promise")
    assert promised.due_at > NOW, "what the machine said of us holds"
    assert Case.objects.values(*told).get(pk=group.cases[0].pk) == before
    mail = message_from_bytes(listening.kept[-1])
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["Precedence"] == "bulk"
    message = Message.objects.get(direction="out")
    assert (message.kind, message.platform_event.kind) == ("automatic", "automatic")
    assert not message.case_messages.exists()


def test_an_agents_reply_carries_no_such_mark(group: Group, listening: MailServer) -> None:
    case = group.cases[0]
    with clock.frozen_at(NOW):
        row = send_reply(
            case, "It is on its way.", seen_message_id=case.newest_message_id, by=group.by, undo_seconds=0
        )
        hand_over(row.pk)
    assert message_from_bytes(listening.kept[-1])["Auto-Submitted"] is None
    assert Case.objects.get(pk=case.pk).unanswered_since is None


def test_once_a_day_and_not_beside_a_persons_answer(group: Group) -> None:
    switched_on(group)
    assert acknowledged(group) is not None
    group.writes(0)
    assert acknowledged(group) is None
    case = group.cases[1]
    with clock.frozen_at(soon()):
        send_reply(case, "I am on it.", seen_message_id=case.newest_message_id, by=group.by)
    assert acknowledged(group, 1) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "automatic"},
        {"kind": "list"},
        {"sender_proof": "failed"},
        {"received_at": NOW - timedelta(days=2)},
    ],
)
def test_not_to_a_machine_a_list_or_a_forger(group: Group, changed: dict[str, Any]) -> None:
    switched_on(group)
    Message.objects.filter(pk=group.cases[0].newest_message_id or 0).update(**changed)
    assert acknowledged(group) is None


def test_the_same_words_again_are_not_acknowledged_and_that_is_told(group: Group) -> None:
    switched_on(group)
    assert acknowledged(group) is not None
    other = group.cases[1]
    first = Message.objects.get(pk=group.cases[0].newest_message_id or 0)
    again = Message.objects.get(pk=other.newest_message_id or 0)
    again.body.sender_address, again.body.text = first.body.sender_address.upper(), first.body.text
    again.body.save()
    for _ in range(2):
        assert acknowledged(group, 1) is None
    told = Event.objects.get(verb="automatic_answer_held_back")
    assert (told.subject_id, told.detail) == (other.pk, {"reason": "repeated", "message": again.pk})
    Message.objects.filter(pk=first.pk).update(received_at=first.received_at - timedelta(hours=2))
    assert acknowledged(group, 1) is not None


def test_not_to_an_address_that_no_person_reads(group: Group) -> None:
    switched_on(group)
    message = Message.objects.get(pk=group.cases[0].newest_message_id or 0)
    message.body.sender_address = "no-reply@shop.example"
    message.body.save()
    assert acknowledged(group) is None


@pytest.mark.parametrize("issue_type", ["safety_incident", "authority_complaint", "dispute_opened", "thanks"])
def test_never_about_what_a_person_must_answer(group: Group, issue_type: str) -> None:
    lead = user(group.shop.organisation, "lead", "lead")
    with pytest.raises(AmendsError) as refusal:
        set_automatic_answers(group.shop, [issue_type], by=actor(lead))
    assert refusal.value.code == "issue_type_unknown"


def test_only_who_may_change_the_shop(group: Group) -> None:
    with pytest.raises(AmendsError) as refusal:
        set_automatic_answers(group.shop, ["delayed"], by=group.by)
    assert refusal.value.code == "not_allowed"


def test_switched_off_again_with_its_history(group: Group) -> None:
    switched_on(group, "delayed", "damaged")
    lead = user(group.shop.organisation, "lead", "lead")
    set_automatic_answers(group.shop, [], by=actor(lead))
    assert acknowledged(group) is None
    assert [each.detail for each in Event.objects.filter(verb="automatic_answers_set").order_by("pk")] == [
        {"issue_types": [[], ["damaged", "delayed"]]},
        {"issue_types": [["damaged", "delayed"], []]},
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_acknowledges(group: Group) -> None:
    switched_on(group)
    outcomes = race(lambda: acknowledged(group), lambda: acknowledged(group))
    assert OutgoingMessage.objects.count() == 1, outcomes
    assert not any(isinstance(each, Exception) for each in outcomes)


def heard(**changed: Any) -> Heard:
    facts: dict[str, Any] = {
        "issue_type": "delayed", "is_unsure": False, "on_since": NOW, "received_at": NOW, "kind": "",
        "who": "buyer", "proof": "", "channel": "email", "is_answered": False,
        "said_before": 0,
    }  # fmt: skip
    return Heard(**facts | changed)


@pytest.mark.parametrize(
    ("changed", "hindrance"),
    [
        ({}, None),
        ({"said_before": 1}, "repeated"),
        ({"who": "unknown"}, None),
        ({"proof": "unproven"}, None),
        ({"proof": "proven"}, None),
        ({"on_since": None}, "not_wanted"),
        ({"on_since": NOW + timedelta(seconds=1)}, "not_wanted"),
        ({"is_answered": True}, "answered"),
        ({"issue_type": "safety_incident"}, "by_hand"),
        ({"issue_type": "thanks"}, "by_hand"),
        ({"kind": "bounce"}, "no_person"),
        ({"who": "machine"}, "no_person"),
        ({"who": "platform"}, "no_person"),
        ({"proof": "failed"}, "forged"),
        ({"channel": "hand"}, "no_mail"),
        ({"received_at": NOW - FRESH, "on_since": NOW - FRESH * 2}, None),
        ({"received_at": NOW - FRESH * 1.01, "on_since": NOW - FRESH * 2}, "too_late"),
    ],
)
def test_what_hinders(changed: dict[str, Any], hindrance: str | None) -> None:
    assert hinders_acknowledging(heard(**changed), now=NOW) == hindrance


def test_its_mail_taken_in_from_the_sent_folder_is_no_answer_either(group: Group) -> None:
    switched_on(group)
    row = acknowledged(group)
    assert row is not None
    with clock.frozen_at(NOW):
        hand_over(row.pk)
    assert PlatformEvent.objects.filter(kind="automatic", case=group.cases[0]).count() == 1
    assert Case.objects.get(pk=group.cases[0].pk).unanswered_since is not None
