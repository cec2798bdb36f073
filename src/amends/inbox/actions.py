"""Messages as they came in: each once, in its conversation, with its words and attachments."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amends.accounts.models import Shop
from amends.buyers.actions import recognise_buyers
from amends.connectors.base import MessageFacts
from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import record_rows
from amends.history.actions import Happening, as_told, record_all
from amends.inbox.belonging import Belonging
from amends.inbox.intake import orders_came, refresh_clocks, take_in
from amends.inbox.models import Conversation, Message, MessageAttachment, MessageBody
from amends.inbox.reply_marks import threads_marked
from amends.inbox.rules import happened_at, sent_when
from amends.inbox.small_pictures import want_small_pictures
from amends.inbox.twins import mark_twins
from amends.inbox.whose import tell_whose, threads_written_to
from amends.orders.linking import link_waiting, order_ids
from amends.platform_records.contents import keep_small_contents
from amends.platform_records.thumbnails import KINDS

__all__ = ["Received", "link_orders", "record_messages", "refresh_clocks"]

BODY_FIELDS = (
    "sender_name", "sender_address", "recipient", "subject", "text", "original_name", "original_address",
    "problems",
)  # fmt: skip


@dataclass(slots=True)
class Received:
    """A message and, where it came as one, the mail it was."""

    facts: MessageFacts
    octets: bytes | None = None


def record_messages(shop: Shop, received: Sequence[Received], *, by: Actor) -> None:
    """Record messages; a known one whose platform now says something else is changed, with history.

    One that is known by another way already gets that one's name in `same_as`, and is not recorded.
    """
    if not received:
        return
    mails = [each.facts for each in received if each.octets is not None]
    mark_twins(shop, mails, [each.facts for each in received if each.octets is None], clock.now())
    received = [each for each in received if each.facts.same_as is None]
    if not received:
        return
    tell_whose(shop, [each.facts for each in received if each.octets is not None])
    _tell_apart(shop, received)
    conversations = _conversations(shop, [each.facts for each in received])
    whole = [(each.octets, "message/rfc822") for each in received if each.octets is not None]
    contents = iter(keep_small_contents(shop.organisation_id, whole))
    said: dict[tuple[str], dict[str, Any]] = {}
    for each in received:
        facts = each.facts
        columns: dict[str, Any] = {
            "conversation_id": conversations[facts.message_id],
            "direction": facts.direction,
            "in_reply_to": facts.in_reply_to or "",
            "references": facts.references,
            "kind": facts.kind or "",
            "sender_proof": facts.sender_proof,
            "names_order": facts.names_order or "",
            "outside_pictures": facts.outside_pictures,
            "sent_at": sent_when(facts.sent_at, facts.arrived_at),
            "language": facts.language or "",
        }
        if each.octets is not None:
            columns["content_id"] = next(contents)
        said[facts.message_id,] = columns
    known = Message.objects.filter(shop=shop, external_id__any=[key for (key,) in said])
    kept = dict(known.values_list("external_id", "conversation_id"))
    for external_id, conversation_id in kept.items():
        said[external_id,]["conversation_id"] = conversation_id  # a message stays in its conversation
    now = clock.now()
    for each in received:
        if each.facts.message_id not in kept:
            said[each.facts.message_id,]["received_at"] = _received_at(each.facts, now)
    recorded = record_rows(
        Message,
        said,
        key=("external_id",),
        among=known,
        starting={
            "organisation_id": shop.organisation_id,
            "shop_id": shop.pk,
            "received_at": now,
        },
    )
    ids = {external_id: message_id for (external_id,), message_id in recorded.ids.items()}
    bodies = record_rows(
        MessageBody,
        {(ids[each.facts.message_id],): _body(each.facts) for each in received},
        key=("message_id",),
        among=MessageBody.objects.filter(message_id__any=ids.values()),
        starting={"organisation_id": shop.organisation_id},
    )
    _record_attachments(shop, received, ids)
    take_in(shop, [recorded.ids[key] for key in recorded.created], by=by)
    changes = {recorded.ids[key]: as_told(change) for key, change in recorded.changes.items()}
    for (message_id,), change in bodies.changes.items():
        changes.setdefault(message_id, {})["words"] = sorted(change)  # type: ignore[assignment]
    record_all(
        (
            Happening("message_changed", "message", message_id, {"changes": change})
            for message_id, change in changes.items()
        ),
        by=by,
    )


def link_orders(shop: Shop, ids: Mapping[str, int]) -> None:
    """Tie conversations that came in before their orders to these orders, given as number → id."""
    link_waiting(Conversation.objects.filter(shop=shop), ids)
    orders_came(shop, list(ids.values()))


def _tell_apart(shop: Shop, received: Sequence[Received]) -> None:
    """Another mail under a Message-ID that is taken is a message of its own: beside the first where the same
    person wrote it. A reply of ours that comes back from the sent folder is that reply."""
    mails = [(each.facts, each.octets) for each in received if each.octets is not None]
    if not mails:
        return
    known = Message.objects.filter(shop=shop, external_id__any={facts.message_id for facts, _ in mails})
    taken = {
        name: (direction, address or "", bytes(digest) if digest is not None else None)
        for name, direction, address, digest in known.values_list(
            "external_id", "direction", "body__sender_address", "content__sha256"
        )
    }
    for facts, octets in mails:
        digest, address = hashlib.sha256(octets).digest(), facts.sender_address or ""
        name = facts.message_id
        direction, first_address, first = taken.setdefault(name, (facts.direction, address, digest))
        same_person = first_address.casefold() == address.casefold()
        if direction == "out" and (same_person or facts.direction == "out"):
            facts.direction = "out"
        elif first != digest:
            facts.message_id = f"{name}/{digest.hex()[:32]}"
            if same_person:
                facts.references = [*facts.references, name]
            elif facts.thread == name:
                facts.thread = facts.message_id


def _received_at(facts: MessageFacts, now: datetime) -> datetime:
    """When it arrived, also where it was fetched days later."""
    return min(facts.arrived_at or now, now)


def _body(facts: MessageFacts) -> dict[str, Any]:
    return {name: value for name in BODY_FIELDS if (value := getattr(facts, name)) is not None}


def _record_attachments(shop: Shop, received: Sequence[Received], ids: Mapping[str, int]) -> None:
    found = [
        (ids[each.facts.message_id], position, attachment)
        for each in received
        for position, attachment in enumerate(each.facts.attachments)
    ]
    contents = keep_small_contents(
        shop.organisation_id, [(attachment.content, attachment.media_type) for _, _, attachment in found]
    )
    record_rows(
        MessageAttachment,
        {
            (message_id, position): {
                "filename": attachment.filename,
                "media_type": attachment.media_type,
                "cid": attachment.cid,
                "marks": attachment.marks,
                "content_id": content_id,
            }
            for (message_id, position, attachment), content_id in zip(found, contents, strict=True)
        },
        key=("message_id", "position"),
        among=MessageAttachment.objects.filter(message_id__any={message_id for message_id, _, _ in found}),
        starting={"organisation_id": shop.organisation_id},
    )
    want_small_pictures(
        shop.organisation_id,
        {
            content_id
            for (_, _, attachment), content_id in zip(found, contents, strict=True)
            if attachment.media_type in KINDS and "runs" not in attachment.marks
        },
    )


def _conversations(shop: Shop, messages: Sequence[MessageFacts]) -> dict[str, int]:
    """The conversation of each message: that of a message it answers, else that of its thread; where its
    writer does not belong there, one beside it."""
    mentioned = {name for facts in messages for name in _ancestors(facts)}
    joined = dict(
        Message.objects.filter(shop=shop, external_id__any=mentioned).values_list(
            "external_id", "conversation__thread"
        )
    )
    marks = threads_marked(shop, messages)
    belonging = Belonging(shop, {*joined.values(), *marks.values(), *(facts.thread for facts in messages)})
    threads: dict[str, str] = {}
    homeless: list[MessageFacts] = []
    for facts in messages:
        known = next((joined[name] for name in _ancestors(facts) if name in joined), None)
        known = known or marks.get(facts.message_id)
        thread = belonging.thread_of(facts, known or facts.thread)
        threads[facts.message_id] = joined[facts.message_id] = thread
        if known is None and facts.direction == "out":
            homeless.append(facts)
    threads |= threads_written_to(shop, homeless, messages, threads)
    buyers = recognise_buyers(shop, [facts.buyer for facts in messages if facts.buyer is not None])
    orders = order_ids(shop, {facts.order_number for facts in messages if facts.order_number})
    said: dict[tuple[str, str], dict[str, Any]] = {}
    for facts in messages:
        columns = said.setdefault((facts.channel, threads[facts.message_id]), {})
        if facts.order_number:
            columns["order_number"] = facts.order_number
            columns |= {"order_id": orders[facts.order_number]} if facts.order_number in orders else {}
        if facts.buyer is not None and facts.buyer.identity:
            columns["buyer_id"] = buyers[facts.buyer.identity]
        if facts.sent_at is not None or facts.arrived_at is not None:
            sent_at = sent_when(facts.sent_at, facts.arrived_at)
            at = happened_at(sent_at, _received_at(facts, clock.now()))
            columns["last_message_at"] = max(at, columns.get("last_message_at", at))
    return _record_conversations(shop, said, threads, messages)


def _record_conversations(
    shop: Shop,
    said: dict[tuple[str, str], dict[str, Any]],
    threads: Mapping[str, str],
    messages: Sequence[MessageFacts],
) -> dict[str, int]:
    known = Conversation.objects.filter(shop=shop, thread__any={thread for _, thread in said})
    latest: dict[tuple[str, str], datetime] = {
        (channel, thread): at
        for channel, thread, at in known.values_list("channel", "thread", "last_message_at")
    }
    for key, columns in said.items():
        if key in latest and "last_message_at" in columns:
            columns["last_message_at"] = max(latest[key], columns["last_message_at"])
    recorded = record_rows(
        Conversation,
        said,
        key=("channel", "thread"),
        among=known,
        starting={
            "organisation_id": shop.organisation_id,
            "shop_id": shop.pk,
            "last_message_at": clock.now(),
            "created_at": clock.now(),
        },
    )
    return {facts.message_id: recorded.ids[facts.channel, threads[facts.message_id]] for facts in messages}


def _ancestors(facts: MessageFacts) -> list[str]:
    """The messages this one names, nearest first, and itself."""
    answered = [facts.in_reply_to] if facts.in_reply_to else []
    return [facts.message_id, *answered, *reversed(facts.references)]
