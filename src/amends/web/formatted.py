"""A mail as its writer formatted it: a document of its own that can neither run nor fetch anything."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import mark_safe

from amends.connectors.mail.reading import read_message
from amends.connectors.mail.safe_html import safe_html
from amends.core.errors import NotFound
from amends.inbox.models import Message
from amends.platform_records.contents import read_content
from amends.web.access import Reader, reads

LARGEST = 30_000_000  # octets of a mail that is read for it
POLICY = "; ".join(
    [
        "sandbox",
        "default-src 'none'",
        "style-src 'self' 'unsafe-inline'",
        "img-src data:",
        "frame-ancestors 'none'",
    ]
)


@reads("see_messages")
def formatted_message(request: HttpRequest, reader: Reader, *, message_id: int) -> HttpResponseBase:
    """GET /messages/mail/7.html: its HTML, cleaned; its words where there is none or it cannot be shown."""
    messages = Message.objects.select_related("content", "body", "shop")
    message = messages.filter(pk=message_id, shop_id__in=list(reader.shops("see_messages"))).first()
    if message is None or message.content is None:
        raise NotFound("content_unknown", f"There is no formatted form of message {message_id}.")
    source, cleaned = "", None
    if message.content.size <= LARGEST:
        facts = read_message(b"".join(read_content(message.content)), shop_zone=message.shop.time_zone)
        source = facts.html or ""
        cleaned = safe_html(source, facts.attachments)
    context = {
        "message": message,
        "html": mark_safe(cleaned or ""),  # nh3 has left nothing in it but formatting
        "is_too_much": cleaned is None,
        "left_out": message.outside_pictures or 0,
    }
    response: HttpResponse = render(request, "messages/formatted.html", context)
    response["Content-Security-Policy"] = POLICY
    response["Referrer-Policy"] = "no-referrer"
    return response
