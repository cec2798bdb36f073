"""The headers of the marketplaces' own exports, as they stand in the files."""


def columns(names: str) -> list[str]:
    """Column names parted by bars; spaces at their ends belong to them."""
    return names.replace("\n", "").split("|")


AMAZON_ORDERS = columns(
    "amazon-order-id|merchant-order-id|purchase-date|last-updated-date|order-status|fulfillment-channel|"
    "sales-channel|order-channel|url|ship-service-level|product-name|sku|asin|number-of-items|item-status|"
    "tax-collection-model|tax-collection-responsible-party|quantity|currency|item-price|item-tax|"
    "shipping-price|shipping-tax|gift-wrap-price|gift-wrap-tax|item-promotion-discount|"
    "ship-promotion-discount|address-type|ship-city|ship-state|ship-postal-code|ship-country|"
    "promotion-ids|cpf|is-business-order|purchase-order-number|price-designation"
)
AMAZON_MFN_RETURNS = columns(
    "Order ID|Order date|Return request date|Return request status|Amazon RMA ID|Merchant RMA ID|Label type|"
    "Label cost|Currency code|Return carrier|Tracking ID|Label to be paid by|A-to-Z Claim|Is prime|ASIN|"
    "Merchant SKU|Item Name|Return quantity|Return Reason|In policy|Return type|Resolution|Invoice number|"
    "Return delivery date|Order Amount|Order quantity|SafeT Action reason|SafeT claim id|SafeT claim state|"
    "SafeT claim creation time|SafeT claim reimbursement amount|Refunded Amount"
)
AMAZON_FBA_RETURNS = columns(
    "return-date|order-id|sku|asin|fnsku|product-name|quantity|fulfillment-center-id|detailed-disposition|"
    "reason|status|license-plate-number|customer-comments"
)
AMAZON_FEEDBACK = columns("Date|Rating|Comments|Your Response|Order ID|Rater Email")
TAOBAO_ORDERS = columns(
    "订单编号|买家会员名|买家支付宝账号|买家应付货款|买家应付邮费|买家支付积分|总金额|返点积分|买家实际支付金额|"
    "买家实际支付积分|订单状态|买家留言|收货人姓名|收货地址 |运送方式|联系电话 |联系手机|订单创建时间|"
    "订单付款时间 |宝贝标题 |宝贝种类 |物流单号 |物流公司|订单备注|宝贝总数量|店铺Id|店铺名称|订单关闭原因|"
    "卖家服务费|买家服务费|发票抬头|是否手机订单|分阶段订单信息|特权订金订单id|定金排名|修改后的sku|"
    "修改后的收货地址|异常信息|天猫卡券抵扣|集分宝抵扣|是否是O2O交易|退款金额|打款商家金额"
)
TAOBAO_ITEMS = columns(
    "子订单编号|主订单编号|标题|价格|购买数量|外部系统编号|商品属性|套餐信息|备注|订单状态|商家编码|支付单号|"
    "买家应付货款|买家实际支付金额|退款状态|退款金额|订单创建时间|订单付款时间"
)
TAOBAO_REFUNDS = columns(
    "退款编号|订单编号|支付宝交易号|订单付款时间|商品id|商品编码|退款完结时间|买家实际支付金额|宝贝标题|"
    "买家退款金额|手工退款/系统退款|售后类型|是否需要退货|退款的申请时间|退款状态|货物状态|退货物流信息|"
    "发货物流信息|客服介入状态|卖家真实姓名|卖家手机|退货物流单号|退货物流公司|买家退款原因|买家退款说明|"
    "买家退货时间|责任方|售中或售后"
)
EBAY_ORDERS = columns(
    "Sales Record Number|Order Number|Buyer Username|Buyer Name|Buyer Email|Buyer Note|Buyer Address 1|"
    "Buyer Address 2|Buyer City|Buyer State|Buyer Zip|Buyer Country|Buyer Tax Identifier Name|"
    "Buyer Tax Identifier Value|Ship To Name|Ship To Phone|Ship To Address 1|Ship To Address 2|Ship To City|"
    "Ship To State|Ship To Zip|Ship To Country|Item Number|Item Title|Custom Label|"
    "Sold Via Promoted Listings|Quantity|Sold For|Shipping And Handling|Item Location|Item Zip Code|"
    "Item Country|eBay Collect And Remit Tax Rate|eBay Collect And Remit Tax Type|eBay Reference Name|"
    "eBay Reference Value|Tax Status|Seller Collected Tax|eBay Collected Tax|Electronic Waste Recycling Fee|"
    "Mattress Recycling Fee|Battery Recycling Fee|White Goods Disposal Tax|Tire Recycling Fee|Additional Fee|"
    "Lumber Fee|Prepaid Wireless Fee|Road Improvement And Food Delivery Fee|eBay Collected Charges|"
    "Total Price|eBay Collected Tax and Fees Included in Total|Payment Method|Sale Date|Paid On Date|"
    "Ship By Date|Minimum Estimated Delivery Date|Maximum Estimated Delivery Date|Shipped On Date|"
    "Feedback Left|Feedback Received|My Item Note|PayPal Transaction ID|Shipping Service|Tracking Number|"
    "Transaction ID|Variation Details|Global Shipping Program|Global Shipping Reference ID|Click And Collect|"
    "Click And Collect Reference Number|eBay Plus|Authenticity Verification Program|"
    "Authenticity Verification Status|Authenticity Verification Outcome Reason|PSA Vault Program|"
    "Vault Fulfillment Type|eBay Fulfillment Program|Tax City|Tax State|Tax Zip|Tax Country|"
    "eBay International Shipping"
)
SHOPIFY_ORDERS = columns(
    "Name|Email|Financial Status|Paid at|Fulfillment Status|Fulfilled at|Accepts Marketing|Currency|Subtotal|"
    "Shipping|Taxes|Total|Discount Code|Discount Amount|Shipping Method|Created at|Lineitem quantity|"
    "Lineitem name|Lineitem price|Lineitem compare at price|Lineitem sku|Lineitem requires shipping|"
    "Lineitem taxable|Lineitem fulfillment status|Billing Name|Billing Street|Billing Address1|"
    "Billing Address2|Billing Company|Billing City|Billing Zip|Billing Province|Billing Country|"
    "Billing Phone|Shipping Name|Shipping Street|Shipping Address1|Shipping Address2|Shipping Company|"
    "Shipping City|Shipping Zip|Shipping Province|Shipping Country|Shipping Phone|Notes|Note Attributes|"
    "Cancelled at|Payment Method|Payment Reference|Refunded Amount|Vendor|Outstanding Balance|Employee|"
    "Location|Device ID|Id|Tags|Risk Level|Source|Lineitem discount|Tax 1 Name|Tax 1 Value|Phone|"
    "Receipt Number|Duties|Payment ID"
)
TIKTOK_ORDERS = columns(
    "Order ID|Order Status|Order Substatus|Cancelation/Return Type|Normal or Pre-order|SKU ID|Seller SKU|"
    "Product ID|Product Name|Variation|Virtual Bundle Seller SKU|Quantity|Sku Quantity of return|"
    "SKU Unit Original Price|SKU Subtotal Before Discount|SKU Platform Discount|SKU Seller Discount|"
    "SKU Subtotal After Discount|Shipping Fee After Discount|Original Shipping Fee|"
    "Shipping Fee Seller Discount|Co-Funded Shipping Fee Discount|Shipping Fee Platform Discount|"
    "Payment platform discount|Retail Delivery Fee|Taxes|Order Amount|Order Refund Amount|Created Time|"
    "Paid Time|RTS Time|Shipped Time|Delivered Time|Cancelled Time|Cancel By|Cancel Reason|Fulfillment Type|"
    "Warehouse Name|Tracking ID|Delivery Option Type|Delivery Option|Shipping Provider Name|Buyer Message|"
    "Buyer Nickname|Buyer Username|Recipient|Phone #|Country|State|City|Zipcode|Address Line 1|"
    "Address Line 2|Delivery Instruction|Payment Method|Weight(kg)|Product Category|Package ID|Seller Note"
)
TRACKING_EVENTS = columns("order_number|carrier|tracking_number|happened_at|status|code|text|location")
MESSAGES = columns(
    "message_id|conversation_id|order_number|buyer|direction|sent_at|channel|subject|text|language|in_reply_to"
)
