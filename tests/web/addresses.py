"""Every address the desk answers, filled with the ids of one organisation's rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from amends.accounts.models import ApiToken, RoleGrant, Shop, User
from amends.answers.models import GroupAnswer
from amends.buyers.models import Buyer
from amends.cases.models import Case, CaseChange, CaseGroup, SavedView
from amends.imports.models import ImportFile, QuarantinedMail
from amends.inbox.models import (
    Conversation,
    Message,
    MessageAttachment,
    OutgoingMessage,
    ReplyFile,
    TriageExample,
)
from amends.mailboxes.models import Mailbox
from amends.orders.models import Order
from amends.releases.models import RulebookDraft, RulebookRelease, WhatIfReport

_ROWS = {
    "order_id": Order,
    "buyer_id": Buyer,
    "conversation_id": Conversation,
    "message_id": Message,
    "attachment_id": MessageAttachment,
    "file_id": ImportFile,
    "shop_id": Shop,
    "user_id": User,
    "grant_id": RoleGrant,
    "token_id": ApiToken,
    "case_id": Case,
    "change_id": CaseChange,
    "view_id": SavedView,
    "group_id": CaseGroup,
    "answer_id": GroupAnswer,
    "outgoing_id": OutgoingMessage,
    "reply_file_id": ReplyFile,
    "draft_id": RulebookDraft,
    "report_id": WhatIfReport,
    "release_id": RulebookRelease,
    "example_id": TriageExample,
    "mail_id": QuarantinedMail,
    "mailbox_id": Mailbox,
}
# What the rulebook names, and pages for all: the same for all who may see it.
OF_EVERYBODY = {
    "rule": "amz.msg.reply",
    "rule_id": "amz.msg.reply",
    "issue_type": "delayed",
    "question": "may_return",
    "stage": "lost",
    "locale": "en",
    "variant": "default",
    "version": "1",
    "slug": "no-such-page",
    "provider": "google",
}


@dataclass(frozen=True)
class Address:
    """A name (for exceptions), a path, and whether it speaks of a row."""

    name: str
    path: str
    of_a_row: bool


def addresses(shop: Shop, order: Order) -> list[Address]:
    """All of them. Raises KeyError for a parameter that nobody has taught this list."""
    values = {
        name: str(model._default_manager.filter(organisation=shop.organisation).order_by("pk")[0].pk)
        for name, model in _ROWS.items()
    }
    values |= {"shop_id": str(shop.pk), "order_id": str(order.pk)}
    values["ref"] = values["case_id"]
    values |= OF_EVERYBODY
    values |= {"secret": "nonsense", "shop": shop.code, "code": shop.code, "number": order.number}
    values |= {"pack": "policies/shop", "table": "refund_approval", "name": "rule_1"}
    return [_filled(name, route, values) for name, route in _routes(get_resolver().url_patterns, "")]


def _routes(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield pattern.name or route, route


def _filled(name: str, route: str, values: dict[str, str]) -> Address:
    parameters = re.findall(r"<(?:\w+:)?(\w+)>", route)
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: values[match[1]], route)
    return Address(name, "/" + path, not set(parameters) <= {"secret", *OF_EVERYBODY})
