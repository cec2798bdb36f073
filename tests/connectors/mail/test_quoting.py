import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.connectors.mail.quoting import folds, original_of, own_words
from amends.connectors.mail.reading import read_strictly

SAMPLES = Path(os.environ.get("AMENDS_TEST_DATA", "absent")) / "mail/talon/standard_replies"
ANSWERS = {
    "gmail": "On Mon, Nov 16, 2026 at 6:26 PM Shop <s@shop.example> wrote:\n\n> Hello",
    "gmail over two lines": "On Mon, Nov 16, 2026 at 6:26 PM A Rather Long Name\n"
    "<s@shop.example> wrote:\n> Hello",
    "outlook": "-----Original Message-----\nFrom: Shop\nSent: Monday\nTo: me\n\nHello",
    "outlook without ruler": "From: Shop <s@shop.example>\nSent: Monday\nTo: me\nSubject: x\n\nHi",
    "outlook with a line": f"{'_' * 32}\nFrom: Shop\nSent: Monday\nTo: me\n\nHello",
    "apple": "> On 16 Nov 2026, at 19:21, Shop <s@shop.example> wrote:\n>\n> Hello",
    "french": "Le lun. 16 nov. 2026 à 10:00, Boutique <s@shop.example> a écrit :\n\n> Bonjour",
    "french outlook": "De : Boutique <s@shop.example>\nEnvoyé : lundi\nÀ : moi\nObjet : x\n\nBonjour",
    "german": "Am 16.11.2026 um 10:00 schrieb Laden <s@shop.example>:\n> Hallo",
    "qq": '------------------ 原始邮件 ------------------\n发件人: "店铺" <s@shop.example>;\n'
    '发送时间: 2026年11月16日(星期一) 上午10:00\n收件人: "我";\n主题: 您好\n\n亲，您好',
    "qq new": "------------------&nbsp;原始邮件&nbsp;------------------\n发件人: x\n亲",
    "netease": '在 2026-11-16 10:00:00，"店铺" <s@shop.example> 写道：\n\n亲，您好',
    "netease in English": 'At 2026-11-16 10:00:00, "shop" <s@shop.example> wrote:\n\nHello',
    "foxmail": "发件人： s@shop.example\n发送时间： 2026-11-16 10:00\n收件人： me\n主题： x\n亲",
    "outlook in Chinese": "发件人: 店铺 <s@shop.example>\n发送时间: 2026年11月16日\n亲",
    "traditional": "寄件者: 店鋪\n寄件日期: 2026年11月16日\n收件者: 我\n主旨: 您好\n您好",
    "hotmail": "Date: Mon, 16 Nov 2026\nSubject: x\nFrom: s@shop.example\nTo: me\n\nHello",
    "without verb": '16.11.2026, 14:41, "Shop" <s@shop.example>:\nHello',
    "russian": "От: Shop\nОтправлено: четверг\nКому: Alex\n\nHello",
}


@pytest.mark.parametrize("text", ANSWERS.values(), ids=ANSWERS)
def test_what_is_new_in_an_answer(text: str) -> None:
    text = f"Still broken.\n\n{text}"
    assert own_words(text).strip() == "Still broken."
    assert len(own_words(text)) == len(text)


def test_an_answer_below_and_between_the_quoted_lines() -> None:
    text = "On Mon 16 Nov 2026, Shop wrote:\n> Which colour?\nBlue.\n> Which size?\nXL."
    assert own_words(text).split() == ["Blue.", "XL."]


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("It leaks.\n-- \nAnn Lee\nRoad 1", "It leaks."),
        ("It leaks.\n\nSent from my iPhone", "It leaks."),
        ("漏了\n\n发自我的iPhone", "漏了"),
        ("Ça fuit.\nEnvoyé de mon iPhone", "Ça fuit."),
        ("It leaks.\n\nBest regards,\nAnn Lee\nTel: +33 1 23 45 67 89", "It leaks.\n\nBest regards,"),
        ("It leaks.\nRegards,\nAnn", "It leaks.\nRegards,\nAnn"),
    ],
)
def test_signatures(text: str, own: str) -> None:
    assert own_words(text).strip() == own


@pytest.mark.parametrize(
    "text",
    [
        "> all of it quoted",
        "From: the moment I opened it, it was broken.\nThe box too.",
        "I wrote to you on Monday: nothing came.",
        "To: whom it may concern\nmy parcel is lost",
        "-- \nonly a signature",
        "",
    ],
)
def test_what_stays_as_it_is(text: str) -> None:
    assert own_words(text) == text


def test_who_wrote_what_is_passed_on() -> None:
    text = (
        "FYI\n\n---------- Forwarded message ---------\nFrom: Claire B <Claire@Buyers.example>\n"
        "Date: Mon\nSubject: My lamp\nTo: us\n\nIt is broken."
    )
    found = original_of(text)
    assert found is not None
    assert (found.name, found.address, found.subject) == ("Claire B", "claire@buyers.example", "My lamp")
    assert original_of(f"x\n{ANSWERS['gmail']}") is None


@pytest.mark.parametrize(
    "mark", ["---- 转发的邮件 ----", "Begin forwarded message:", "Début du message réexpédié :"]
)
def test_other_ways_to_pass_on(mark: str) -> None:
    found = original_of(f"{mark}\n发件人: 王小明 <wang@buyers.example>\n主题: 灯坏了\n\n坏了")
    assert found is not None
    assert (found.name, found.subject) == ("王小明", "灯坏了")


def test_an_attached_mail_names_its_writer() -> None:
    octets = (
        b"From: ann@shop.example\nSubject: Fwd\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\n\nsee\n--b\nContent-Type: message/rfc822\n\n"
        b"From: Bea <bea@buyers.example>\nSubject: x\n\nbroken\n--b--\n"
    )
    facts = read_strictly(octets, shop_zone="UTC")
    assert facts.sender_address == "ann@shop.example"
    assert (facts.original_name, facts.original_address) == ("Bea", "bea@buyers.example")


LINES = st.sampled_from(
    ["> x", "On Mon 2026, a <a@b.example> wrote:", "new", "", "-- ", "From: a", "To: b", "Sent: c",
     "发件人: a", "-----Original Message-----", "Sent from my iPhone", "+33 123456789", "在 2026 a 写道："]
)  # fmt: skip


@given(st.one_of(st.lists(LINES, max_size=30).map("\n".join), st.text(max_size=200)))
def test_folds_lie_in_the_text_one_after_the_other(text: str) -> None:
    at = 0
    for fold in folds(text):
        assert at <= fold.start < fold.end <= len(text)
        at = fold.end
    own = own_words(text)
    assert len(own) == len(text)
    assert bool(own.strip()) == bool(text.strip())


def test_a_text_of_many_introductions_is_read_once() -> None:
    text = "new\n" + "On a 2026\n" * 20_000
    assert folds(text) == ()


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="AMENDS_TEST_DATA names no folder with mails")
def test_the_answers_of_a_dozen_programs() -> None:
    for path in sorted(SAMPLES.glob("*.eml")):
        facts = read_strictly(path.read_bytes(), shop_zone="UTC")
        assert own_words(facts.text or "").strip() == "Hello", path
