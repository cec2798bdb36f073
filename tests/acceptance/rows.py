"""A row of each kind of export as its marketplace writes it, to be changed as a test needs."""

Row = dict[str, object]


def amazon(number: str, sku: str = "MUG", **changes: str) -> Row:
    """An order line; underscores in the names stand for hyphens."""
    row: Row = {
        "amazon-order-id": number, "purchase-date": "2026-11-01T22:10:05+00:00",
        "last-updated-date": "2026-11-03T08:00:00+00:00", "order-status": "Shipped",
        "fulfillment-channel": "Merchant", "sales-channel": "Amazon.com", "ship-service-level": "Standard",
        "product-name": 'Mug 12" tall', "sku": sku, "asin": "B000000001", "item-status": "Shipped",
        "quantity": "1", "currency": "USD", "item-price": "10.00", "item-tax": "0.80",
        "shipping-price": "2.00", "shipping-tax": "0.10", "ship-city": "Austin", "ship-state": "TX",
        "ship-postal-code": "78701", "ship-country": "US", "is-business-order": "false",
    }  # fmt: skip
    return row | {name.replace("_", "-"): text for name, text in changes.items()}


def taobao_order(number: str, **changes: str) -> Row:
    """An order, guarded as the export guards it."""
    row: Row = {
        "订单编号": f'="{number}"', "买家会员名": "茶友小张", "买家应付货款": "98.00",
        "买家应付邮费": "10.00",
        "总金额": "108.00", "买家实际支付金额": "100.00", "订单状态": "交易成功", "买家留言": "请发顺丰",
        "收货人姓名": "张三", "收货地址 ": "浙江省 杭州市 西湖区 文三路 1号", "运送方式": "快递",
        "联系手机": "'13800138000", "订单创建时间": "2026-11-11 00:00:12",
        "订单付款时间 ": "2026-11-11 00:01:30",
        "物流单号 ": "No:SF1234567890123", "物流公司": "顺丰速运", "订单备注": "'赠品",
        "订单关闭原因": "订单未关闭",
        "卖家服务费": "0元", "发票抬头": "null", "退款金额": "0.00", "打款商家金额": "100.00元",
    }  # fmt: skip
    return row | changes


def taobao_item(number: str, of_order: str, **changes: str) -> Row:
    """A sub-order."""
    row: Row = {
        "子订单编号": f'="{number}"', "主订单编号": f'="{of_order}"', "标题": "龙井茶", "价格": "49.00",
        "购买数量": "1", "商品属性": "规格：125g", "订单状态": "交易成功", "商家编码": "LJ-125",
        "支付单号": '="2026111122001"', "买家应付货款": "45.00", "买家实际支付金额": "45.00",
        "退款状态": "没有申请退款", "退款金额": "无退款申请", "订单创建时间": "2026-11-11 00:00:12",
    }  # fmt: skip
    return row | changes


def taobao_refund(number: str, of_order: str, **changes: str) -> Row:
    """A refund with goods to come back."""
    row: Row = {
        "退款编号": f'="{number}"', "订单编号": f'="{of_order}"', "买家实际支付金额": "55.00",
        "买家退款金额": "24.50", "售后类型": "退货退款", "是否需要退货": "需要退货",
        "退款的申请时间": "2026-11-15 09:30:00", "退款状态": "退款成功",
        "退款完结时间": "2026-11-18 10:00:00",
        "卖家手机": "'13900000000", "退货物流单号": "'773012345678901", "退货物流公司": "申通快递",
        "买家退款原因": "质量问题", "买家退款说明": "有,霉味",
    }  # fmt: skip
    return row | changes


