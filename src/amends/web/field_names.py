"""The names of fields whose change the history tells."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FIELD_NAMES: Mapping[str, Promise] = {
    "status": _("platform's status"),
    "state": _("state"),
    "total": _("total"),
    "currency": _("currency"),
    "shipping": _("shipping"),
    "refunded": _("refunded"),
    "placed_at": _("placed"),
    "paid_at": _("paid"),
    "shipped_at": pgettext_lazy("field", "shipped"),
    "completed_at": pgettext_lazy("field", "completed"),
    "cancelled_at": pgettext_lazy("field", "cancelled"),
    "delivered_at": pgettext_lazy("field", "delivered"),
    "ship_by": _("ship by"),
    "deliver_from": _("deliver from"),
    "deliver_until": _("deliver until"),
    "asked_carrier": _("asked carrier"),
    "carrier": _("carrier"),
    "tracking_number": _("tracking number"),
    "shipping_service": _("shipping service"),
    "close_reason": _("close reason"),
    "invoice_wished": _("invoice wished"),
    "country": _("country"),
    "channel": _("sales channel"),
    "buyer_id": _("buyer"),
    "order_id": pgettext_lazy("field", "order"),
    "quantity": _("quantity"),
    "sku": _("SKU"),
    "product_id": _("product id"),
    "variant": _("variant"),
    "fulfilment": _("fulfilment"),
    "item_amount": _("goods"),
    "item_tax": _("tax on goods"),
    "shipping_amount": _("shipping"),
    "shipping_tax": _("tax on shipping"),
    "wrap_amount": _("gift wrap"),
    "wrap_tax": _("tax on gift wrap"),
    "item_discount": _("discount"),
    "shipping_discount": _("discount on shipping"),
    "paid_amount": _("paid part"),
    "promotions": _("promotions"),
    "is_gift": _("gift"),
    "kind": _("kind"),
    "reason": _("reason"),
    "resolution": _("resolution"),
    "disposition": _("disposition"),
    "requested_at": _("requested"),
    "received_at": _("received"),
    "finished_at": _("finished"),
    "order_amount": _("order amount"),
    "refund_amount": _("refund"),
    "label_cost": _("label cost"),
    "label_payer": _("label paid by"),
    "rma": _("RMA"),
    "in_policy": _("within policy"),
    "claim_opened": _("claim opened"),
    "liable": _("liable"),
    "rating": _("rating"),
}


def field_name(name: str) -> str:
    """The field's name in the reader's language, or its code."""
    return str(FIELD_NAMES.get(name, name.replace("_", " ")))
