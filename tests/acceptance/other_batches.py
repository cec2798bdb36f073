"""eBay in two countries, Shopify, TikTok Shop, the desk's own tables, and mail."""

from email.message import EmailMessage

from tests.acceptance import headers
from tests.acceptance.batches import Batch, Given, shop
from tests.acceptance.rows import Row, ebay, shopify, shopify_line, tiktok
from tests.acceptance.writing import text, workbook

FOOTER = (
    '\r\n4,record(s) downloaded,"from Nov-01-26,00:00:00 to Nov-21-26,23:59:59"\r\n"Seller ID : myshop"\r\n'
)
EMPTY = {"Item Number": "", "Item Title": "", "Custom Label": "", "Transaction ID": "", "Tracking Number": ""}
PART = {
    name: ""
    for name in ebay("")
    if name.startswith(("Buyer N", "Buyer E", "Ship", "Total", "Paid", "eBay", "Pay"))
}
CUP = {
    "Item Number": "254000000002",
    "Custom Label": "CUP",
    "Quantity": "2",
    "Sold For": "$10.00",
    "Transaction ID": "2",
    "Tracking Number": "9400111202555500000002",
}
LID = {
    "Item Number": "254000000003",
    "Custom Label": "LID",
    "Sold For": "$20.00",
    "Transaction ID": "3",
    "Tracking Number": "",
}
EBAY_ROWS = [
    ebay("12-10001-00001"),
    ebay(
        "12-10002-00002",
        **EMPTY
        | {"Quantity": "3", "Sold For": "$40.00", "Shipping And Handling": "$5.00", "Total Price": "$45.00"},
    ),
    ebay("12-10002-00002", **PART | CUP),
    ebay("12-10002-00002", **PART | LID),
]
EVENT: Row = {
    "order_number": "12-10001-00001",
    "carrier": "USPS",
    "tracking_number": "9400111202555500000001",
}
EVENTS = [
    EVENT
    | {"happened_at": "2026-11-19 14:00", "status": "delivered", "code": "01", "text": "Front door, left"},
    EVENT | {"happened_at": "2026-11-16T08:15:00-08:00", "status": "in_transit", "location": "Reno"},
    EVENT | {"happened_at": "1970-01-01T00:00:00Z", "status": "delivered"},
    EVENT
    | {
        "happened_at": "2026-11-19T22:00:00Z",
        "status": "delivered",
        "code": "01",
        "text": "Front door, left",
    },
]
SAID: Row = {
    "conversation_id": "c1",
    "order_number": "12-10001-00001",
    "buyer": "tea_lover",
    "channel": "platform",
}
SAYINGS = [
    SAID
    | {
        "message_id": "m2",
        "direction": "out",
        "sent_at": "2026-11-20T10:00:00Z",
        "text": "Monday",
        "in_reply_to": "m1",
    },
    SAID
    | {
        "message_id": "m1",
        "direction": "in",
        "sent_at": "2026-11-20T09:00:00Z",
        "text": "Where?\n<b>😀</b> \u202e",
    },
    SAID | {"direction": "in", "sent_at": "2026-11-20T11:00:00Z", "text": "长" * 200_000},
    SAID | {"message_id": "m9", "direction": "sideways", "sent_at": "2026-11-20T09:00:00Z", "text": "x"},
]
EBAY_US = Batch(
    "eBay, United States, with parcels and messages",
    shop("ebay", "US", "America/Los_Angeles", "USD"),
    (
        Given(
            "events",
            text(headers.TRACKING_EVENTS, EVENTS),
            "tracking_events",
            "utf-8",
            created=2,
            unchanged=1,
            rejects=((4, "happened_at", "date_out_of_range"),),
        ),
        Given(
            "messages",
            text(headers.MESSAGES, SAYINGS),
            "messages",
            "utf-8",
            created=3,
            rejects=((6, "direction", "direction_unknown"),),
        ),
        Given(
            "orders",
            text(
                headers.EBAY_ORDERS,
                EBAY_ROWS,
                encoding="utf-8-sig",
                before="," * 81 + "\r\n",
                after=FOOTER,
                quoted=True,
            ),
            "ebay.orders",
            "utf-8-sig",
            created=4,
        ),
    ),
    {
        "12-10001-00001": {
            "total": "17.34 USD",
            "state": "shipped",
            "placed_at": "2026-11-15T08:00:00Z",
            "payments": [{"amount": "17.34 USD"}],
            "lines": [
                {
                    "sku": "POT",
                    "quantity": 1,
                    "item_amount": "12.34 USD",
                    "item_tax": "1.00 USD",
                    "shipping_amount": "4.00 USD",
                }
            ],
            "parcels": [
                {
                    "tracking_number": "9400111202555500000001",
                    "state": "delivered",
                    "delivered_at": "2026-11-19T22:00:00Z",
                    "events": [
                        {"at": "2026-11-16T16:15:00Z"},
                        {"at": "2026-11-19T22:00:00Z", "text": "Front door, left"},
                    ],
                }
            ],
            "buyer": {"identity": "tea_lover", "recipient": "Ann Example", "address": {"country": "US"}},
        },
        "12-10002-00002": {
            "total": "45.00 USD",
            "shipping": "5.00 USD",
            "payments": [{"amount": "45.00 USD"}],
            "lines": [
                {"sku": "CUP", "quantity": 2, "item_amount": "20.00 USD"},
                {"sku": "LID", "quantity": 1, "item_amount": "20.00 USD"},
            ],
            "parcels": [{"tracking_number": "9400111202555500000002"}],
        },
    },
)

