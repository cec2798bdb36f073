"""Amazon's exports: lines of one SKU, later versions, returns before orders, a French spreadsheet."""

from tests.acceptance import headers
from tests.acceptance.batches import Batch, Given, shop
from tests.acceptance.rows import amazon
from tests.acceptance.writing import bare, text, workbook

FIRST, PENDING, CANCELLED, BAD, LATE = (f"111-100000{n}-0000001" for n in range(1, 6))
NO_AMOUNTS = dict.fromkeys(("item_price", "item_tax", "shipping_price", "shipping_tax", "currency"), "")
HOSTILE = '"Quoted" <script>alert(1)</script> =1+1 \u202eright\u202c 😀'
GIFT = {
    "quantity": "2",
    "item_price": "20.00",
    "item_promotion_discount": "-1.50",
    "ship_promotion_discount": "2.00",
    "gift_wrap_price": "3.00",
    "gift_wrap_tax": "0.24",
}
ORDERS = bare(
    headers.AMAZON_ORDERS,
    [
        amazon(FIRST, **GIFT),
        amazon(FIRST, "CUP", item_price="5.55", shipping_price="", shipping_tax=""),
        amazon(FIRST),
        amazon(PENDING, order_status="Pending", **NO_AMOUNTS),
        amazon(CANCELLED, order_status="Cancelled", quantity="0", **NO_AMOUNTS),
        amazon(BAD, quantity="two"),
        amazon(BAD, product_name=HOSTILE),
    ],
)
MENDED = bare(headers.AMAZON_ORDERS, [amazon(BAD), amazon(BAD, product_name=HOSTILE)])
NEWER = text(
    [*reversed(headers.AMAZON_ORDERS), "a-new-column"],
    [
        amazon(PENDING, last_updated_date="2026-11-05T08:00:00+00:00", product_name="Café crème; grand"),
        amazon(FIRST, last_updated_date="2026-11-02T08:00:00+00:00", order_status="Pending", **GIFT),
    ],
    delimiter=";",
    encoding="windows-1252",
)
MFN_RETURNS = bare(
    headers.AMAZON_MFN_RETURNS,
    [
        {
            "Order ID": FIRST,
            "Order date": "01-Nov-2026",
            "Return request date": "06-Nov-2026",
            "Return request status": "Approved",
            "Amazon RMA ID": "D1RRMA",
            "Label cost": "4.99",
            "Currency code": "USD",
            "Return carrier": "UPS",
            "Tracking ID": "1Z999AA10123456784",
            "Label to be paid by": "Customer",
            "A-to-Z Claim": "N",
            "Merchant SKU": "MUG",
            "Return quantity": "1",
            "Return Reason": "CR-DEFECTIVE",
            "In policy": "Y",
            "Resolution": "StandardRefund",
            "Order Amount": "34.34",
            "Refunded Amount": "10.00",
        },
        {
            "Order ID": LATE,
            "Return request date": "2026-11-07T10:00:00Z",
            "Return request status": "Pending",
            "Amazon RMA ID": "D2RRMA",
            "Merchant SKU": "MUG",
            "Return quantity": "1",
            "A-to-Z Claim": "Y",
        },
    ],
)
PIECE = {
    "return-date": "2026-11-08T01:02:03+00:00",
    "order-id": LATE,
    "sku": "MUG",
    "quantity": "1",
    "detailed-disposition": "SELLABLE",
    "reason": "UNWANTED_ITEM",
    "license-plate-number": "LPN1",
    "customer-comments": 'not, "nice"',
}
FBA_RETURNS = text(headers.AMAZON_FBA_RETURNS, [PIECE, PIECE | {"license-plate-number": "LPN2"}], quoted=True)
FEEDBACK = bare(
    headers.AMAZON_FEEDBACK,
    [
        {
            "Date": "11/5/26",
            "Rating": "5",
            "Order ID": FIRST,
            "Rater Email": "secret1@marketplace.amazon.com",
        },
        {
            "Date": "11/20/26",
            "Rating": "7",
            "Order ID": PENDING,
            "Rater Email": "secret2@marketplace.amazon.com",
        },
    ],
)
US = Batch(
    "Amazon, United States",
    shop("amazon", "US", "America/Los_Angeles", "USD"),
    (
        Given("mfn", MFN_RETURNS, "amazon.mfn_returns", "utf-8", created=2),
        Given("fba", FBA_RETURNS, "amazon.fba_returns", "utf-8", created=2),
        Given(
            "feedback",
            FEEDBACK,
            "amazon.feedback",
            "utf-8",
            created=1,
            rejects=((3, "Rating", "rating_unreadable"),),
        ),
        Given(
            "orders",
            ORDERS,
            "amazon.all_orders",
            "utf-8",
            created=6,
            rejects=((7, "quantity", "quantity_unreadable"),),
        ),
        Given("mended", MENDED, "amazon.all_orders", "utf-8", created=1, unchanged=1),
        Given("newer", NEWER, "amazon.all_orders", "windows-1252", updated=1, unchanged=1),
        Given(
            "late",
            workbook(headers.AMAZON_ORDERS, [amazon(LATE) | {"quantity": 1, "item-price": 10.0}]),
            "amazon.all_orders",
            "xlsx",
            created=1,
        ),
    ),
    {
        FIRST: {
            "status": "Shipped",
            "currency": "USD",
            "total": "41.89 USD",
            "placed_at": "2026-11-01T22:10:05Z",
            "lines": [
                {
                    "sku": "MUG",
                    "quantity": 2,
                    "item_amount": "20.00 USD",
                    "item_discount": "1.50 USD",
                    "wrap_amount": "3.00 USD",
                },
                {"sku": "CUP", "quantity": 1, "item_amount": "5.55 USD", "shipping_amount": None},
                {"sku": "MUG", "quantity": 1, "item_amount": "10.00 USD", "title": 'Mug 12" tall'},
            ],
            "payments": [{"amount": "41.89 USD"}],
            "returns": [
                {
                    "sku": "MUG",
                    "quantity": 1,
                    "refund_amount": "10.00 USD",
                    "tracking_number": "1Z999AA10123456784",
                    "claim_opened": False,
                    "requested_at": "2026-11-06T08:00:00Z",
                }
            ],
            "buyer": {"address": {"city": "Austin", "postal_code": "78701", "country": "US"}},
        },
        PENDING: {"status": "Shipped", "total": "12.90 USD", "lines": [{"title": "Café crème; grand"}]},
        CANCELLED: {"status": "Cancelled", "payments": [], "lines": [{"quantity": 0, "item_amount": None}]},
        BAD: {
            "total": "25.80 USD",
            "lines": [{"key": "MUG/2", "title": HOSTILE}, {"key": "MUG/1", "title": 'Mug 12" tall'}],
        },
        LATE: {
            "total": "12.90 USD",
            "returns": [
                {"id": "D2RRMA/MUG", "claim_opened": True},
                {"id": "LPN1", "disposition": "SELLABLE"},
                {"id": "LPN2"},
            ],
        },
    },
)

