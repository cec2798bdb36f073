import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.triage.classify import classify
from amends.triage.codes import CODES
from amends.triage.judgement import Mark, TriageFacts

WHERE = "我的快递怎么还没到"


def test_at_least_three_types_best_first() -> None:
    found = classify("Where is my parcel?")
    confidences = [one.confidence for one in found.issue_types]
    assert found.code == "delayed"
    assert len(confidences) >= 3
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 <= confidence <= 1 for confidence in confidences)
    assert not found.unsure


@pytest.mark.parametrize(
    ("text", "code", "other", "instead"),
    [
        ("已经收到退款了", "thanks", "还没收到退款", "refund_status"),
        ("快递没有丢，已经收到了", "thanks", "快递丢了", "lost"),
        ("J'ai bien reçu mon colis, merci", "thanks", "Mon colis n'est toujours pas arrivé", "delayed"),
        ("it is not broken, just too small", "size_colour_style", "it arrived broken", "damaged"),
        ("n'est pas cassé, juste trop petit", "size_colour_style", "arrivé cassé", "damaged"),
        ("瓶子漏了", "leaking", "漏发了一瓶", "missing_item"),
        ("还没发货", "not_shipped", "还没收到货", "delayed"),
        ("发错货了", "wrong_item", "发错快递了", "wrong_carrier"),
        ("少了一颗螺丝", "missing_part", "少了一件衣服", "missing_item"),
        ("Got my refund, thanks", "thanks", "No refund yet", "refund_status"),
        ("can I exchange it", "exchange_request", "can I return it", "return_request"),
    ],
)
def test_a_word_changes_the_type(text: str, code: str, other: str, instead: str) -> None:
    assert (classify(text).code, classify(other).code) == (code, instead)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (TriageFacts(order_state="paid"), "not_shipped"),
        (TriageFacts(order_state="shipped", parcel_state="label_made"), "no_tracking_info"),
        (TriageFacts(order_state="shipped", parcel_state="in_transit"), "delayed"),
        (TriageFacts(order_state="shipped"), "delayed"),
        (TriageFacts(parcel_state="delivered"), "delivered_not_received"),
        (TriageFacts(is_delivered=True), "delivered_not_received"),
        (TriageFacts(platform_completed=True), "completed_not_received"),
        (TriageFacts(order_state="completed"), "completed_not_received"),
        (TriageFacts(parcel_state="lost"), "lost"),
    ],
)
def test_the_same_words_by_where_the_parcel_is(facts: TriageFacts, code: str) -> None:
    assert classify(WHERE, facts=facts).code == code


def test_the_record_does_not_overrule_what_the_words_name() -> None:
    assert classify("快递公司说包裹丢失了", facts=TriageFacts(parcel_state="in_transit")).code == "lost"
    assert classify("杯子碎了", facts=TriageFacts(parcel_state="in_transit")).code == "damaged"


def test_without_an_order_it_is_asked_before_the_sale() -> None:
    facts = TriageFacts(has_order=False)
    assert classify("身高170穿什么码", facts=facts).code == "pre_sale"
    assert classify("身高170穿什么码").code == "size_colour_style"


def test_several_needs_are_all_named() -> None:
    found = classify("鞋子小了想换大一码，还有发票没收到")
    assert {"exchange_request", "invoice"} <= {one.code for one in found.issue_types}
    english = classify("The mug came broken and one plate is missing. Also I need an invoice.")
    assert {"damaged", "missing_item", "invoice"} <= {one.code for one in english.issue_types}


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("老板你好，上周买的衣服不错，就是充电宝充电的时候冒烟了", "safety_incident"),
        ("Nice shop, fast delivery, but the cream gave my daughter a rash", "safety_incident"),
        ("Bonjour, joli produit mais mon fils s'est brûlé avec", "safety_incident"),
        ("物流慢，客服不回，我已经打12315了", "authority_complaint"),
        ("No refund, no answer, so my lawyer takes over", "authority_complaint"),
        ("Pas de réponse, j'ai déposé plainte à la gendarmerie", "authority_complaint"),
    ],
)
def test_danger_and_law_show_beside_other_things(text: str, hit: str) -> None:
    assert hit in {one.code for one in classify(text).issue_types[:2]}


@pytest.mark.parametrize(
    "text", ["", " ", "?", "12345", "‮", "😶", "QUJD" * 400, "lorem ipsum dolor sit amet"]
)
def test_what_says_nothing_is_unsure(text: str) -> None:
    assert classify(text).unsure


def test_a_language_without_a_lexicon_is_unsure() -> None:
    assert classify("Wo ist mein Paket?").unsure


def test_the_subject_counts() -> None:
    assert classify("See above please.", facts=TriageFacts(subject="Invoice needed")).code == "invoice"


def test_misspelt_words_are_understood() -> None:
    assert classify("wher is my packge").code == "delayed"
    assert classify("jai tjs pas recu mon coli").code == "delayed"
    assert classify("我要退宽，钱还没收到").code == "refund_status"


@pytest.mark.parametrize(
    "text",
    [
        "ｗｈｅｒｅ　ｉｓ　ｍｙ　ｐａｒｃｅｌ",
        "wh\u200bere is my par\u200bcel",
        "where is mу раrcel",
        "WHERE IS MY PARCEL",
        "<p>Where is my <b>parcel</b></p>",
        "where is my parcel\n\nOn Mon, 3 Nov 2025 at 10:00, Shop <a@b.example> wrote:\n> It broke? Refund!",
    ],
)
def test_dress_does_not_change_the_type(text: str) -> None:
    assert classify(text).code == "delayed"


def test_a_text_of_another_script_is_judged_alike() -> None:
    assert classify("還沒發貨").code == classify("还没发货").code == "not_shipped"


@pytest.mark.parametrize("text", ["退" * 200_000, "<" * 200_000, "e" + "\u0301" * 200_000, "> q\n" * 50_000])
def test_a_monstrous_text_is_answered(text: str) -> None:
    assert len(classify(text).issue_types) >= 3


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.sampled_from([None, "fr", "zh-Hans", "en", "xx"]), st.integers(0, 4))
def test_any_text_gets_an_answer(text: str, hint: str | None, offered: int) -> None:
    found = classify(text, language_hint=hint, facts=TriageFacts(offered_options=offered))
    assert len(found.issue_types) >= 3
    assert {one.code for one in found.issue_types} <= set(CODES)
    for name in found.signals.__slots__:
        marks = getattr(found.signals, name)
        for mark in (marks,) if name == "choice" else marks:
            if mark is not None:
                assert 0 <= mark.start <= mark.end <= len(text)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["还没发货", "收到就坏了", "Where is my parcel", "Je veux un échange"]), st.data())
def test_case_spacing_and_greetings_do_not_change_the_type(text: str, data: st.DataObject) -> None:
    dressed = data.draw(
        st.sampled_from([text.upper(), f"  {text} ", f"{text} 🙂", f"{text}!", f"{text}\n\n"])
    )
    assert classify(dressed).code == classify(text).code


def test_the_document_is_plain() -> None:
    document = classify("Refund me $12.50 for order 111-4599076-5153040").document()
    assert list(document) == ["language", "unsure", "issue_types", "signals"]
    assert document["signals"]["amounts"][0] == {"amount": "12.50", "currency": "USD", "start": 10, "end": 16}
    assert document["signals"]["choice"] is None


def test_attached_photos_are_a_signal() -> None:
    found = classify("杯子碎了", facts=TriageFacts(attachments=2))
    assert found.signals.photos == (Mark("attached", 0, 0),)
