"""The figures that are kept with what was learnt, and what changed since they were last taken."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from amends.triage.evaluation import by_language
from amends.triage.judgement import Script
from amends.triage.likeness import Likenesses
from amends.triage.trained import FOLDER, trained
from amends.triage.training.material import SCRIPTS, examples, lessons_of_pairs
from amends.triage.trials import Contrast, Trial, contrasts, judged, trials

PATH = FOLDER / "evaluation.json"
COMPARED = ("macro_f1", "first", "among_three", "calibration_error", "coverage")
_SCRIPT: dict[str, Script] = {"zh-Hans": "zh", "zh-Hant": "zh", "en": "en", "fr": "fr"}


def kept() -> dict[str, Any] | None:
    """The figures as they were last taken; None where there are none."""
    try:
        document: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return document


def measured() -> dict[str, Any]:
    """Put all trials and contrasts to the judgement; trials nearly equal to an example do not count."""
    answers = judged(iter(apart_from_examples(list(trials()))))
    told = list(contrasts())
    before = kept()
    return {
        "models": {script: trained(script).sources for script in SCRIPTS},
        "languages": by_language(answers),
        "contrasts": {
            language: _pairs([one for one in told if one.language == language])
            for language in sorted({one.language for one in told})
        },
        "before": None if before is None else _before(before),
    }


def keep(document: Mapping[str, Any]) -> None:
    """Write the figures beside what was learnt."""
    PATH.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def apart_from_examples(asked: Sequence[Trial]) -> list[Trial]:
    """The trials that are not nearly equal to anything learnt from."""
    learnt = {script: [*examples(script), *lessons_of_pairs(script)] for script in SCRIPTS}
    known = {script: Likenesses([one.text for one in told], script) for script, told in learnt.items()}
    return [trial for trial in asked if known[_SCRIPT[trial.language]].nearly(trial.text) is None]


def words_of_change(document: Mapping[str, Any]) -> Iterator[str]:
    """A line for each figure that is another than before."""
    before = document.get("before") or {}
    for language, told in document["languages"].items():
        was = before.get("languages", {}).get(language, {})
        changed = [
            f"{name} {was[name]:.3f} → {told[name]:.3f}"
            for name in COMPARED
            if name in was and was[name] != told[name]
        ]
        if changed:
            yield f"{language}, since the last training: {', '.join(changed)}"


def _pairs(told: Sequence[Contrast]) -> dict[str, Any]:
    """Figures of all pairs, and of those from which nothing was learnt."""
    return {
        **_told_apart(told),
        "never_learnt": _told_apart([one for one in told if not one.lesson]),
        "wrong": [message for one in told for message in one.wrong],
    }


def _told_apart(told: Sequence[Contrast]) -> dict[str, Any]:
    wrong = [len(one.wrong) for one in told]
    return {
        "pairs": len(told),
        "right": round(1 - sum(wrong) / (2 * len(told)), 4),
        "both": round(wrong.count(0) / len(told), 4),
    }


def _before(document: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of the last training; where this is the same training, those it was compared with."""
    if document["models"] == {script: trained(script).sources for script in SCRIPTS}:
        found: dict[str, Any] = document["before"] or {}
        return found
    return {
        "models": document["models"],
        "languages": {
            language: {name: told[name] for name in COMPARED}
            for language, told in document["languages"].items()
        },
    }
