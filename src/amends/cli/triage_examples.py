"""What the triage packs say of themselves, put to the judgement: every example run."""

from collections.abc import Callable, Iterator
from functools import cache

from amends.core.packs import Pack
from amends.triage.classify import classify
from amends.triage.codes import CODES
from amends.triage.judgement import Script
from amends.triage.language import language_of
from amends.triage.lexicon import PACK_LANGUAGE, WEIGHTS
from amends.triage.likeness import Likenesses
from amends.triage.training.material import examples

FEWEST_CUES, FEWEST_EXAMPLES = 25, 60
FEWEST_TRIALS, FEWEST_OF = 15, {"zh-Hant": 7}  # the two ways of writing Chinese are read as one
LEAST_FIRST, LEAST_AMONG_THREE = 0.8, 0.93  # of a pack's own examples
SCRIPT_OF: dict[str, Script] = {language: script for script, language in PACK_LANGUAGE.items()} | {
    "zh-Hant": "zh"
}
_GROUPS = ("wants", "threats", "urgency", "anger", "abuse", "thanks", "photos", "automatic")


def triage_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each thing that a triage pack promises and does not hold."""
    yield from _CHECKS[pack.body["kind"]](pack)


def _issue_type(pack: Pack) -> Iterator[str]:
    body = pack.body
    if pack.name != f"triage/{body['language']}/{body['code']}":
        yield f"is to be named triage/{body['language']}/{body['code']}"
    if body["code"] not in CODES:
        yield f"there is no issue type {body['code']}"
    cues = [cue for strength in WEIGHTS for cue in body["cues"][strength]]
    if len(set(cues)) < max(FEWEST_CUES, len(cues)):
        yield f"{len(set(cues))} different cues of {len(cues)}, at least {FEWEST_CUES} and none twice"
    texts = [one if isinstance(one, str) else one["text"] for one in body["examples"]]
    count = len(Likenesses(texts, SCRIPT_OF[body["language"]]).different())
    if count < FEWEST_EXAMPLES:
        yield f"{count} examples that are not nearly equal to another, at least {FEWEST_EXAMPLES}"
    judged = []
    for example in body["examples"]:
        text = example if isinstance(example, str) else example["text"]
        accepted = {body["code"], *([] if isinstance(example, str) else example.get("also", []))}
        judged.append((accepted, [one.code for one in classify(text).issue_types]))
    first = sum(ranked[0] in accepted for accepted, ranked in judged) / len(judged)
    among = sum(bool(accepted & set(ranked[:3])) for accepted, ranked in judged) / len(judged)
    if first < LEAST_FIRST or among < LEAST_AMONG_THREE:
        yield f"of its examples {first:.0%} come first and {among:.0%} among the first three"


def _signals(pack: Pack) -> Iterator[str]:
    shown = set()
    for example in pack.body["examples"]:
        signals = classify(example["text"]).signals
        found = {f"{group}.{mark.value}" for group in _GROUPS for mark in getattr(signals, group)}
        shown |= found
        missing = set(example["finds"]) - found
        if missing:
            yield f"example {example['text']!r}: {', '.join(sorted(missing))} not found"
    for name in sorted(set(pack.body["signals"]) - shown):
        yield f"no example finds {name}"


def _carriers(pack: Pack) -> Iterator[str]:
    for example in pack.body["examples"]:
        signals = classify(example["text"]).signals
        for field in ("carriers", "tracking_numbers"):
            got = [mark.value for mark in getattr(signals, field)]
            if field in example and got != example[field]:
                yield f"example {example}: {field} come out as {got}"


def _languages(pack: Pack) -> Iterator[str]:
    for example in pack.body["examples"]:
        got = language_of(example["text"])
        if got != example["language"]:
            yield f"example {example}: language comes out as {got}"


def trial_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each thing that makes trials unfit to measure by."""
    body = pack.body
    if pack.name != f"triage_trials/{body['language']}/{body['code']}":
        yield f"is to be named triage_trials/{body['language']}/{body['code']}"
    written = [
        (one, ()) if isinstance(one, str) else (one["text"], one.get("also", ())) for one in body["messages"]
    ]
    for code in sorted({body["code"], *(code for _, also in written for code in also)} - set(CODES)):
        yield f"there is no issue type {code}"
    known = _examples(SCRIPT_OF[body["language"]])
    apart = [text for text, _ in written if known.nearly(text) is None]
    count = len(Likenesses(apart, SCRIPT_OF[body["language"]]).different())
    fewest = FEWEST_OF.get(body["language"], FEWEST_TRIALS)
    if count < fewest:
        yield f"{count} messages unlike each other and every example, at least {fewest}"


def contrast_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each pair that contrasts nothing."""
    if pack.name != f"triage_contrasts/{pack.body['language']}":
        yield f"is to be named triage_contrasts/{pack.body['language']}"
    for pair in pack.body["pairs"]:
        if pair["a_code"] == pair["b_code"]:
            yield f"{pair['a']!r} and {pair['b']!r} mean the same type"
        accepted = {side: {pair[f"{side}_code"], *pair.get(f"{side}_also", ())} for side in "ab"}
        for side, other in ("ab", "ba"):
            if pair[f"{other}_code"] in accepted[side] and pair["a_code"] != pair["b_code"]:
                yield f"{pair[side]!r} may not mean the type of the other as well"
        for code in sorted((accepted["a"] | accepted["b"]) - set(CODES)):
            yield f"there is no issue type {code}"


@cache
def _examples(script: Script) -> Likenesses:
    return Likenesses([one.text for one in examples(script)], script)


_CHECKS: dict[str, Callable[[Pack], Iterator[str]]] = {
    "issue_type": _issue_type,
    "signals": _signals,
    "carriers": _carriers,
    "languages": _languages,
}
