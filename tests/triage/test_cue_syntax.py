import re

import pytest

from amends.triage.cue_syntax import BadCue, fewest_units, first_units, has_gap, pattern, read_cue


def row(text: str):
    return read_cue(text, list)


def found(cue: str, text: str) -> bool:
    return re.search(pattern(row(cue), words=False), text) is not None


@pytest.mark.parametrize(
    ("cue", "text", "is_found"),
    [
        ("(还|一直)没发货?", "还没发", True),
        ("(还|一直)没发(货)?", "一直没发货", True),
        ("没~发", "没有给我发", True),
        ("没~发", "没有.发", False),
        ("没~发", "没有一二三四五六七发", False),
        ("坏", "坏了", True),
        ("坏掉", "坏了掉", True),
        (r"退\d元", "退120元", True),
        ("少(了|一)*件", "少了一件", True),
    ],
)
def test_what_a_cue_finds(cue: str, text: str, is_found: bool) -> None:
    if cue.endswith("货?"):
        with pytest.raises(BadCue):
            row(cue)
        return
    assert found(cue, text) is is_found


@pytest.mark.parametrize("cue", ["(a|b", "a)", "(a)?", "~", "", "*a", "(a|b)?~"])
def test_a_bad_cue_is_refused(cue: str) -> None:
    with pytest.raises(BadCue):
        row(cue)


def test_words_stand_whole() -> None:
    expression = pattern(read_cue("not (yet)? sent", str.split), words=True)
    assert re.match(expression, "not sent ")
    assert re.match(expression, "not yet sent ")
    assert not re.match(expression, "nots ent ")


def test_beginnings() -> None:
    assert first_units(row("(ab|c)d"), words=True) == {("a", "b"), ("c", "d")}
    assert first_units(row("a~b"), words=True) == {("a",)}
    assert first_units(row("(a)?bc"), words=True) == {("a", "b"), ("b", "c")}
    assert first_units(row("ab"), words=False) == {("a", "b"), ("a", "了")}


def test_measures() -> None:
    assert fewest_units(row("(ab|c)d?".replace("d?", "(d)?"))) == 1
    assert has_gap(row("a(b~c|d)"))
    assert not has_gap(row("abc"))
