"""Tmall's exports: 订单报表, 宝贝报表, 退款管理, in GB18030, with 元 and the guards of spreadsheets."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from amends.demo.files.tables import Table, WrittenFile, civil, money
from amends.demo.numbers import digits
from amends.demo.order import DemoLine, DemoOrder
from amends.demo.returns import DemoReturn
from amends.demo.shops import DemoShop

_ORDERS = [
    "订单编号",
    "买家会员名",
    "支付单号",
    "买家应付货款",
    "买家应付邮费",
    "总金额",
    "买家实际支付金额",
    "订单状态",
    "买家留言",
    "收货人姓名",
    "收货地址 ",
    "运送方式",
    "联系手机",
    "订单创建时间",
    "订单付款时间 ",
    "宝贝标题 ",
    "宝贝种类 ",
    "物流单号 ",
    "物流公司",
    "订单备注",
    "宝贝总数量",
    "店铺名称",
    "订单关闭原因",
    "确认收货时间",
    "发货时间",
    "发票抬头",
    "退款金额",
]
_ITEMS = [
    "子订单编号",
    "主订单编号",
    "标题",
    "价格",
    "购买数量",
    "商品属性",
    "备注",
    "订单状态",
    "商家编码",
    "商品ID",
    "买家应付货款",
    "买家实际支付金额",
    "退款状态",
    "退款金额",
    "订单创建时间",
    "订单付款时间",
]
_REFUNDS = [
    "退款编号",
    "订单编号",
    "支付宝交易号",
    "商品编码",
    "宝贝标题",
    "买家实际支付金额",
    "买家退款金额",
    "售后类型",
    "是否需要退货",
    "退款的申请时间",
    "退款状态",
    "退款完结时间",
    "客服介入状态",
    "退货物流单号",
    "退货物流公司",
    "买家退款原因",
    "买家退款说明",
]
_STATES = {"awaiting_payment": "等待买家付款", "paid": "买家已付款，等待卖家发货", "completed": "交易成功",
           "shipped": "卖家已发货，等待买家确认", "delivered": "卖家已发货，等待买家确认",
           "cancelled": "交易关闭"}  # fmt: skip
_REASONS = {"no_reason_return": "七天无理由退换货", "quiet": "多拍/错拍/不想要", "damaged": "商品破损/污渍",
            "leaking": "质量问题", "defective": "质量问题", "missing_item": "少件/漏发", "lost": "快递丢失",
            "wrong_item": "卖家发错货", "not_as_described": "商品描述不符", "size_colour_style": "尺寸不合适",
            "cancel_order": "不想要了", "not_shipped": "未按约定时间发货"}  # fmt: skip
_KINDS = {
    "return": ("退货退款", "需要退货"),
    "refund_only": ("仅退款", "不需要退货"),
    "exchange": ("换货", "需要退货"),
}


class TmallFiles:
    """Three tables of one shop."""

    def __init__(self, folder: Path, shop: DemoShop) -> None:
        self._zone = ZoneInfo(shop.time_zone)
        self._shop = shop
        tables = {"orders": _ORDERS, "items": _ITEMS, "refunds": _REFUNDS}
        self._tables = {
            name: Table(folder / f"{name}.csv", f"taobao.{name}", header, encoding="gb18030")
            for name, header in tables.items()
        }

    def add(self, order: DemoOrder, returned: DemoReturn | None) -> None:
        """The order, its lines, and the refund if there is one."""
        done = returned.amount if returned and returned.done_at and returned.kind != "exchange" else 0
        self._tables["orders"].add(self._order(order, done))
        for place, line in enumerate(order.lines):
            self._tables["items"].add(self._item(order, line, place, done if place == 0 else 0))
        if returned is not None:
            self._tables["refunds"].add(self._refund(order, returned))

    def close(self) -> list[WrittenFile]:
        return [file for table in self._tables.values() for file in table.close()]

    def _order(self, order: DemoOrder, refunded: int) -> list[str]:
        buyer, parcel = order.buyer, order.parcel
        sums = (order.goods, order.shipping, order.goods + order.shipping)
        paid = order.total if order.paid_at else 0
        return [
            _guarded(order.number), buyer.nick, _guarded(_payment(order)), *map(money, sums[:2]),
            f"{money(sums[2])}元", money(paid), _STATES[order.state], order.note, buyer.name,
            f"{buyer.region} {buyer.city} {buyer.street}", "快递", f"'{buyer.phone}",
            self._time(order.placed_at), self._time(order.paid_at),
            order.lines[0].product.words["zh"]["title"], str(len(order.lines)),
            f"No:{parcel.number}" if parcel else "", parcel.carrier.name("zh") if parcel else "", "",
            str(sum(line.quantity for line in order.lines)), self._shop.name,
            "订单未关闭" if order.cancelled_at is None else "买家未付款", self._time(order.completed_at),
            self._time(order.shipped_at), "", money(refunded),
        ]  # fmt: skip

    def _item(self, order: DemoOrder, line: DemoLine, place: int, refunded: int) -> list[str]:
        paid = line.goods - line.discount if order.paid_at else 0
        return [
            _guarded(f"{order.number[:-1]}{place + 2}"), _guarded(order.number),
            line.product.words["zh"]["title"], money(line.price), str(line.quantity),
            f"规格：{line.variant.names['zh']}", "", _STATES[order.state], line.sku,
            f"7{digits(line.product.share, 11, line.sku)}", money(line.goods), money(paid),
            "退款成功" if refunded else "没有申请退款", money(refunded) if refunded else "无退款申请",
            self._time(order.placed_at), self._time(order.paid_at),
        ]  # fmt: skip

    def _refund(self, order: DemoOrder, returned: DemoReturn) -> list[str]:
        service, goods_back = _KINDS[returned.kind]
        comes_back = returned.kind != "refund_only"
        waiting = "买家已经申请退款，等待卖家同意" if not comes_back else "卖家已经同意退款，等待买家退货"
        claimed = order.need is not None and order.need.issue.type == "dispute_opened"
        sent = comes_back and returned.done_at is not None
        return [
            _guarded(f"21{digits(order.index, 14, self._shop.code, 'refund')}"), _guarded(order.number),
            _guarded(_payment(order)), returned.line.sku, returned.line.product.words["zh"]["title"],
            money(order.total), money(returned.amount), service, goods_back,
            self._time(returned.requested_at), "退款成功" if returned.done_at else waiting,
            self._time(returned.done_at), "客服介入中" if claimed else "无需客服介入",
            f"SF1{digits(order.index, 12, 'back')}" if sent else "", "顺丰速运" if sent else "",
            _REASONS.get(returned.issue, "其他"), returned.comment,
        ]  # fmt: skip

    def _time(self, moment: datetime | None) -> str:
        return civil(moment, self._zone)


def _guarded(number: str) -> str:
    return f'="{number}"'


def _payment(order: DemoOrder) -> str:
    return f"2026{order.number[2:16]}00{order.index % 90 + 10}"
