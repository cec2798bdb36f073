from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.inbox.promises import promised_by, promises_in
from amends.replies.drafts import draft
from amends.replies.templates import stage_names, stages

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)  # a Friday, 18:00 in Shanghai
SHANGHAI = "Asia/Shanghai"


def due(text: str, zone: str = SHANGHAI, country: str | None = "CN") -> datetime | None:
    return promised_by(text, at=AT, zone=zone, country=country)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("We will get back to you within 24 hours.", timedelta(hours=24)),
        ("I'll write to you in the next two hours.", timedelta(hours=2)),
        ("We’ll refund you within 3 days.", timedelta(days=3)),
        ("You will hear from us within 24-48 hours.", timedelta(hours=48)),
        ("A colleague will contact you within 30 minutes.", timedelta(minutes=30)),
        ("Your replacement will be sent within 1 day.", timedelta(days=1)),
        ("I am sorry about the lamp. We will send a new one within a week!", timedelta(weeks=1)),
        ("我们会在24小时内给您回复", timedelta(hours=24)),
        ("亲，24小时内给您处理好哦", timedelta(hours=24)),
        ("抱歉让您久等了，48h内一定补发。", timedelta(hours=48)),
        ("客服两天内联系您", timedelta(days=2)),
        ("半小时内答复您", timedelta(minutes=30)),
        ("请您放心，３个小时之内给您反馈", timedelta(hours=3)),
        ("Nous vous répondons sous 24 h.", timedelta(hours=24)),
        ("Je reviens vers vous dans les 48 heures.", timedelta(hours=48)),
        ("Vous recevrez un nouveau colis d’ici 3 jours.", timedelta(days=3)),
        ("Nous vous remboursons sous deux jours.", timedelta(days=2)),
        ("On vous écrit dans l’heure.", None),
    ],
)
def test_so_much_time(text: str, after: timedelta | None) -> None:
    assert due(text) == (AT + after if after is not None else None)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("I will write to you by tomorrow.", "2026-11-22T00:00+08:00"),
        ("I will write to you by tomorrow 18:00.", "2026-11-21T18:00+08:00"),
        ("We answer by 8 pm today.", "2026-11-20T20:00+08:00"),
        ("We will answer by Monday.", "2026-11-24T00:00+08:00"),
        ("I will write to you by Sunday 22 November, 18:00 with what I know.", "2026-11-22T18:00+08:00"),
        ("We will refund it by November 25th.", "2026-11-26T00:00+08:00"),
        ("I will write to you by 3 January.", "2027-01-04T00:00+08:00"),
        ("我明天18点前给您消息", "2026-11-21T18:00+08:00"),
        ("今晚8点前回复您", "2026-11-20T20:00+08:00"),
        ("11月22日18:00前给您回复", "2026-11-22T18:00+08:00"),
        ("下周一前处理好", "2026-11-24T00:00+08:00"),
        ("Je vous écris au plus tard le dimanche 22 novembre à 18 h 00.", "2026-11-22T18:00+08:00"),
        ("Je vous réponds avant demain 12h30.", "2026-11-21T12:30+08:00"),
        ("Nous vous écrivons d’ici vendredi.", "2026-11-21T00:00+08:00"),
    ],
)
def test_until_a_moment(text: str, at: str) -> None:
    assert due(text) == local(at)


def test_business_days_by_the_shops_calendar() -> None:
    assert due("We will refund you within 3 business days.") == local("2026-11-25T18:00+08:00")
    assert due("3个工作日内给您退款") == local("2026-11-25T18:00+08:00")
    assert due("Nous vous remboursons sous 3 jours ouvrés.", "Europe/Paris", "FR") == AT + timedelta(days=5)
    nowhere = due("We will refund you within 1 working day.", country=None)
    assert nowhere == local("2026-11-23T18:00+08:00")


@pytest.mark.parametrize(
    "text",
    [
        "Please send us a photo within 24 hours.",
        "You can return it within 30 days.",
        "If you send it back, we refund you within 3 days.",
        "We refund you within 2 days of its arrival.",
        "As soon as I have the photo I answer within 4 hours.",
        "1. I still have a question: you get an answer within 4 hours.",
        "If it still does not work, send me a photo. You get an answer within 4 hours.",
        "The parcel was delivered within 3 days.",
        "We received it within 3 days.",
        "Your bank needs up to 5 days.",
        "请在24小时内提供照片",
        "麻烦您48小时内回复一下",
        "您可以在7天内退货，我们给您退款",
        "收到退货后24小时内退款",
        "预计3天内送到",
        "Veuillez nous répondre sous 24 heures.",
        "Vous pouvez nous écrire dans les 30 jours.",
        "Dès réception, nous vous remboursons sous 2 jours.",
        "Si rien ne s’affiche, écrivez-nous : vous aurez une réponse sous 4 heures.",
        "The number is 24 hours a day.",
        "",
        "Thank you!",
    ],
)
def test_what_is_no_promise(text: str) -> None:
    assert promises_in(text, at=AT, zone=SHANGHAI, country="CN") == []


@pytest.mark.parametrize("locale", ["en", "zh-Hans", "fr"])
def test_the_own_templates_promise_what_they_say(locale: str) -> None:
    """Whatever a template says of `answer_by` and `update_by` is found, at exactly that moment."""
    by = datetime.fromisoformat("2026-11-22T18:00+08:00")
    seen = 0
    for stage in ("acknowledge", "where_is_it", "automatic_acknowledgement"):
        needs = stages()[locale, stage].variables
        values: dict[str, object] = {
            name: {"text": "X 1", "day": by.date(), "moment": by}[each.type]
            for name, each in needs.items()
            if each.type in ("text", "moment")
        }
        text = draft(stage, locale, values)
        assert due(text) == by.astimezone(UTC), text
        seen += 1
    assert seen == 3
    assert stage_names(locale)


def test_of_several_the_earliest_and_nothing_past() -> None:
    text = "We will refund you within 3 days. I will write to you within 2 hours. It is here by yesterday."
    assert [each.due_at for each in promises_in(text, at=AT, zone=SHANGHAI)] == [
        AT + timedelta(hours=2),
        AT + timedelta(days=3),
    ]
    assert due("We answer within 999 days.") is None


@given(st.text(max_size=400))
def test_any_text_gives_an_answer(text: str) -> None:
    for each in promises_in(f"We will answer within {text}", at=AT, zone=SHANGHAI, country="CN"):
        assert each.due_at > AT
        assert each.words


@given(st.integers(1, 99), st.sampled_from(["hours", "小时", "heures"]))
def test_every_number_of_hours(n: int, unit: str) -> None:
    text = {
        "hours": f"We will answer within {n} hours",
        "小时": f"{n}小时内给您回复",
        "heures": f"Nous vous répondons sous {n} heures",
    }[unit]
    assert due(text) == AT + timedelta(hours=n)
