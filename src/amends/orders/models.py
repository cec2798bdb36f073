from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from amends.accounts.models import Owned, SellerAccount, Shop
from amends.buyers.models import Buyer
from amends.core.addresses import address_of
from amends.core.finding import TitleWords, Words, folded
from amends.orders.states import ORDER_STATES


def amount(**options: object) -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(max_digits=18, decimal_places=4, **options)  # type: ignore[arg-type]


class Order(Owned):
    """An order as far as the platforms have told us; personal fields are in OrderPerson."""

    seller_account = models.ForeignKey(SellerAccount, on_delete=models.PROTECT, related_name="+")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="orders")
    number = models.TextField()
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, null=True, related_name="orders")
    status = models.TextField(default="")  # the platform's own word
    state = models.TextField(default="unknown")  # ours
    country = models.TextField(default="")
    channel = models.TextField(default="")
    currency = models.CharField(max_length=3)
    total = amount(null=True)
    total_basis = models.TextField(default="derived")  # stated by the platform | derived from the lines
    shipping = amount(null=True)
    refunded = amount(null=True)
    placed_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    ship_by = models.DateTimeField(null=True)
    deliver_from = models.DateTimeField(null=True)
    deliver_until = models.DateTimeField(null=True)
    asked_carrier = models.TextField(default="")
    shipping_service = models.TextField(default="")
    seller_note = models.TextField(default="")
    close_reason = models.TextField(default="")
    invoice_wished = models.BooleanField(null=True)
    said_at = models.DateTimeField(null=True)  # the platform's last-updated time behind these values
    sorted_at = models.DateTimeField()  # placed_at, or when we first heard of it: the order of the list
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller_account", "number"], name="order_number_once"),
            models.CheckConstraint(condition=Q(state__in=ORDER_STATES), name="order_state"),
            models.CheckConstraint(
                condition=Q(total_basis__in=("stated", "derived")), name="order_total_basis"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-sorted_at", "-id"], name="order_list"),
            models.Index(fields=["shop", "-sorted_at", "-id"], name="order_list_shop"),
            models.Index(fields=["shop", "state", "-sorted_at", "-id"], name="order_list_state"),
            models.Index("organisation", folded("number"), name="order_find"),
        ]


class OrderPerson(Owned):
    """Where the order goes and what its buyer wrote: deleted when the buyer is erased."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, primary_key=True, related_name="person")
    buyer_shown_name = models.TextField(default="")
    recipient = models.TextField(default="")
    email = models.TextField(default="")
    phone = models.TextField(default="")
    address = models.TextField(default="")
    city = models.TextField(default="")
    region = models.TextField(default="")
    postal_code = models.TextField(default="")
    country = models.TextField(default="")
    buyer_note = models.TextField(default="")
    invoice_title = models.TextField(default="")
    invoice_tax_id = models.TextField(default="")

    class Meta:
        indexes = [
            GinIndex(
                Words("buyer_shown_name", "recipient", "email", "phone"),
                name="order_person_find",
                condition=~Q(buyer_shown_name="", recipient="", email="", phone=""),
            ),
            models.Index(address_of("email"), name="order_person_email"),
        ]


class OrderLine(Owned):
    """One line of an order. Amounts are for the whole line; discounts are positive."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    key = models.TextField()
    external_id = models.TextField(default="")
    sku = models.TextField(default="")
    product_id = models.TextField(default="")
    title = models.TextField(default="")
    variant = models.TextField(default="")
    quantity = models.IntegerField(default=1)
    status = models.TextField(default="")
    fulfilment = models.TextField(default="seller")
    item_amount = amount(null=True)
    item_tax = amount(null=True)
    shipping_amount = amount(null=True)
    shipping_tax = amount(null=True)
    wrap_amount = amount(null=True)
    wrap_tax = amount(null=True)
    item_discount = amount(null=True)
    shipping_discount = amount(null=True)
    paid_amount = amount(null=True)  # allocated by the platform
    allocated = amount(null=True)  # this line's part of what was paid, by ours: parts sum to the total
    refunded = amount(null=True)
    promotions = ArrayField(models.TextField(), default=list)
    is_gift = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "key"], name="order_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="order_line_quantity"),
            models.CheckConstraint(
                condition=Q(fulfilment__in=("seller", "marketplace")), name="order_line_fulfilment"
            ),
        ]
        indexes = [
            models.Index(folded("sku"), F("order").desc(), name="order_line_find", condition=~Q(sku="")),
            GinIndex(TitleWords("id", "title", "variant"), name="order_line_titles", fastupdate=False),
        ]


class Payment(Owned):
    """Money the buyer paid. `committed` is what has been promised back, changed under this row's lock."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="payments")
    key = models.TextField(default="main")
    method = models.TextField(default="")
    external_id = models.TextField(default="")
    basis = models.TextField()  # stated by the platform | derived from the order's total
    captured = amount()
    committed = amount(default=Decimal(0))
    currency = models.CharField(max_length=3)
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "key"], name="payment_once"),
            models.CheckConstraint(condition=Q(basis__in=("stated", "derived")), name="payment_basis"),
            models.CheckConstraint(condition=Q(captured__gte=0), name="payment_captured"),
            models.CheckConstraint(
                condition=Q(committed__gte=0) & Q(committed__lte=F("captured")), name="payment_committed"
            ),
        ]
