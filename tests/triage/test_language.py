import pytest

from amends.triage.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ok merci", "fr"), ("在吗", "zh-Hans"),
        ("thx", "en"), ("還沒收到貨", "zh-Hant"),
        ("收到", "zh-Hans"),
        ("荷物が届きません", "ja"), ("언제 와요", "ko"),
        ("Где посылка", "ru"), ("Де моя посилка, її немає", "uk"),
        ("أين طلبي", "ar"), ("Wo ist mein Paket?", "de"),
        ("¿Dónde está mi pedido?", "es"),
        ("Dove si trova il mio ordine?", "it"), ("Onde está minha encomenda?", "pt"),
        ("", "und"), ("123", "und"),
        ("👍", "und"), ("J’ai rien reçu", "fr"),
        ("Where’s my order", "en"), ("zzkqx", "und"),
    ],
)  # fmt: skip
def test_languages(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_hint_counts_only_where_the_text_is_silent() -> None:
    assert language_of("123", "fr") == "fr"
    assert language_of("收到", "zh-Hant") == "zh-Hant"
    assert language_of("收到货了", "zh-Hant") == "zh-Hans"
    assert language_of("where is my parcel", "fr") == "en"