def ebay(number: str, **changes: str) -> Row:
    """An order of one line."""
    row: Row = {
        "Sales Record Number": "101", "Order Number": number, "Buyer Username": "tea_lover",
        "Buyer Name": "Ann Example", "Buyer Email": "ann@members.ebay.com", "Ship To Name": "Ann Example",
        "Ship To Phone": "+1 555-0100", "Ship To Address 1": "1 Main St", "Ship To City": "Reno",
        "Ship To State": "NV", "Ship To Zip": "89501", "Ship To Country": "United States",
        "Item Number": "254000000001", "Item Title": "Teapot, blue", "Custom Label": "POT", "Quantity": "1",
        "Sold For": "$12.34", "Shipping And Handling": "$4.00", "eBay Collected Tax": "$1.00",
        "Total Price": "$17.34", "eBay Collected Tax and Fees Included in Total": "Yes",
        "Payment Method": "Other", "Sale Date": "Nov-15-26", "Paid On Date": "Nov-15-26",
        "Ship By Date": "Nov-17-26", "Shipped On Date": "Nov-16-26",
        "Shipping Service": "USPS Ground Advantage",
        "Tracking Number": "9400111202555500000001", "Transaction ID": "10000000000001",
        "Global Shipping Program": "No", "eBay Plus": "No",
    }  # fmt: skip
    return row | changes


def shopify(number: str, **changes: str) -> Row:
    """The first row of an order."""
    row: Row = {
        "Name": number, "Email": "bob@example.com", "Financial Status": "paid",
        "Paid at": "2026-11-01 12:00:05 -0500", "Fulfillment Status": "fulfilled",
        "Fulfilled at": "2026-11-02 09:00:00 -0500", "Accepts Marketing": "no", "Currency": "USD",
        "Subtotal": "45.00", "Shipping": "5.00", "Taxes": "3.60", "Total": "53.60", "Discount Amount": "0.00",
        "Created at": "2026-11-01 12:00:00 -0500", "Lineitem quantity": "2", "Lineitem name": "Teapot - Blue",
        "Lineitem price": "20.00", "Lineitem sku": "POT", "Lineitem requires shipping": "true",
        "Shipping Name": "Bob B", "Shipping Address1": "5 Elm", "Shipping City": "New York",
        "Shipping Zip": "'10001", "Shipping Country": "US", "Shipping Phone": "'+12125550100",
        "Notes": "line one\nline two, with comma", "Payment Method": "Shopify Payments",
        "Refunded Amount": "0.00", "Outstanding Balance": "0.00", "Id": "5550000000001",
        "Lineitem discount": "0.00",
    }  # fmt: skip
    return row | changes


def shopify_line(number: str, **changes: str) -> Row:
    """A further row of an order: its order columns are empty."""
    row: Row = {
        "Name": number,
        "Email": "bob@example.com",
        "Lineitem quantity": "1",
        "Lineitem price": "5.00",
    }
    return row | {"Lineitem name": "Gift card", "Lineitem discount": "0.00"} | changes


def tiktok(number: str, sku_id: str = "1729382256910270001", **changes: str) -> Row:
    """An order line; ids and times end in a tab, against spreadsheets."""
    row: Row = {
        "Order ID": f"{number}\t", "Order Status": "Shipped", "Order Substatus": "In transit",
        "SKU ID": f"{sku_id}\t", "Seller SKU": "CUP", "Product Name": "Cup", "Variation": "Blue",
        "Quantity": "2", "SKU Subtotal Before Discount": "$40.00", "SKU Platform Discount": "$3.00",
        "SKU Seller Discount": "$2.00", "Shipping Fee After Discount": "$4.99", "Taxes": "$2.55",
        "Order Amount": "$42.54", "Order Refund Amount": "$0.00", "Created Time": "11/02/2026 1:30:33 AM\t",
        "Paid Time": "11/02/2026 1:31:00 AM\t", "Shipped Time": "11/02/2026 1:31:00 PM\t",
        "Fulfillment Type": "Fulfillment by seller", "Tracking ID": "9400111202555500000009",
        "Shipping Provider Name": "USPS", "Buyer Username": "cup.fan", "Recipient": "J*** D**",
        "Country": "United States", "Payment Method": "Card",
    }  # fmt: skip
    return row | changes
