import re

import pytest

from amends.compliance.phrases import BadPhrase, Part, read_phrase


def concept(name: str) -> Part:
    if name != "review":
        raise BadPhrase("bad_phrase", name)
    return read_phrase("(review|feedback)", concept)


def fits(phrase: str, units: str) -> bool:
    return re.compile(read_phrase(phrase, concept).pattern).match(f"{units} ") is not None


@pytest.mark.parametrize(
    ("phrase", "units"),
    [
        ("leave (a|the)? {review}", "leave feedback"),
        ("leave .. {review}", "leave us a nice little review"),
        ("remov* your {review}", "removing your review"),
        ("# euros", "12.50 euros"),
        ("删(了|掉)*{review}?评", "删 了 掉 评"),
        ("(very)+ good", "very very good"),
        ("Évaluez-nous", "evaluez - nous"),
    ],
)
def test_what_fits(phrase: str, units: str) -> None:
    assert fits(phrase, units)


@pytest.mark.parametrize(
    ("phrase", "units"),
    [
        ("leave .. {review}", "leave \n review"),
        ("(very)+ good", "good"),
        ("leave {review}", "leave a review"),
    ],
)
def test_what_does_not_fit(phrase: str, units: str) -> None:
    assert not fits(phrase, units)


@pytest.mark.parametrize("phrase", ["..", "(a|b", "a)", "?", "abc*", "(a|)", "{other} x", ".. word"])
def test_a_phrase_that_says_nothing_is_refused(phrase: str) -> None:
    with pytest.raises(BadPhrase):
        read_phrase(phrase, concept)


def test_where_a_phrase_is_looked_for() -> None:
    assert read_phrase("(please|kindly)? remov* it", concept).begins == {
        ("please", "remo*"),
        ("kindly", "remo*"),
        ("remo*", "it"),
    }
