"""The field's words for our codes, in the reader's language."""

from collections.abc import Mapping
from functools import lru_cache

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amends.core.packs import load_pack
from amends.web import case_words, draft_words, rule_words, search_words
from amends.web.account_words import ROLE, TOKEN_STATE, VERB
from amends.web.language import HTML_LANG
from amends.web.quarantine_words import STATE as QUARANTINE_STATE

ORDER_STATE: Mapping[str, Promise] = {
    "unknown": pgettext_lazy("order state", "Not known"),
    "awaiting_payment": _("Awaiting payment"),
    "paid": _("To be shipped"),
    "part_shipped": _("Partly shipped"),
    "shipped": pgettext_lazy("order state", "Shipped"),
    "delivered": pgettext_lazy("order state", "Delivered"),
    "completed": pgettext_lazy("order state", "Completed"),
    "cancelled": pgettext_lazy("order state", "Cancelled"),
}
PARCEL_STATE: Mapping[str, Promise] = {
    "label_made": _("Label made"),
    "handed_over": _("Handed over"),
    "in_transit": _("In transit"),
    "out_for_delivery": _("Out for delivery"),
    "delivered": pgettext_lazy("parcel state", "Delivered"),
    "exception": pgettext_lazy("parcel state", "Exception"),
    "returning": _("On its way back"),
    "returned": pgettext_lazy("parcel state", "Returned"),
    "lost": pgettext_lazy("parcel state", "Lost"),
}
IMPORT_STATE: Mapping[str, Promise] = {
    "waiting": pgettext_lazy("import state", "Waiting"),
    "running": pgettext_lazy("import state", "Running"),
    "asking": pgettext_lazy("import state", "Which shop?"),
    "done": pgettext_lazy("import state", "Done"),
    "refused": pgettext_lazy("import state", "Refused"),
    "failed": pgettext_lazy("import state", "Failed"),
}
FILE_KIND: Mapping[str, Promise] = {
    "amazon.all_orders": _("Amazon · all orders"),
    "amazon.mfn_returns": _("Amazon · seller-fulfilled returns"),
    "amazon.fba_returns": _("Amazon · FBA returns"),
    "amazon.feedback": _("Amazon · seller feedback"),
    "taobao.orders": _("Taobao · orders"),
    "taobao.items": _("Taobao · order lines"),
    "taobao.refunds": _("Taobao · refunds"),
    "ebay.orders": _("eBay · orders"),
    "shopify.orders": _("Shopify · orders"),
    "tiktok_shop.orders": _("TikTok Shop · orders"),
    "orders": _("Orders of any shop"),
    "tracking_events": _("Tracking events"),
    "messages": _("Messages file"),
    "mail": _("Mail"),
    "chat": _("Chat record"),
}
RETURN_KIND: Mapping[str, Promise] = {
    "return": _("Return"),
    "refund_only": _("Refund without return"),
    "exchange": _("Exchange"),
}
FULFILMENT: Mapping[str, Promise] = {
    "seller": _("Shipped by us"),
    "marketplace": _("Shipped by the marketplace"),
}
CHANNEL: Mapping[str, Promise] = {
    "email": _("E-mail"),
    "chat": _("Chat"),
    "platform": _("Marketplace messages"),
    "web_form": _("Contact page"),
}
MESSAGE_KIND: Mapping[str, Promise] = {
    "bounce": _("Could not be delivered"),
    "automatic": _("Automatic reply"),
    "calendar": _("Calendar invitation"),
    "question": pgettext_lazy("message kind", "Told by the platform"),
    "order_placed": pgettext_lazy("message kind", "New order"),
    "feedback": pgettext_lazy("message kind", "Feedback left"),
    "return_request": pgettext_lazy("message kind", "Return requested"),
    "refund_request": pgettext_lazy("message kind", "Refund requested"),
    "claim_opened": pgettext_lazy("message kind", "Claim opened"),
    "claim_escalated": pgettext_lazy("message kind", "Claim escalated"),
    "claim_info_requested": pgettext_lazy("message kind", "Platform asks for information"),
    "claim_granted": pgettext_lazy("message kind", "Claim granted"),
    "claim_closed": pgettext_lazy("message kind", "Claim closed"),
    "chargeback": pgettext_lazy("message kind", "Chargeback"),
    "refunded": pgettext_lazy("message kind", "Refund made"),
    "platform_refunded": pgettext_lazy("message kind", "The platform refunded"),
}
FILE_MARK: Mapping[str, Promise] = {
    "runs": _("may run when opened"),
    "archive": _("archive"),
    "type_differs": _("not what its name says"),
}
THUMBNAIL: Mapping[str, Promise] = {
    "waiting": _("picture not yet made small"),
    "no_picture": _("no picture, whatever it is called"),
    "two_at_once": _("not shown: a picture that is something else too"),
    "too_large": _("too large to be shown small"),
    "too_many_pixels": _("not shown: too many pixels"),
    "broken": _("not shown: broken picture"),
    "too_heavy": _("not shown: too much work to unpack"),
    "gave_up": _("not shown: could not be made small"),
}
TURN: Mapping[str, Promise] = {
    "unanswered": _("Unanswered"),
    "buyer": _("Last word: the buyer"),
    "us": _("Last word: us"),
}
ORDERS_IN: Mapping[str, Promise] = {
    "unknown": pgettext_lazy("orders in a state", "Not known"),
    "awaiting_payment": pgettext_lazy("orders in a state", "Awaiting payment"),
    "paid": pgettext_lazy("orders in a state", "To be shipped"),
    "part_shipped": pgettext_lazy("orders in a state", "Partly shipped"),
    "shipped": pgettext_lazy("orders in a state", "Shipped"),
    "delivered": pgettext_lazy("orders in a state", "Delivered"),
    "completed": pgettext_lazy("orders in a state", "Completed"),
    "cancelled": pgettext_lazy("orders in a state", "Cancelled"),
}
BASIS: Mapping[str, Promise] = {
    "stated": _("stated by the platform"),
    "derived": _("worked out from the lines"),
}
FAMILIES: Mapping[str, Mapping[str, Promise]] = {
    **case_words.FAMILIES,
    **rule_words.FAMILIES,
    **draft_words.FAMILIES,
    **search_words.FAMILIES,
    "role": ROLE,
    "verb": VERB,
    "token_state": TOKEN_STATE,
    "order_state": ORDER_STATE,
    "parcel_state": PARCEL_STATE,
    "import_state": IMPORT_STATE,
    "file_kind": FILE_KIND,
    "return_kind": RETURN_KIND,
    "fulfilment": FULFILMENT,
    "channel": CHANNEL,
    "message_kind": MESSAGE_KIND,
    "file_mark": FILE_MARK,
    "thumbnail": THUMBNAIL,
    "quarantine_state": QUARANTINE_STATE,
    "basis": BASIS,
    "turn": TURN,
    "orders_in": ORDERS_IN,
}


def word(family: str, code: str) -> str:
    """The word for a code, or the code itself where there is none."""
    return str(FAMILIES[family].get(code, code))


def marketplace_name(code: str) -> str:
    """`taobao` → 淘宝, Taobao; the code itself where the list does not know it."""
    names = _marketplaces().get(code, {})
    return names.get(HTML_LANG.get(translation.get_language() or "en", "en"), code)


@lru_cache(maxsize=1)
def _marketplaces() -> dict[str, dict[str, str]]:
    return {row["code"]: row["name"] for row in load_pack("marketplaces").body["marketplaces"]}


def order_page_address(marketplace: str, country: str, number: str) -> str:
    """Where the marketplace itself shows this order to its seller, or an empty string."""
    for row in load_pack("marketplaces").body["marketplaces"]:
        if row["code"] == marketplace:
            pages = {page.get("country", ""): page["address"] for page in row.get("order_pages", [])}
            return str(pages.get(country) or pages.get("", "")).replace("{number}", _in_address(number))
    return ""


def _in_address(number: str) -> str:
    from urllib.parse import quote

    return quote(number, safe="")
