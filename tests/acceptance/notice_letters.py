"""Notices of marketplaces and carriers, lists, calendars, and forms that pass on what a person wrote."""

from tests.acceptance.letters import (
    CLAIM_OPENED,
    DESK,
    NOTIFICATION,
    ORDER_PLACED,
    REFUND_REQUEST,
    REFUNDED,
    Letter,
    mail,
    part,
    parts,
)

CALENDAR, CALENDAR_KIND = parts(
    part("text/plain", "You are invited."),
    part("text/calendar; method=REQUEST", "BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR\n"),
    kind="alternative",
)

OTHERS = [
    Letter(
        350,
        mail(
            350,
            "Trade News <news@trade.example>",
            "This week in retail",
            "Ten trends you must know.",
            head="List-Unsubscribe: <https://trade.example/u>\nPrecedence: bulk",
        ),
        NOTIFICATION,
        text="Ten trends you must know.",
    ),
    Letter(
        351,
        mail(351, "Carrier <noreply@carrier.example>", "Parcel delivered", "Your parcel was delivered."),
        NOTIFICATION,
        text="Your parcel was delivered.",
    ),
    Letter(
        352,
        mail(352, "Meeting <mia@partner.example>", "Invitation: stock", CALENDAR, CALENDAR_KIND),
        NOTIFICATION,
        text="You are invited.",
    ),
    # The shop's own group passes a buyer's mail on, and marks it as a list does.
    Letter(
        353,
        mail(
            353,
            "Ida <ida@buyers.example>",
            "Question",
            "Is the blue lamp washable?",
            head="List-ID: <desk.lantern.example>\nPrecedence: list\nList-Unsubscribe: <mailto:x@l.example>",
        ),
        text="Is the blue lamp washable?",
        case="ida",
    ),
    # The form on the shop's own page: the address to answer is the buyer's.
    Letter(
        354,
        mail(
            354,
            f"Lantern House <{DESK}>",
            "Contact form",
            "My lamp came without its cable.",
            head="Reply-To: Jo <jo@buyers.example>",
        ),
        text="My lamp came without its cable.",
        case="jo",
        sender="jo@buyers.example",
    ),
    Letter(
        355,
        mail(
            355,
            "Lantern House (Shopify) <mailer@shopify.com>",
            "New customer message",
            "Do you ship to Corsica?",
            head="Reply-To: kim@buyers.example",
        ),
        text="Do you ship to Corsica?",
        case="kim",
        sender="kim@buyers.example",
    ),
]

DHGATE_ORDER, TAOBAO_ORDER = "4610002000", "3812345678901234519"
DHGATE = [
    Letter(
        400,
        mail(400, "DHgate.com <service@dhgate.com>", f"New order {DHGATE_ORDER} placed", "Ship in 2 days."),
        ORDER_PLACED,
        text="Ship in 2 days.",
        order=DHGATE_ORDER,
    ),
    Letter(
        401,
        mail(
            401,
            "DHgate <dispute@mail.dhgate.com>",
            f"Dispute opened for order {DHGATE_ORDER}",
            "The buyer says: not received. Answer within 5 days.",
        ),
        CLAIM_OPENED,
        text="The buyer says: not received. Answer within 5 days.",
        order=DHGATE_ORDER,
        case="disputed",
    ),
]
TAOBAO = [
    Letter(
        410,
        mail(
            410,
            "淘宝网 <notice@mail.taobao.com>",
            "=?gb2312?B?xPrT0NDCtcTNy7/uyerH6w==?=",
            f"订单编号：{TAOBAO_ORDER} 买家申请退款，请在48小时内处理。".encode("gb18030"),
            "text/plain; charset=gb2312",
        ),
        REFUND_REQUEST,
        text=f"订单编号：{TAOBAO_ORDER} 买家申请退款，请在48小时内处理。",
        order=TAOBAO_ORDER,
        subject="您有新的退款申请",
        case="refunded",
    ),
    Letter(
        411,
        mail(411, "service@mail.alipay.com", "退款成功通知", f"订单{TAOBAO_ORDER}已退款39.90元。"),
        REFUNDED,
        text=f"订单{TAOBAO_ORDER}已退款39.90元。",
        order=TAOBAO_ORDER,
        case="refunded",
    ),
]
