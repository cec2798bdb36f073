import pytest

from amends.web.folded import opening


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("OK\n\nLe 2026-11-20, Maison Tilleul a écrit :\n> Bonjour, merci", "OK"),
        ("好的\n\n在 2026-11-20，木与陶旗舰店 写道：\n> 亲，已发货", "好的"),
        ("Only new words.", "Only new words."),
        ("> nothing but\n> what we wrote", "> nothing but\n> what we wrote"),
        ("", ""),
    ],
)
def test_a_line_shows_what_is_new(text: str, shown: str) -> None:
    assert opening(text) == shown
