"""Orders found by what was bought: any word of a line's title, the newest first, in every part."""

import pytest

from amends.accounts.models import Shop
from amends.insights.searching.answer import search
from amends.insights.searching.language import read_search
from amends.insights.searching.titles import MOST, orders_titled
from amends.insights.searching.wording import said as said_of
from amends.orders.models import Order, OrderLine
from tests import people
from tests.insights.searching.said import said, scope_of
from tests.web.single_rows import NOON, line_of, order_of

pytestmark = pytest.mark.django_db
PART = 2**14


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "US1")


def bought(shop: Shop, number: str, title: str, variant: str = "", *, line_id: int | None = None) -> Order:
    order = order_of(shop, number, NOON)
    line = line_of(order, number, title, 1, "10")
    OrderLine.objects.filter(pk=line.pk).update(variant=variant, **({"id": line_id} if line_id else {}))
    return order


def found(shop: Shop, words: str) -> list[str]:
    answer = search(words, scope_of(shop.organisation, shop))
    numbers = dict(Order.objects.values_list("pk", "number"))
    return [numbers[hit.order_id or 0] for hit in answer.hits if hit.found_in == "product"]


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("lantern", True), ("LANT", True), ("solar lantern", True), ("garden", True), ("rouge", True),
        ('"solar garden"', True), ('"garden solar"', False), ("lantern -rouge", False), ("lamp", False),
        ("热敏", True), ("热敏打印机", True), ("打印", True), ("打敏", False), ("敏热打印", False),
        ("étui", True), ("etui", True),
        ("家用 lantern", True), ("家用 lamp", False),
    ],
)  # fmt: skip
def test_any_words_of_title_and_variant(shop: Shop, words: str, is_found: bool) -> None:
    bought(shop, "A-100", "Solar Garden Lantern 桌面热敏打印机 家用小型 Étui", "Rouge/Red")
    assert found(shop, words) == (["A-100"] if is_found else [])


def test_the_newest_first_over_all_parts_and_not_too_many(shop: Shop) -> None:
    for number in range(MOST + 20):
        bought(shop, f"N-{number:03}", "Ceramic planter", line_id=10**6 + number * PART // 10)
    scope = scope_of(shop.organisation, shop)
    ids = list(orders_titled(scope, said_of(read_search("planter").words)))
    newest = Order.objects.order_by("-number").values_list("pk", flat=True)
    assert ids == list(newest[:MOST])


def test_only_in_shops_that_one_sees(shop: Shop) -> None:
    other = people.shop(shop.organisation, "US2")
    stranger = people.shop(people.organisation(), "XX")
    for number, of in (("A-1", shop), ("B-1", other), ("C-1", stranger)):
        bought(of, number, "Walnut clock")
    assert found(shop, "walnut") == ["A-1"]


def test_the_title_is_shown_with_the_words_marked(shop: Shop) -> None:
    bought(shop, "A-1", "Walnut clock", "large")
    (hit,) = search("clock", scope_of(shop.organisation, shop)).hits
    assert [(piece.text, piece.is_found) for piece in hit.snippet] == [
        ("Walnut ", False), ("clock", True), (" large", False)
    ]  # fmt: skip


def test_what_a_buyer_wrote_says_more_than_the_title(shop: Shop) -> None:
    order = bought(shop, "A-1", "Walnut clock")
    message = said(shop, "The clock stopped.")
    case = message.case_messages.get().case
    case.order = order
    case.save()
    (hit,) = search("clock", scope_of(shop.organisation, shop)).hits
    assert (hit.found_in, hit.case_id, hit.message_id) == ("message", case.pk, message.pk)
    (hit,) = search("walnut", scope_of(shop.organisation, shop)).hits
    assert (hit.found_in, hit.case_id) == ("product", case.pk)


@pytest.mark.parametrize("words", ["'", "\\", "a & b", "!", "%", "\0", "/", "''/x"])
def test_no_text_breaks_it(shop: Shop, words: str) -> None:
    bought(shop, "A-1", "Walnut clock")
    assert found(shop, words) == []