BRITISH = {
    "Ship To": "Post To",
    "Zip": "Postcode",
    "Shipping And Handling": "Postage And Packaging",
    "Ship By": "Post By",
}
DAYS = {
    "Sale Date": "15-Nov-26",
    "Paid On Date": "15-Nov-26",
    "Ship By Date": "17-Nov-26",
    "Shipped On Date": "",
}
POUNDS = {
    "Sold For": "£12.34",
    "Shipping And Handling": "£3.50",
    "eBay Collected Tax": "£0.00",
    "Total Price": "£15.84",
}


def british(name: str) -> str:
    """The column as the British site names it."""
    for ours, theirs in BRITISH.items():
        name = name.replace(ours, theirs)
    return name


EBAY_GB = Batch(
    "eBay, Great Britain",
    shop("ebay", "GB", "Europe/London", "GBP"),
    (
        Given(
            "orders",
            text(
                [british(name) for name in headers.EBAY_ORDERS],
                [{british(name): cell for name, cell in ebay("13-20001-00001", **DAYS | POUNDS).items()}],
                before="\r\n" + "," * 81 + "\r\n\r\n",
                after=FOOTER,
                encoding="windows-1252",
                quoted=True,
            ),
            "ebay.orders",
            "windows-1252",
            created=1,
        ),
    ),
    {
        "13-20001-00001": {
            "currency": "GBP",
            "total": "15.84 GBP",
            "placed_at": "2026-11-15T00:00:00Z",
            "shipped_at": None,
            "state": "paid",
        }
    },
)

SHOPIFY_ROWS = [
    shopify("#1001"),
    shopify_line("#1001"),
    shopify(
        "#1002",
        **{
            "Financial Status": "partially_refunded",
            "Fulfillment Status": "",
            "Fulfilled at": "",
            "Refunded Amount": "10.00",
        },
    ),
    shopify_line(
        "#1002",
        **{"Lineitem name": "Cup", "Lineitem sku": "CUP", "Lineitem quantity": "3", "Lineitem price": "7.00"},
    ),
    shopify_line("#1002", **{"Lineitem name": "Cup", "Lineitem sku": "CUP", "Lineitem price": "7.00"}),
]
BROKEN = [row | {"Lineitem price": "abc"} if place == 3 else row for place, row in enumerate(SHOPIFY_ROWS)]
REFUNDED = [SHOPIFY_ROWS[0] | {"Financial Status": "refunded", "Refunded Amount": "53.60"}, *SHOPIFY_ROWS[1:]]
SHOPIFY = Batch(
    "Shopify",
    shop("shopify", "US", "America/New_York", "USD"),
    (
        Given(
            "broken",
            text(headers.SHOPIFY_ORDERS, BROKEN),
            "shopify.orders",
            "utf-8",
            created=4,
            rejects=((7, "Lineitem price", "amount_unreadable"),),
        ),
        Given(
            "mended",
            text(headers.SHOPIFY_ORDERS, SHOPIFY_ROWS),
            "shopify.orders",
            "utf-8",
            created=1,
            unchanged=4,
        ),
        Given(
            "book",
            workbook(
                headers.SHOPIFY_ORDERS,
                [row | ({"Total": 53.6} if "Total" in row else {}) for row in SHOPIFY_ROWS],
            ),
            "shopify.orders",
            "xlsx",
            unchanged=5,
        ),
        Given(
            "refunded",
            text(["Extra", *headers.SHOPIFY_ORDERS], REFUNDED, delimiter=";", encoding="utf-16"),
            "shopify.orders",
            "utf-16",
            updated=1,
            unchanged=4,
        ),
    ),
    {
        "#1001": {
            "status": "refunded",
            "total": "53.60 USD",
            "shipping": "5.00 USD",
            "refunded": "53.60 USD",
            "placed_at": "2026-11-01T17:00:00Z",
            "lines": [
                {"sku": "POT", "quantity": 2, "item_amount": "40.00 USD"},
                {"sku": "", "title": "Gift card", "item_amount": "5.00 USD"},
            ],
            "payments": [{"amount": "53.60 USD", "method": "Shopify Payments"}],
            "buyer_note": "line one\nline two, with comma",
            "buyer": {
                "email": "bob@example.com",
                "phone": "+12125550100",
                "address": {"postal_code": "10001", "city": "New York"},
            },
        },
        "#1002": {
            "status": "partially_refunded",
            "lines": [{"key": "POT/1"}, {"key": "CUP/2", "quantity": 1}, {"key": "CUP/1", "quantity": 3}],
        },
    },
)

