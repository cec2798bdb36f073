from decimal import Decimal

import pytest

from amends.connectors.base import LineFacts, OrderFacts, PersonFacts, ReturnFacts
from amends.connectors.marketplaces.taobao.asked_carrier import asked_carrier
from amends.connectors.registry import file_kinds
from amends.connectors.tables.cells import Cell
from tests.connectors.exports.reading import fact, read_named, reason

ORDER: dict[str, Cell] = {
    "订单编号": '="2200000000000001"',
    "买家实际支付金额": "108.00元",
    "总金额": "118.00",
    "订单状态": "买家已付款，等待卖家发货",
    "订单创建时间": "2026-11-11 00:00:12",
    "订单付款时间 ": "2026-11-11 00:01:05",
}


def order(**cells: Cell) -> OrderFacts:
    return fact(read_named("taobao.orders", ORDER | cells)[0], OrderFacts)


def test_total_and_payment_are_what_the_platform_states() -> None:
    told = order()
    assert (told.total, told.currency, told.state) == (Decimal(118), "CNY", "paid")
    assert [(payment.amount, payment.paid_at) for payment in told.payments] == [(Decimal(108), told.paid_at)]


@pytest.mark.parametrize(
    ("note", "told"), [("'赠品一份", "赠品一份"), ("赠品", "赠品"), ("'", None), ("", None)]
)
def test_the_guard_of_a_note_is_no_part_of_it(note: str, told: str | None) -> None:
    assert order(订单备注=note).seller_note == told


def test_nothing_paid_is_no_payment() -> None:
    assert order(买家实际支付金额="0.00").payments == []


@pytest.mark.parametrize(
    ("name", "identity"), [("爱喝茶的猫", "爱喝茶的猫"), ("t**1", None), ("t＊＊1", None), ("", None)]
)
def test_a_masked_name_identifies_nobody(name: str, identity: str | None) -> None:
    buyer = order(买家会员名=name).buyer
    assert (buyer.identity if buyer else None) == identity
    assert (buyer.shown_name if buyer else "") == name


@pytest.mark.parametrize(
    ("numbers", "carriers", "parcels"),
    [
        ("No:YT123456789", "圆通速递", [("YT123456789", "圆通速递")]),
        (
            "No:773000000001,No:773000000002",
            "申通快递,中通快递",
            [("773000000001", "申通快递"), ("773000000002", "中通快递")],
        ),
        ("773000000001；773000000001", "申通快递", [("773000000001", "申通快递")]),
        (
            "773000000001、773000000002",
            "申通快递",
            [("773000000001", "申通快递"), ("773000000002", "申通快递")],
        ),
        ("'773000000001", "", [("773000000001", None)]),
        ("", "申通快递", []),
    ],
)
def test_parcels_of_a_cell(numbers: str, carriers: str, parcels: list[tuple[str, str | None]]) -> None:
    told = order(物流单号=numbers, 物流公司=carriers).parcels
    assert [(parcel.tracking_number, parcel.carrier) for parcel in told] == parcels


def test_the_person_of_an_order() -> None:
    told = order(收货人姓名="王小明", 联系手机="'13800000000", 发票抬头="杭州某某有限公司", 买家留言="null")
    expected = PersonFacts(
        recipient="王小明", phone="13800000000", invoice_title="杭州某某有限公司", buyer_note="null"
    )
    assert (told.person, told.invoice_wished) == (expected, True)


@pytest.mark.parametrize("title", ["null", "无", ""])
def test_no_invoice_title_says_nothing_of_an_invoice(title: str) -> None:
    told = order(发票抬头=title, 收货人姓名="王小明")
    assert told.person is not None
    assert (told.person.invoice_title, told.invoice_wished) == (None, None)


def test_the_changed_address_holds() -> None:
    person = order(收货地址="旧地址", 修改后的收货地址="新地址").person
    assert person is not None
    assert person.address == "新地址"


@pytest.mark.parametrize(
    ("note", "carrier"),
    [
        ("请发圆通，谢谢", "圆通速递"),
        ("麻烦发个顺丰", "顺丰速运"),
        ("指定EMS", "EMS"),
        ("不要发圆通", None),
        ("别发圆通，发中通", "中通快递"),
        ("发圆通或者发中通", None),
        ("上次圆通太慢了", None),
        ("快点", None),
        (None, None),
    ],
)
def test_the_carrier_a_buyer_asks_for(note: str | None, carrier: str | None) -> None:
    assert asked_carrier(note, file_kinds()["taobao.orders"].words["carriers"]) == carrier


ITEM: dict[str, Cell] = {"子订单编号": "11", "主订单编号": "1", "价格": "49.00元", "购买数量": "2"}


def test_a_sub_order_is_a_line_of_its_order() -> None:
    outcome = read_named("taobao.items", ITEM | {"买家实际支付金额": "90.50", "退款金额": "无退款申请"})[0]
    line = fact(outcome, LineFacts)
    assert (outcome.key, outcome.subject, line.order_number, line.external_id) == ("11", "1", "1", "11")
    assert (line.item_amount, line.paid_amount, line.refunded) == (Decimal(98), Decimal("90.50"), None)


def test_a_sub_order_says_nothing_of_the_orders_state() -> None:
    told = fact(read_named("taobao.items", ITEM | {"订单状态": "交易关闭"})[0], OrderFacts)
    assert (told.status, told.state) == (None, None)


REFUND: dict[str, Cell] = {"退款编号": "9", "订单编号": "1", "退款状态": "退款成功"}


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"售后类型": "仅退款"}, "refund_only"),
        ({"售后类型": "退货退款"}, "return"),
        ({"售后类型": "换货"}, "exchange"),
        ({"售后类型": "售后", "是否需要退货": "需要退货"}, "return"),
        ({"是否需要退货": "否"}, "refund_only"),
        ({"售后类型": "新花样"}, None),
    ],
)
def test_kinds_of_refund(cells: dict[str, Cell], kind: str | None) -> None:
    assert fact(read_named("taobao.refunds", REFUND | cells)[0], ReturnFacts).kind == kind


@pytest.mark.parametrize(
    ("word", "opened"), [("无需客服介入", False), ("客服已经介入", True), ("不明", None)]
)
def test_whether_the_platform_stepped_in(word: str, opened: bool | None) -> None:
    assert (
        fact(read_named("taobao.refunds", REFUND | {"客服介入状态": word})[0], ReturnFacts).claim_opened
        is opened
    )


@pytest.mark.parametrize(
    ("kind", "row", "column"),
    [
        ("taobao.orders", ORDER | {"订单编号": 2200000000000001.0}, "订单编号"),
        ("taobao.orders", ORDER | {"物流单号": 7730000000000019.0}, "物流单号"),
        ("taobao.items", ITEM | {"主订单编号": "2.2E+15"}, "主订单编号"),
        ("taobao.refunds", REFUND | {"商品id": 1e15}, "商品id"),
    ],
)
def test_a_rounded_number_is_never_guessed(kind: str, row: dict[str, Cell], column: str) -> None:
    assert reason(read_named(kind, row)[0]) == ("id_rounded", column)
