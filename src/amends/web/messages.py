"""Messages to read: the list of conversations and one conversation."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from amends.core.errors import NotFound
from amends.imports.queries import quarantined_count
from amends.inbox.models import Conversation, Message
from amends.web.access import Reader, reads
from amends.web.conversations import TURNS, Wanted, conversations_of
from amends.web.names import buyer_name, sender_name
from amends.web.shown import are_mixed
from amends.web.thumbnails import files_with_thumbnails, has_thumbnail

PAGE = 50
MOST = 200


@reads("see_messages")
def conversation_list(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /messages: newest first, by place; of a shop, by whose turn it is, by words."""
    visible = reader.shops("see_messages")
    code = request.GET.get("shop", "")
    shops = {pk: shop for pk, shop in visible.items() if code in ("", shop.code)}
    turn = request.GET.get("turn", "")
    wanted = Wanted(
        turn=turn if turn in TURNS else "",
        words=request.GET.get("q", "").replace("\0", "").strip()[:200],
        before=request.GET.get("before", ""),
    )
    found = conversations_of(reader.organisation_id, shops.values(), wanted)
    page = list(found.select_related("order", "buyer__person")[: PAGE + 1])
    older = len(page) > PAGE
    page = page[:PAGE]
    newest = newest_messages([conversation.pk for conversation in page])
    rows: list[dict[str, Any]] = [
        {
            "conversation": each,
            "shop": shops[each.shop_id],
            "message": newest.get(each.pk),
            "name": buyer_name(each.buyer) or sender_name(newest.get(each.pk)),
        }
        for each in page
    ]
    context = {
        "rows": rows,
        "older": older,
        "may_import": reader.may("import_file"),
        "shops": list(visible.values()),
        "shop_code": code if shops else "",
        "wanted": wanted,
        "turns": ("", *TURNS),
        "quarantined": quarantined_count(reader.organisation_id, shops),
        "zones_mixed": are_mixed(row["shop"].time_zone for row in rows),
    }
    if page:
        context["last_place"] = f"{page[-1].last_message_at.isoformat()}_{page[-1].pk}"
    return render(request, "messages/list.html", context)


def newest_messages(conversation_ids: Sequence[int]) -> dict[int, Message]:
    """Conversation id → its newest message, with `said`: the beginning of its words."""
    messages = (
        Message.objects.filter(conversation_id__in=conversation_ids)
        .annotate(said=Left("body__text", 200))
        .select_related("body")
        .defer("body__text")
        .order_by("conversation_id", "-sent_at", "-id")
        .distinct("conversation_id")
    )
    return {message.conversation_id: message for message in messages}


@reads("see_messages")
def conversation_page(request: HttpRequest, reader: Reader, *, conversation_id: int) -> HttpResponseBase:
    """GET /messages/7: the newest messages, oldest first, as text."""
    shops = reader.shops("see_messages")
    conversations = Conversation.objects.select_related("order", "buyer__person")
    conversation = conversations.filter(pk=conversation_id, shop_id__in=list(shops)).first()
    if conversation is None:
        raise NotFound("conversation_unknown", f"There is no conversation {conversation_id}.")
    messages = list(
        conversation.messages.select_related("body")
        .prefetch_related(Prefetch("attachments", files_with_thumbnails()))
        .order_by("-sent_at", "-id")[: MOST + 1]
    )
    shown = messages[:MOST][::-1]
    subjects = [each.body.subject for each in shown if hasattr(each, "body") and each.body.subject]
    context = {
        "conversation": conversation,
        "shop": shops[conversation.shop_id],
        "order_number": conversation.order.number if conversation.order else "",
        "buyer_name": buyer_name(conversation.buyer),
        "subject": subjects[0] if subjects else "",
        "messages_shown": [_shown(each) for each in shown],
        "too_many": len(messages) > MOST,
        "most": MOST,
    }
    return render(request, "messages/page.html", context)


def _shown(message: Message) -> dict[str, object]:
    files = list(message.attachments.all())
    return {
        "message": message,
        "name": sender_name(message),
        "pictures": [each for each in files if has_thumbnail(each)],
        "files": [each for each in files if not has_thumbnail(each)],
    }
