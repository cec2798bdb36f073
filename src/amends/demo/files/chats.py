"""Conversations held on a platform, as the documented messages table; and the tracking table."""

from pathlib import Path
from zoneinfo import ZoneInfo

from amends.demo.files.tables import Table, civil, iso
from amends.demo.order import DemoOrder
from amends.demo.shops import DemoShop
from amends.demo.talks import DemoMessage

_MESSAGES = ("message_id", "conversation_id", "order_number", "buyer", "direction", "sent_at", "channel",
             "text", "language", "in_reply_to")  # fmt: skip
_MESSAGES_ZH = (
    "消息编号",
    "会话编号",
    "订单编号",
    "买家",
    "方向",
    "发送时间",
    "渠道",
    "内容",
    "语言",
    "回复消息编号",
)
_EVENTS = {
    "zh": ("订单编号", "快递公司", "运单号", "发生时间", "状态", "状态码", "轨迹描述", "地点"),
    "en": ("order_number", "carrier", "tracking_number", "happened_at", "status", "code", "text", "location"),
    "fr": ("numéro de commande", "transporteur", "numéro de suivi", "survenu le", "statut", "code", "texte",
           "lieu"),
}  # fmt: skip
_STATUSES_ZH = {"label_made": "已下单", "handed_over": "已揽收", "in_transit": "运输中",
                "delivered": "已签收", "out_for_delivery": "派送中", "exception": "疑难件",
                "lost": "丢失"}  # fmt: skip
_STATUSES_FR = {"label_made": "étiquette créée", "handed_over": "pris en charge", "in_transit": "en transit",
                "delivered": "livré", "out_for_delivery": "en cours de livraison", "exception": "incident",
                "lost": "perdu"}  # fmt: skip
_STATUSES: dict[str, dict[str, str]] = {"zh": _STATUSES_ZH, "fr": _STATUSES_FR}
WITHOUT_ORDER = 4  # of a hundred conversations name the buyer, and no order


class Chats:
    """Messages of a chat-like platform, a row each."""

    def __init__(self, folder: Path, shop: DemoShop) -> None:
        self._chinese = shop.marketplace == "tmall"
        self._zone = ZoneInfo(shop.time_zone)
        header = _MESSAGES_ZH if self._chinese else _MESSAGES
        self.table = Table(folder / "messages.csv", "messages", header)

    def add(self, message: DemoMessage, nick: str, *, names_order: bool = True) -> None:
        """One message; `nick` is the buyer of the conversation, whoever wrote."""
        order = message.order if names_order else ""
        if self._chinese:
            side = "买家" if message.direction == "in" else "客服"
            told = (side, civil(message.at, self._zone), "旺旺")
        else:
            told = (message.direction, iso(message.at), "platform")
        row = (message.id, message.conversation, order, nick, *told, message.text, message.language)
        self.table.add((*row, message.answers))


class Tracking:
    """Tracking events, a row each."""

    def __init__(self, folder: Path, shop: DemoShop) -> None:
        self._language = {"tmall": "zh"}.get(shop.marketplace, "fr" if shop.country == "FR" else "en")
        self.table = Table(folder / "tracking.csv", "tracking_events", _EVENTS[self._language])
        self._statuses = _STATUSES.get(self._language, {})

    def add(self, order: DemoOrder) -> None:
        if order.parcel is None:
            return
        parcel = order.parcel
        name = parcel.carrier.name(self._language)
        for event in parcel.events:
            status = self._statuses.get(event.status, event.status)
            place = (iso(event.at), status, event.code, event.text, event.place)
            self.table.add((order.number, name, parcel.number, *place))