PARIS = {"sales_channel": "Amazon.fr", "currency": "EUR", "ship_country": "FR", "last_updated_date": ""}
EXCEL = text(
    headers.AMAZON_ORDERS,
    [
        amazon(
            "402-2000001-0000001",
            purchase_date="05/11/2026 10:15",
            item_price="1 234,50",
            item_tax="205,75",
            shipping_price="4,90",
            shipping_tax="",
            ship_promotion_discount="-4,90",
            product_name="Théière; émaillée",
            **PARIS,
        ),
        amazon(
            "402-2000002-0000002",
            purchase_date="13/11/2026 23:59",
            item_price="1.234,50",
            item_tax="",
            shipping_price="",
            shipping_tax="",
            **PARIS,
        ),
    ],
    delimiter=";",
    encoding="windows-1252",
)
UNICODE = text(
    headers.AMAZON_ORDERS,
    [
        amazon(
            "402-2000003-0000003", purchase_date="25/10/2026 03:30:00", product_name='Théière "été"', **PARIS
        )
    ],
    delimiter="\t",
    encoding="utf-16",
)
RATING = {"Date": "05/11/2026", "Rating": "4", "Comments": "Très bien", "Order ID": "402-2000001-0000001"}
FR = Batch(
    "Amazon, France, saved again by a spreadsheet",
    shop("amazon", "FR", "Europe/Paris", "EUR"),
    (
        Given("excel", EXCEL, "amazon.all_orders", "windows-1252", created=2),
        Given("unicode", UNICODE, "amazon.all_orders", "utf-16", created=1),
        Given(
            "feedback",
            bare(
                headers.AMAZON_FEEDBACK, [RATING | {"Rater Email": "secret3@example.fr"}], encoding="latin-1"
            ),
            "amazon.feedback",
            "windows-1252",
            created=1,
        ),
    ),
    {
        "402-2000001-0000001": {
            "total": "1440.25 EUR",
            "placed_at": "2026-11-05T09:15:00Z",
            "country": "FR",
            "lines": [
                {"title": "Théière; émaillée", "item_amount": "1234.50 EUR", "shipping_discount": "4.90 EUR"}
            ],
        },
        "402-2000002-0000002": {"total": "1234.50 EUR", "placed_at": "2026-11-13T22:59:00Z"},
        "402-2000003-0000003": {"placed_at": "2026-10-25T02:30:00Z", "lines": [{"title": 'Théière "été"'}]},
    },
)
