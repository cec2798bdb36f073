from decimal import Decimal

import pytest

from amends.triage.classify import classify
from amends.triage.judgement import AmountMark, ChoiceMark, TriageFacts


def values(text: str, name: str, **facts: object) -> list[str]:
    signals = classify(text, facts=TriageFacts(**facts)).signals  # type: ignore[arg-type]
    return [mark.value for mark in getattr(signals, name)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("order 111-4599076-5153040 is late", "111-4599076-5153040"),
        ("order １１１-4599076-5153040 is late", "111-4599076-5153040"),
        ("commande 111 4599076 5153040 en retard", "111-4599076-5153040"),
        ("order 111-459907б-5153040 or rather 11I-4599076-5I53040", "111-4599076-5153040"),
        ("订单3668803670628269143还没到", "3668803670628269143"),
        ("order 19-14964-36556 please", "19-14964-36556"),
    ],
)
def test_order_numbers(text: str, number: str) -> None:
    assert number in values(text, "order_numbers")


def test_the_span_is_in_the_text_as_received() -> None:
    text = "wh\u200bere is order １１１-4599076-5153040?"
    (mark,) = classify(text).signals.order_numbers
    assert text[mark.start : mark.end] == "１１１-4599076-5153040"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("顺丰SF1234567890123到哪了", "SF1234567890123"),
        ("UPS 1Z999AA10123456784 is stuck", "1Z999AA10123456784"),
        ("运单号 78912345678901 查不到", "78912345678901"),
        ("Colissimo 6A12345678901 bloqué", "6A12345678901"),
        ("tracking number LX123456789CN", "LX123456789CN"),
    ],
)
def test_tracking_numbers(text: str, number: str) -> None:
    assert values(text, "tracking_numbers") == [number]
    assert values(text, "order_numbers") == []


def test_a_phone_number_is_neither() -> None:
    assert values("我的电话13812345678", "order_numbers") == []
    assert values("我的电话13812345678", "tracking_numbers") == []


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("paid $1,204.50", "1204.50", "USD"),
        ("payé 12,50 €", "12.50", "EUR"),
        ("1.204,50 EUR", "1204.50", "EUR"),
        ("赔我二十块", "20", "CNY"),
        ("退我35.5元", "35.5", "CNY"),
        ("¥99 太贵了", "99", "CNY"),
        ("fifteen? no, 15 quid", "15", "GBP"),
    ],
)
def test_amounts(text: str, amount: str, currency: str) -> None:
    marks = classify(text).signals.amounts
    assert [(mark.amount, mark.currency) for mark in marks] == [(Decimal(amount), currency)]
    assert isinstance(marks[0], AmountMark)


@pytest.mark.parametrize(
    ("text", "value", "days"),
    [
        ("ordered on 2025-11-03", "2025-11-03", None),
        ("11月3日买的", "--11-03", None),
        ("commandé le 3 novembre", "--11-03", None),
        ("bought Nov 3rd, 2025", "2025-11-03", None),
        ("昨天买的", "", -1),
        ("two weeks ago", "", -14),
        ("il y a 3 jours", "", -3),
        ("三天前付的款", "", -3),
        ("demain svp", "", 1),
    ],
)
def test_dates(text: str, value: str, days: int | None) -> None:
    assert [(mark.value, mark.days) for mark in classify(text).signals.dates] == [(value, days)]


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("2", 2), ("２", 2), ("ok 2 pls", 2), ("选第二个", 2), ("我选1", 1), ("方案三", 3), ("第二个吧", 2),
        ("plutôt la deuxième", 2), ("la première option me convient", 1), ("I'd go with option 1 please", 1),
        ("the second one", 2), ("最后一个", 3), ("I'll take number 3", 3),
    ],
)  # fmt: skip
def test_a_choice_among_three(text: str, option: int) -> None:
    choice = classify(text, facts=TriageFacts(offered_options=3)).signals.choice
    assert isinstance(choice, ChoiceMark)
    assert choice.option == option


@pytest.mark.parametrize(
    "text", ["i bought 2 shirts", "买了两件", "4", "不要第二个", "not the first one", "for 2 weeks"]
)
def test_no_choice(text: str) -> None:
    assert classify(text, facts=TriageFacts(offered_options=3)).signals.choice is None


def test_a_bare_number_is_no_choice_where_nothing_was_offered() -> None:
    assert classify("2").signals.choice is None


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("You fucking idiots", "abuse", "abusive"),
        ("傻逼商家", "abuse", "abusive"),
        ("bande de connards", "abuse", "abusive"),
        ("I WANT MY MONEY BACK NOW", "anger", "shouted"),
        ("凭什么不退", "anger", "angry"),
        ("急！", "urgency", "urgent"),
        ("au plus vite svp", "urgency", "urgent"),
        ("再不退我打12315", "threats", "authority"),
        ("my bank will do a chargeback", "threats", "bank"),
        ("je vais ouvrir un litige", "threats", "platform"),
        ("看图片，都碎了", "photos", "photos"),
    ],
)
def test_moods_and_threats(text: str, name: str, value: str) -> None:
    assert value in values(text, name)


def test_words_of_the_orders_products() -> None:
    assert values("the kettle is dead", "products", products=("Oak desk tidy", "Steel Kettle 1.7 l")) == ["1"]


def test_carriers() -> None:
    assert values("sent by Royal Mail, not FedEx", "carriers") == ["royal_mail", "fedex"]
