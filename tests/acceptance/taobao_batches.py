"""Taobao's three exports, the refunds first; a later version, and the same as a spreadsheet."""

from datetime import datetime

from tests.acceptance import headers
from tests.acceptance.batches import Batch, Given, shop
from tests.acceptance.rows import Row, taobao_item, taobao_order, taobao_refund
from tests.acceptance.writing import text, workbook

ONE, TWO, THREE = (f"220000000000000000{n}" for n in (1, 2, 3))
NOTE = "<script>alert(1)</script>\n第二行"
SHIPPED = {"总金额": "1,288.00元", "买家实际支付金额": "¥1,288.00", "订单状态": "卖家已发货，等待买家确认"}
MASKED = {
    "买家会员名": "t**1",
    "买家留言": NOTE,
    "收货人姓名": "=1+1",
    "物流单号 ": "No:YT1112223334445,No:YT1112223334446",
}
CLOSED = {"买家实际支付金额": "0.00", "订单状态": "交易关闭", "物流单号 ": "", "订单付款时间 ": ""}
ORDERS = text(
    headers.TAOBAO_ORDERS,
    [taobao_order(ONE), taobao_order(TWO, **SHIPPED, **MASKED), taobao_order(THREE, **CLOSED)],
    encoding="gb18030",
    after="合计,,,,,,1504.00\r\n",
)
DONE = {"订单状态": "交易成功", "确认收货时间": "2026-11-20 10:00:00"}
LATER = text(
    ["确认收货时间", *headers.TAOBAO_ORDERS],
    [taobao_order(TWO, **SHIPPED | MASKED | DONE), taobao_order(ONE)],
    encoding="gb18030",
    delimiter="\t",
)
LINES: list[Row] = [
    taobao_item("2200000000000000011", ONE),
    taobao_item(
        "2200000000000000012",
        ONE,
        价格="24.50",
        购买数量="2",
        商家编码="LJ-250",
        买家实际支付金额="55.00",
        退款金额="24.50",
    ),
    taobao_item(
        "2200000000000000021", TWO, 标题="壶", 价格="1288.00", 商家编码="HU", 买家实际支付金额="1288.00"
    ),
]


def as_cells(row: Row) -> Row:
    """The row as a spreadsheet holds it: numbers and times of their own kind, ids as text."""
    cells = {name: str(text).removeprefix('="').removesuffix('"') for name, text in row.items()}
    amounts = {name: float(cells[name]) for name in ("价格", "买家应付货款", "买家实际支付金额")}
    return (
        cells
        | amounts
        | {"购买数量": int(cells["购买数量"]), "订单创建时间": datetime.fromisoformat(cells["订单创建时间"])}
    )


BOOK = workbook(headers.TAOBAO_ITEMS, [as_cells(row) for row in LINES], before=[["导出时间：2026-11-21"], []])
CUT: Row = {"子订单编号": 2200000000000000099.0, "主订单编号": 2200000000000000001.0, "购买数量": 1}
SHORT: Row = {
    "子订单编号": 220000000000012.0,
    "主订单编号": 220000000000001.0,
    "购买数量": 1,
    "价格": 0.1 + 0.2,
}
TAOBAO = Batch(
    "Taobao",
    shop("taobao", "CN", "Asia/Shanghai", "CNY"),
    (
        Given(
            "refunds",
            text(headers.TAOBAO_REFUNDS, [taobao_refund("330000000000000001", ONE)], encoding="utf-8-sig"),
            "taobao.refunds",
            "utf-8-sig",
            created=1,
        ),
        Given(
            "items", text(headers.TAOBAO_ITEMS, LINES, encoding="gbk"), "taobao.items", "gb18030", created=3
        ),
        Given("orders", ORDERS, "taobao.orders", "gb18030", created=3),
        Given("later", LATER, "taobao.orders", "gb18030", updated=1, unchanged=1),
        Given("book", BOOK, "taobao.items", "xlsx", unchanged=3),
        Given(
            "cut",
            workbook(headers.TAOBAO_ITEMS, [SHORT, CUT]),
            "taobao.items",
            "xlsx",
            created=1,
            rejects=((3, "子订单编号", "id_rounded"),),
        ),
    ),
    {
        ONE: {
            "status": "交易成功",
            "currency": "CNY",
            "total": "108.00 CNY",
            "shipping": "10.00 CNY",
            "seller_note": "赠品",
            "placed_at": "2026-11-10T16:00:12Z",
            "paid_at": "2026-11-10T16:01:30Z",
            "asked_carrier": "顺丰速运",
            "payments": [{"amount": "100.00 CNY"}],
            "parcels": [{"tracking_number": "SF1234567890123", "carrier": "顺丰速运"}],
            "returns": [
                {
                    "id": "330000000000000001",
                    "refund_amount": "24.50 CNY",
                    "kind": "return",
                    "tracking_number": "773012345678901",
                }
            ],
            "lines": [
                {
                    "id": "2200000000000000011",
                    "sku": "LJ-125",
                    "quantity": 1,
                    "item_amount": "49.00 CNY",
                    "paid_amount": "45.00 CNY",
                    "refunded": None,
                },
                {
                    "id": "2200000000000000012",
                    "sku": "LJ-250",
                    "quantity": 2,
                    "item_amount": "49.00 CNY",
                    "paid_amount": "55.00 CNY",
                    "refunded": "24.50 CNY",
                },
            ],
            "buyer": {"identity": "茶友小张", "recipient": "张三", "phone": "13800138000"},
        },
        TWO: {
            "status": "交易成功",
            "total": "1288.00 CNY",
            "completed_at": "2026-11-20T02:00:00Z",
            "buyer_note": NOTE,
            "buyer": {"identity": None, "name": "t**1", "recipient": "=1+1"},
            "parcels": [{"tracking_number": "YT1112223334445"}, {"tracking_number": "YT1112223334446"}],
        },
        THREE: {"status": "交易关闭", "total": "108.00 CNY", "payments": [], "parcels": [], "paid_at": None},
        "220000000000001": {"lines": [{"id": "220000000000012", "item_amount": "0.30 CNY"}]},
    },
)
