"""How the judgement does on the trials, as it was last measured; and that it was measured as it is."""

from functools import cache
from typing import Any

import pytest

from amends.triage.codes import CODES
from amends.triage.evaluation_document import kept
from amends.triage.trained import trained
from amends.triage.training.material import SCRIPTS
from amends.triage.trials import contrasts, trials

LANGUAGES = ("zh-Hans", "zh-Hant", "en", "fr")
LEAST_F1 = {"zh-Hans": 0.9, "zh-Hant": 0.9, "en": 0.85, "fr": 0.85}
AMONG_THREE, MOST_APART, RIGHT_WHERE_SURE = 0.94, 0.05, 0.94
CONTRASTS_RIGHT, NEVER_LEARNT_RIGHT = 0.95, {"zh-Hans": 0.93, "en": 0.9, "fr": 0.9}
STEP = 12


@cache
def document() -> dict[str, Any]:
    found = kept()
    assert found is not None
    return found


def test_the_figures_are_of_what_is_learnt_now() -> None:
    assert document()["models"] == {script: trained(script).sources for script in SCRIPTS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_is_tried(language: str) -> None:
    assert {trial.accepted[0] for trial in trials(language)} == set(CODES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_hold(language: str) -> None:
    told = document()["languages"][language]
    assert told["macro_f1"] >= LEAST_F1[language]
    assert told["among_three"] >= AMONG_THREE
    assert told["calibration_error"] <= MOST_APART
    assert told["sure"]["right"] >= RIGHT_WHERE_SURE


def test_contrasting_messages_are_told_apart() -> None:
    for language, pairs in document()["contrasts"].items():
        assert pairs["right"] >= CONTRASTS_RIGHT, language
        assert pairs["never_learnt"]["right"] >= NEVER_LEARNT_RIGHT[language], language
        assert pairs["never_learnt"]["pairs"] >= pairs["pairs"] // 2


def test_the_figures_can_be_had_again() -> None:
    some = list(contrasts())[::STEP]
    kept_wrong = {one["text"] for pairs in document()["contrasts"].values() for one in pairs["wrong"]}
    wrong = {message["text"] for pair in some for message in pair.wrong}
    assert wrong <= kept_wrong
