"""How often the judgement is right on messages that neither the cues nor the examples were written from."""

from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from amends.core.packs import load_packs
from amends.triage.classify import classify
from amends.triage.codes import CODES
from amends.triage.judgement import Judgement, Script
from amends.triage.lexicon import PACK_LANGUAGE
from amends.triage.likeness import Likenesses

SCRIPTS: tuple[Script, ...] = ("zh", "en", "fr")
FIRST, AMONG_THREE = 0.80, 0.93
FEWEST = 6


@cache
def held_out() -> dict[str, dict[str, list[Any]]]:
    loaded: dict[str, dict[str, list[Any]]] = yaml.safe_load(
        Path(__file__).with_name("held_out.yaml").read_text(encoding="utf-8")
    )
    return loaded


def messages(script: Script) -> list[tuple[set[str], str]]:
    return [
        ({code}, message) if isinstance(message, str) else ({code, *message["also"]}, message["text"])
        for code, told in held_out()[script].items()
        for message in told
    ]


@cache
def judged(script: Script) -> list[tuple[set[str], Judgement]]:
    return [(accepted, classify(text)) for accepted, text in messages(script)]


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_type_is_asked_often_enough(script: Script) -> None:
    told = held_out()[script]
    assert set(told) == set(CODES)
    assert [code for code, texts in told.items() if len(texts) < FEWEST] == []


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_best_guess_is_mostly_right(script: Script) -> None:
    wrong = [(accepted, found.code) for accepted, found in judged(script) if found.code not in accepted]
    assert 1 - len(wrong) / len(judged(script)) >= FIRST, wrong


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_right_type_is_among_the_first_three(script: Script) -> None:
    among = [
        bool(accepted & {one.code for one in found.issue_types[:3]}) for accepted, found in judged(script)
    ]
    assert sum(among) / len(among) >= AMONG_THREE


def share_right(*scripts: Script, unsure: bool) -> float:
    told = [one for script in scripts for one in judged(script) if one[1].unsure is unsure]
    return sum(found.code in accepted for accepted, found in told) / len(told)


def test_what_is_unsure_is_more_often_wrong() -> None:
    """Over all languages: in one alone hardly any of these are unsure."""
    assert share_right(*SCRIPTS, unsure=True) < share_right(*SCRIPTS, unsure=False)


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_is_sure_is_right(script: Script) -> None:
    assert share_right(script, unsure=False) >= 0.9


@pytest.mark.parametrize("script", SCRIPTS)
def test_confidence_means_what_it_says(script: Script) -> None:
    surest = [
        (accepted, found) for accepted, found in judged(script) if found.issue_types[0].confidence > 0.9
    ]
    assert sum(found.code in accepted for accepted, found in surest) / len(surest) >= 0.9


@pytest.mark.parametrize("code", ["safety_incident", "authority_complaint"])
@pytest.mark.parametrize("script", SCRIPTS)
def test_what_is_dangerous_is_not_missed(script: Script, code: str) -> None:
    missed = [
        found.issue_types
        for accepted, found in judged(script)
        if accepted == {code} and code not in {one.code for one in found.issue_types[:2]}
    ]
    assert missed == []


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_language_is_told(script: Script) -> None:
    right = [found.language.startswith(script) for _, found in judged(script)]
    assert sum(right) / len(right) >= 0.98


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_message_is_nearly_an_example(script: Script) -> None:
    packs = [p for p in load_packs(f"triage/{PACK_LANGUAGE[script]}") if p.body["kind"] == "issue_type"]
    written = chain.from_iterable(pack.body["examples"] for pack in packs)
    examples = Likenesses([one if isinstance(one, str) else one["text"] for one in written], script)
    assert [text for _, text in messages(script) if examples.nearly(text)] == []
