"""Acknowledging messages by themselves, where a shop has said so: once, honestly, and never as an answer."""

from collections.abc import Collection

from django.db import transaction

from amends.accounts.models import Shop
from amends.accounts.permission import require
from amends.answers.automatic_rules import (
    ALIKE_WITHIN,
    BY_HAND,
    FRESH,
    NEEDS_NONE,
    REPEATED,
    Heard,
    hinders_acknowledging,
)
from amends.answers.case_values import values_of
from amends.answers.filling import language_of
from amends.answers.models import AutomaticAnswer
from amends.cases.models import Case
from amends.connectors.mail.senders import who_writes
from amends.core import clock
from amends.core.actor import Actor
from amends.core.addresses import address_of, compared
from amends.core.errors import AmendsError, Refused
from amends.history.actions import record
from amends.history.models import Event
from amends.inbox.addressing import way_to_buyer
from amends.inbox.contacts import verdict_on
from amends.inbox.models import Message, MessageBody, OutgoingMessage
from amends.inbox.states import ON_ITS_WAY
from amends.inbox.writing import lock_open, write_down
from amends.playbooks.assess import assess
from amends.playbooks.gathering import facts_of
from amends.publishing.wordings_in_force import in_words_of
from amends.releases.in_force import by_rulebook_of
from amends.replies.drafts import draft, template_for, values_asked_for
from amends.replies.errors import TemplateForbidden
from amends.replies.stages import allowance
from amends.triage.codes import CODES

STAGE = "automatic_acknowledgement"
PURPOSE = "automatic"
AT_ONCE = 200
HELD_BACK = "automatic_answer_held_back"


def acknowledged_types() -> list[str]:
    """The issue types whose messages can be acknowledged by themselves."""
    return [code for code in CODES if code not in (*BY_HAND, *NEEDS_NONE)]


@transaction.atomic
def set_automatic_answers(shop: Shop, issue_types: Collection[str], *, by: Actor) -> None:
    """Acknowledge messages about these issue types from now on, and no others.

    Raises NotAllowed, Refused (issue_type_unknown, acknowledging_forbidden).
    """
    require(by, "change_shop", shop)
    unknown = sorted(set(issue_types) - set(acknowledged_types()))
    if unknown:
        raise Refused(
            "issue_type_unknown",
            f"There is no issue type {unknown[0]!r} to acknowledge.",
            mend="Choose from the list.",
        )
    if issue_types and not allowance(STAGE, shop.marketplace, unasked=False).is_writable:
        raise Refused(
            "acknowledging_forbidden",
            f"The marketplace of shop {shop.code} forbids it.",
            mend="Answer yourself.",
        )
    rows = AutomaticAnswer.objects.select_for_update().filter(shop=shop).order_by("pk")
    before = set(rows.values_list("issue_type", flat=True))
    rows.exclude(issue_type__in=issue_types).delete()
    AutomaticAnswer.objects.bulk_create(
        AutomaticAnswer(
            organisation_id=shop.organisation_id,
            shop=shop,
            issue_type=issue_type,
            on_since=clock.now(),
            on_by_id=by.user_id,
        )
        for issue_type in sorted(set(issue_types) - before)
    )
    if before != set(issue_types):
        detail = {"issue_types": [sorted(before), sorted(issue_types)]}
        record(actor=by, verb="automatic_answers_set", subject_type="shop", subject_id=shop.pk, detail=detail)


def acknowledge_all() -> int:
    """Acknowledge what has come in and is to be; how many messages were."""
    shops = AutomaticAnswer.objects.order_by("shop_id").values_list("shop_id", flat=True).distinct()
    waiting = Case.objects.filter(
        shop_id__in=list(shops),
        state="open",
        merged_into=None,
        unanswered_since__isnull=False,
        last_message_at__gte=clock.now() - 2 * FRESH,
        newest_message_id__isnull=False,
    ).order_by("queue_key", "pk")
    return sum(acknowledge(case) is not None for case in waiting.select_related("shop")[:AT_ONCE])


