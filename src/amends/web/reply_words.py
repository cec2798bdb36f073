"""What the values of reply templates are called, and stages in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from amends.replies import stages
from amends.web.language import pack_language

VALUE: Mapping[str, Promise] = {
    "agent_name": pgettext_lazy("template value", "your name"),
    "amount": pgettext_lazy("template value", "the amount"),
    "answer_by": pgettext_lazy("template value", "until when we answer"),
    "asked": pgettext_lazy("template value", "what the buyer asked for"),
    "asked_carrier": pgettext_lazy("template value", "the carrier asked for"),
    "act_hours": pgettext_lazy("template value", "hours until we act"),
    "back_on": pgettext_lazy("template value", "the day we are back"),
    "buyer_name": pgettext_lazy("template value", "the buyer's name"),
    "carrier": pgettext_lazy("template value", "the carrier"),
    "choices": pgettext_lazy("template value", "the numbered ways out"),
    "declared_value": pgettext_lazy("template value", "the value to declare"),
    "delivered_on": pgettext_lazy("template value", "the day of delivery"),
    "delivered_place": pgettext_lazy("template value", "the place of delivery"),
    "evidence": pgettext_lazy("template value", "what the buyer is to send"),
    "expected_on": pgettext_lazy("template value", "the day it is expected"),
    "freight_payer": pgettext_lazy("template value", "who pays the freight"),
    "held_until": pgettext_lazy("template value", "until when it is kept"),
    "holiday_name": pgettext_lazy("template value", "the holiday"),
    "last_event_on": pgettext_lazy("template value", "the day of the latest scan"),
    "last_place": pgettext_lazy("template value", "the place of the latest scan"),
    "marketplace_name": pgettext_lazy("template value", "the marketplace"),
    "order_number": pgettext_lazy("template value", "the order number"),
    "parcel_marks": pgettext_lazy("template value", "what to write on the parcel"),
    "pay_by": pgettext_lazy("template value", "until when to pay"),
    "product_name": pgettext_lazy("template value", "the product"),
    "reason": pgettext_lazy("template value", "the reason"),
    "received_on": pgettext_lazy("template value", "the day the return arrived"),
    "refund_days": pgettext_lazy("template value", "days until the refund is there"),
    "refunded_on": pgettext_lazy("template value", "the day of the refund"),
    "reply_hours": pgettext_lazy("template value", "hours until we answer"),
    "return_address": pgettext_lazy("template value", "the return address"),
    "return_by": pgettext_lazy("template value", "until when to send it back"),
    "return_carrier": pgettext_lazy("template value", "the carrier for the return"),
    "return_phone": pgettext_lazy("template value", "our telephone for returns"),
    "ruling_by": pgettext_lazy("template value", "the day of the ruling"),
    "shipped_on": pgettext_lazy("template value", "the day of shipping"),
    "ships_by": pgettext_lazy("template value", "until when it leaves"),
    "ships_on": pgettext_lazy("template value", "the day it leaves"),
    "shop_name": pgettext_lazy("template value", "the shop"),
    "steps": pgettext_lazy("template value", "the steps"),
    "still_coming": pgettext_lazy("template value", "what is still on its way"),
    "surcharge": pgettext_lazy("template value", "the surcharge"),
    "tips": pgettext_lazy("template value", "the tips"),
    "tracking_link": pgettext_lazy("template value", "the carrier's page"),
    "tracking_number": pgettext_lazy("template value", "the tracking number"),
    "transit": pgettext_lazy("template value", "within the country or from abroad"),
    "update_by": pgettext_lazy("template value", "until when we write again"),
    "way": pgettext_lazy("template value", "the way out that was chosen"),
}

OF_GROUP = (
    "buyer_name", "order_number", "tracking_number", "carrier", "last_place", "last_event_on", "expected_on",
    "answer_by", "update_by", "amount", "agent_name", "shop_name",
)  # fmt: skip
VARIANT: Mapping[str, Promise] = {
    "default": pgettext_lazy("wording", "usual"),
    "chat": pgettext_lazy("wording", "chat"),
    "no_link": pgettext_lazy("wording", "without a link"),
    "own_shop": pgettext_lazy("wording", "own shop"),
    "direct": pgettext_lazy("wording", "nothing to click"),
    "amazon": pgettext_lazy("wording", "without a telephone"),
}
VERDICT: Mapping[str, Promise] = {
    "allowed": pgettext_lazy("verdict on a message", "may be sent"),
    "allowed_in_this_form": pgettext_lazy("verdict on a message", "with limits"),
    "done_by_platform": pgettext_lazy("verdict on a message", "the marketplace does it"),
    "ask_person": pgettext_lazy("verdict on a message", "a lead decides"),
    "forbidden": pgettext_lazy("verdict on a message", "not to be sent"),
}
KIND: Mapping[str, Promise] = {
    "text": pgettext_lazy("kind of value", "text"),
    "lines": pgettext_lazy("kind of value", "several lines"),
    "money": pgettext_lazy("kind of value", "amount"),
    "day": pgettext_lazy("kind of value", "day"),
    "moment": pgettext_lazy("kind of value", "day and time"),
    "count": pgettext_lazy("kind of value", "number"),
    "list": pgettext_lazy("kind of value", "list"),
    "offer": pgettext_lazy("kind of value", "one way out"),
    "offers": pgettext_lazy("kind of value", "ways out, numbered"),
}
TONGUE = {"en": "English", "zh-Hans": "简体中文", "fr": "Français"}


def value_name(name: str) -> str:
    """What a value is called; one of a seller's own by its name in the template."""
    return str(VALUE.get(name, name.replace("_", " ")))


def stage_name(code: str) -> str:
    """What a stage is called in the reader's language."""
    return stages.stage_name(code, pack_language())
