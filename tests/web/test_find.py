import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from amends.erasure.actions import erase_order_buyer
from amends.orders.queries import spellings, typed
from amends.returns.models import Return
from tests import people
from tests.web import case_rows, rows
from tests.web.single_rows import order_of, parcel_of

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


@pytest.mark.parametrize(
    "words",
    [
        "okafor",
        "MARY OKAFOR",
        "Ｍａｒｙ　Ｏｋａｆｏｒ",
        "m. okafor",
        "okaf",
        "mokafor@MARKETPLACE.example",
        "+1 (847) 555-0133",
        "5550133",
        "0133",
        "pl-22",
        "ＳＯＩＬ-5",
    ],
)
def test_the_buyer_in_every_way_a_seller_knows_them(at_desk: Client, words: str) -> None:
    text = at_desk.get("/orders", {"q": words}).content.decode()
    assert PLANTERS in text
    assert "2918400011223344556" not in text


@pytest.mark.parametrize(
    "words", ["王小鹿", "小鹿", "小鹿乱撞", "13800138000", "+86 138 0013 8000", "即热饭盒-白-1.2l"]
)
def test_chinese_names_numbers_and_skus(at_desk: Client, words: str) -> None:
    text = at_desk.get("/orders", {"q": words}).content.decode()
    assert "2918400011223344556" in text
    assert PLANTERS not in text


def test_every_word_must_be_there(at_desk: Client) -> None:
    assert "Nothing found" in at_desk.get("/orders", {"q": "mary okonkwo"}).content.decode()
    assert "Nothing found" in at_desk.get("/orders", {"q": "afor"}).content.decode(), "words begin so"


def test_only_in_shops_of_the_reader(desk: rows.Desk, client: Client) -> None:
    client.force_login(people.user(desk.organisation, "amy", "agent", shop=desk.taobao))
    for words in ("okafor", "555-0133", "PL-22", PLANTERS, "774900112233"):
        assert PLANTERS not in client.get("/orders", {"q": words}).content.decode().replace(words, "")


def test_an_erased_buyer_is_not_found(desk: rows.Desk, at_desk: Client) -> None:
    erase_order_buyer(desk.orders[PLANTERS], by=people.actor(desk.owner))
    for words in ("okafor", "mokafor@marketplace.example", "5550133"):
        assert "Nothing found" in at_desk.get("/orders", {"q": words}).content.decode()


def test_a_case_by_its_number(desk: rows.Desk, at_desk: Client, client: Client) -> None:
    case = case_rows.broken_planters(desk)
    for words in (f"#{case.pk}", f"＃{case.pk}"):
        answer = at_desk.get("/orders", {"q": words})
        assert (answer.status_code, answer["Location"]) == (302, f"/desk/{case.pk}"), words
    bare = at_desk.get("/orders", {"q": str(case.pk)})
    assert bare.status_code == 302 or f"/desk/{case.pk}" in bare.content.decode()
    client.force_login(people.user(desk.organisation, "wu", "warehouse"))
    assert client.get("/orders", {"q": f"#{case.pk}"}).status_code == 200


def test_an_order_with_the_number_of_a_case_comes_first(desk: rows.Desk, at_desk: Client) -> None:
    case = case_rows.broken_planters(desk)
    order_of(desk.taobao, f"#{case.pk}", rows.NOON)
    text = at_desk.get("/orders", {"q": f"#{case.pk}"}).content.decode()
    assert f"Case {case.pk}" in text


@pytest.mark.parametrize("stored", ["ab-12x", "AB-12X", "#Ab12x", "Ａb 12x"])
def test_numbers_in_any_case_and_width(desk: rows.Desk, at_desk: Client, stored: str) -> None:
    order = order_of(desk.taobao, stored, rows.NOON)
    parcel_of(desk.orders[PLANTERS], "Lz77x", "UPS", "in_transit")
    for words in ("AB12x", "ab-12X", "#ab12x"):
        assert at_desk.get("/orders", {"q": words})["Location"] == f"/orders/{order.pk}"
    assert at_desk.get("/orders", {"q": "lZ77X"})["Location"] == f"/orders/{desk.orders[PLANTERS].pk}"