def acknowledge(case: Case) -> OutgoingMessage | None:
    """Acknowledge the case's newest message, if it is to be. The same message twice is acknowledged once."""
    hindrance = _hindrance(case)
    if hindrance == REPEATED:
        _tell_held_back(case)
    if hindrance is not None:
        return None
    try:
        with transaction.atomic():
            locked = lock_open(case, case.newest_message_id)
            if _hindrance(locked) is not None:
                return None
            text, template = _text(locked)
            return write_down(
                locked,
                text,
                purpose=PURPOSE,
                template=template,
                seen=locked.newest_message_id,
                by=Actor(locked.organisation_id, None, "worker"),
                undo_seconds=0,
                key=f"automatic-{locked.newest_message_id}",
            )
    except AmendsError:  # a limit, a merged case, a value that is not known: then a person answers
        return None


def _hindrance(case: Case) -> str | None:
    on = AutomaticAnswer.objects.filter(shop=case.shop, issue_type__in=case.issue_types[:1]).first()
    if on is None:
        return "not_wanted"
    message = Message.objects.select_related("body").filter(pk=case.newest_message_id or 0).first()
    if message is None:
        return "no_person"
    replies = OutgoingMessage.objects.filter(case=case, state__in=ON_ITS_WAY).exclude(purpose=PURPOSE)
    way = way_to_buyer(case)
    body = getattr(message, "body", None)
    heard = Heard(
        issue_type=case.issue_types[0],
        is_unsure=case.is_unsure,
        on_since=on.on_since,
        received_at=message.received_at,
        kind=message.kind,
        who=who_writes(body.sender_address if body is not None else ""),
        proof=message.sender_proof,
        channel=way.channel,
        is_answered=case.unanswered_since is None or replies.exists(),
        said_before=_said_before(message, body),
    )
    hindrance = hinders_acknowledging(heard, now=clock.now())
    if hindrance is not None:
        return hindrance
    return None if verdict_on(case, PURPOSE, recipient=way.recipient).is_allowed else "limit"


def _said_before(message: Message, body: MessageBody | None) -> int:
    if body is None or not body.sender_address:
        return 0
    earliest = message.received_at - ALIKE_WITHIN
    alike = MessageBody.objects.of(message.organisation_id).alias(sender=address_of("sender_address"))
    of_sender = alike.filter(sender=compared(body.sender_address), message__received_at__gte=earliest)
    before = of_sender.filter(message_id__lt=message.pk, message__direction="in")
    return before.filter(text=body.text).count()


@transaction.atomic
def _tell_held_back(case: Case) -> None:
    """Say once for each message why nobody was answered: two machines may be writing to each other."""
    detail = {"reason": REPEATED, "message": case.newest_message_id}
    known = Event.objects.filter(subject_type="case", subject_id=case.pk, verb=HELD_BACK, detail=detail)
    if not known.exists():
        by = Actor(case.organisation_id, None, "worker")
        record(actor=by, verb=HELD_BACK, subject_type="case", subject_id=case.pk, detail=detail)


def _text(case: Case) -> tuple[str, str]:
    """The acknowledgement and its template, in the buyer's language. Raises AmendsError for none."""
    language, marketplace = language_of(case), case.shop.marketplace
    said = allowance(STAGE, marketplace, unasked=False)
    if not said.is_writable:
        raise TemplateForbidden(STAGE, marketplace, said.rule)
    with by_rulebook_of(case.organisation_id), in_words_of(case.organisation_id):
        facts = facts_of(case)
        values = values_of(case, facts, assess(facts), language, agent_name="")
        template = template_for(STAGE, language, marketplace, "email", unasked=False)
        wanted = values_asked_for(template, language)
        return draft(template, language, {name: values[name] for name in wanted if name in values}), template
