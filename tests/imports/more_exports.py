"""Small exports of the other kinds."""

from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.imports.exports import table

NUMBER = "112-8841907-5530612"
MFN_RETURN = {
    "Order ID": NUMBER,
    "Return request date": "17-Nov-2026",
    "Return request status": "Approved",
    "Amazon RMA ID": "DqTRRMA",
    "Merchant SKU": "PL-22",
    "Return quantity": "1",
    "Return Reason": "DEFECTIVE",
    "Resolution": "StandardRefund",
    "Order Amount": "45.34",
    "Refunded Amount": "20.99",
    "Currency code": "USD",
}
FEEDBACK = {
    "Date": "11/25/26",
    "Rating": "2",
    "Comments": "It came cracked.",
    "Response": "",
    "Order ID": NUMBER,
    "Rater Email": "x@marketplace.amazon.com",
}
EVENT = {
    "order_number": NUMBER,
    "carrier": "USPS",
    "tracking_number": "9400100000000000000001",
    "happened_at": "2026-11-17T10:00:00Z",
    "status": "in transit",
    "text": "Departed",
    "location": "Reno",
}
MESSAGE = {
    "message_id": "m1",
    "conversation_id": "c1",
    "order_number": NUMBER,
    "buyer": "planter_lover",
    "direction": "in",
    "sent_at": "2026-11-20T09:00:00Z",
    "channel": "platform",
    "text": "One is cracked.",
    "in_reply_to": "",
}
TAOBAO_NUMBER = "2200000000000001"
TAOBAO_ORDER = {
    "订单编号": TAOBAO_NUMBER,
    "买家会员名": "茶客一号",
    "总金额": "103.50",
    "买家应付邮费": "8.00",
    "买家实际支付金额": "103.50",
    "订单状态": "卖家已发货，等待买家确认",
    "收货人姓名": "王小茶",
    "收货地址": "杭州市西湖区龙井路 1 号",
    "订单创建时间": "2026-11-11 00:00:12",
    "订单付款时间": "2026-11-11 00:01:00",
    "发货时间": "2026-11-12 09:00:00",
    "物流单号": "No:YT1234567890123",
    "物流公司": "圆通速递",
}
TAOBAO_ITEM = {
    "子订单编号": "2200000000000011",
    "主订单编号": TAOBAO_NUMBER,
    "标题": "龙井茶",
    "价格": "49.00",
    "购买数量": "2",
    "商家编码": "LJ-125",
    "订单状态": "卖家已发货，等待买家确认",
    "订单创建时间": "2026-11-11 00:00:12",
}
TAOBAO_REFUND = {
    "退款编号": "110000000000001",
    "订单编号": TAOBAO_NUMBER,
    "买家实际支付金额": "103.50",
    "买家退款金额": "20.00",
    "售后类型": "仅退款",
    "退款申请时间": "2026-11-15 09:30:00",
    "退款状态": "退款成功",
    "买家退款说明": "有一股霉味",
}


def written(path: Path, base: dict[str, str], *changes: dict[str, str], delimiter: str = ",") -> Path:
    """A table with the columns of `base`, and a row for each of `changes` to it."""
    columns = tuple(dict.fromkeys([*base, *(name for change in changes for name in change)]))
    return table(path, columns, [base | change for change in changes or ({},)], delimiter=delimiter)


def mail(
    name: str, *, answers: str = "", references: tuple[str, ...] = (), text: str = "Hello", **headers: str
) -> bytes:
    """A mail whose Message-ID is <name@example.com>."""
    message = EmailMessage()
    message["From"] = "Ann Lee <ann@example.com>"
    message["To"] = "shop@example.com"
    message["Date"] = "Fri, 20 Nov 2026 10:00:00 +0000"
    message["Subject"] = "About my order"
    message["Message-ID"] = f"<{name}@example.com>"
    if answers:
        message["In-Reply-To"] = f"<{answers}@example.com>"
    if references:
        message["References"] = " ".join(f"<{each}@example.com>" for each in references)
    for key, value in headers.items():
        message[key] = value
    message.set_content(text)
    return message.as_bytes()


def mbox(path: Path, *mails: bytes) -> Path:
    """An mbox of these mails."""
    separator = b"From ann@example.com Fri Nov 20 10:00:00 2026\n"
    path.write_bytes(b"".join(separator + each.rstrip(b"\n") + b"\n\n" for each in mails))
    return path


def maildir(folder: Path, *mails: bytes) -> Path:
    """A Maildir of these mails."""
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True)
    for index, each in enumerate(mails):
        (folder / "new" / f"{1_700_000_000 + index}.M1P1.host").write_bytes(each)
    return folder


def document(order: Any) -> dict[str, Any]:
    """The order's document, its parts in an order of their own content and without our ids."""
    from amends.insights.order_document import order_document

    found = order_document(order)
    for part in ("lines", "payments", "parcels", "returns"):
        found[part] = sorted(found[part], key=repr)
    if found["buyer"]:
        found["buyer"].pop("id")
    return found