TOLD = {name: f"Explanation of {name}." for name in headers.TIKTOK_ORDERS} | {
    "Order ID": "Platform unique order ID."
}
PLAIN = {
    "SKU Platform Discount": "",
    "SKU Seller Discount": "",
    "Quantity": "1",
    "SKU Subtotal Before Discount": "$5.00",
}
STOPPED = {
    "Order Status": "Canceled",
    "Order Substatus": "Canceled",
    "Paid Time": "",
    "Shipped Time": "",
    "Tracking ID": "",
    "Cancelled Time": "11/03/2026 9:00:00 PM",
}
TIKTOK_ROWS = [
    tiktok("576460752303423488"),
    tiktok("576460752303423488", "1729382256910270002", **PLAIN),
    tiktok("576460752303423489", **STOPPED),
]
TIKTOK = Batch(
    "TikTok Shop",
    shop("tiktok_shop", "US", "America/Los_Angeles", "USD"),
    (
        Given(
            "orders",
            text(headers.TIKTOK_ORDERS, [TOLD, *TIKTOK_ROWS], encoding="utf-8-sig"),
            "tiktok_shop.orders",
            "utf-8-sig",
            created=3,
        ),
        Given(
            "book",
            workbook(
                headers.TIKTOK_ORDERS,
                [row | {"Order Amount": 42.54, "Quantity": int(str(row["Quantity"]))} for row in TIKTOK_ROWS],
            ),
            "tiktok_shop.orders",
            "xlsx",
            unchanged=3,
        ),
    ),
    {
        "576460752303423488": {
            "status": "Shipped",
            "total": "42.54 USD",
            "shipping": "4.99 USD",
            "placed_at": "2026-11-02T09:30:33Z",
            "shipped_at": "2026-11-02T21:31:00Z",
            "lines": [
                {"sku": "CUP", "quantity": 2, "item_amount": "40.00 USD", "item_discount": "5.00 USD"},
                {"quantity": 1, "item_amount": "5.00 USD"},
            ],
            "payments": [{"amount": "42.54 USD"}],
            "parcels": [{"tracking_number": "9400111202555500000009", "carrier": "USPS"}],
            "buyer": {"identity": "cup.fan", "recipient": "J*** D**"},
        },
        "576460752303423489": {
            "status": "Canceled",
            "state": "cancelled",
            "payments": [],
            "parcels": [],
            "cancelled_at": "2026-11-04T05:00:00Z",
        },
    },
)


def mail(number: int) -> bytes:
    """A mail with a line that an mbox must not take for the beginning of another."""
    message = EmailMessage()
    message["From"], message["To"] = f"Buyer <b{number}@marketplace.amazon.com>", "seller@example.com"
    message["Subject"], message["Message-ID"] = f"Café {number}", f"<m{number}@example.com>"
    message["Date"] = "Mon, 16 Nov 2026 10:00:00 +0000"
    message.set_content(f"Hello {number}\n\nFrom here it goes on\n")
    return message.as_bytes()


def boxed(octets: bytes) -> bytes:
    """The mail as an mbox holds it."""
    opening = b"From b@example.com Mon Nov 16 10:00:00 2026\n"
    return opening + octets.replace(b"\nFrom ", b"\n>From ") + b"\n"


BOX = b"".join(boxed(mail(number)) for number in range(1, 301)) + boxed(b"\nNo headers at all.\n")
MAIL = Batch(
    "Mail",
    shop("amazon", "US", "America/Los_Angeles", "USD"),
    (
        Given("one.eml", mail(1), "mail", "", created=1),
        Given("box", BOX, "mail", "", created=300, unchanged=1),
    ),
)
