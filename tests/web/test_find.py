import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from amends.orders.queries import spellings, typed
from amends.returns.models import Return
from tests.web import rows

PLANTERS = "112-8841907-5530612"


@pytest.mark.parametrize(
    "words",
    [
        PLANTERS,
        " 112-8841907-5530612 ",
        "１１２-８８４１９０７-５５３０６１２",
        "112 8841907 5530612",
        "11288419075530612",
        '="112-8841907-5530612"',
        "112-8841907-5530612\u200f",
        "774900112233",
        "7749 0011 2233",
    ],
)
def test_one_exact_number_opens_the_order(desk: rows.Desk, at_desk: Client, words: str) -> None:
    answer = at_desk.get("/orders", {"q": words})
    assert (answer.status_code, answer["Location"]) == (302, f"/orders/{desk.orders[PLANTERS].pk}")


def test_a_name_lists_the_buyers_orders(at_desk: Client) -> None:
    text = at_desk.get("/orders", {"q": "小鹿乱撞2020"}).content.decode()
    assert "2918400011223344556" in text
    assert "113-2000001" not in text


def test_the_beginning_of_a_number(at_desk: Client) -> None:
    text = at_desk.get("/orders", {"q": "113-20000010"}).content.decode()
    assert "Nothing found" in text
    text = at_desk.get("/orders", {"q": "113-200001"}).content.decode()
    assert "113-2000010-5550010" in text
    assert "113-2000001-5550001" not in text


@pytest.mark.parametrize(
    "words", ["\0", "%", "_", "'; DROP TABLE amends_order; --", "<script>", "\ud800", "١٢٣", "x" * 5000]
)
def test_strange_words_find_nothing(at_desk: Client, words: str) -> None:
    answer = at_desk.get("/orders", {"q": words.encode("utf-8", "surrogatepass")})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_what_came_in_before_its_order_is_told(desk: rows.Desk, at_desk: Client) -> None:
    early = Return.objects.create(
        organisation=desk.organisation,
        seller_account=desk.amazon.seller_account,
        shop=desk.amazon,
        source="amazon.mfn_returns",
        key="early",
        order_number="114-0000001-0000001",
        created_at=rows.NOON,
    )
    text = at_desk.get("/orders", {"q": "１１４-0000001-0000001"}).content.decode()
    assert "The order itself has not come in yet" in text
    assert "1 return<" in text
    early.delete()
    assert "Nothing found" in at_desk.get("/orders", {"q": "114-0000001-0000001"}).content.decode()


@given(st.text())
def test_what_was_meant_has_no_blanks_and_is_stable(words: str) -> None:
    meant = typed(words)
    assert typed(meant) == meant
    assert not any(sign.isspace() for sign in meant)
    assert "\0" not in "".join(spellings(words))
