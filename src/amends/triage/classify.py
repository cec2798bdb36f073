"""The first judgement of a message: what the buyer needs. Text in, judgement out; nothing else is touched."""

from collections.abc import Sequence
from dataclasses import dataclass

from amends.triage.codes import CODES
from amends.triage.grams import grams
from amends.triage.judgement import IssueType, Judgement, Script, Signals, TriageFacts
from amends.triage.language import UNKNOWN, language_of
from amends.triage.marks import signals_of
from amends.triage.own import Own
from amends.triage.reading import Reading, read
from amends.triage.record import with_record
from amends.triage.scoring import (
    Scores,
    confidences,
    cue_scores,
    is_unsure,
    script_of,
    signs,
    together,
    with_second_needs,
)
from amends.triage.spelling import mender
from amends.triage.trained import trained
from amends.triage.units import Units, letters, words

LEAST_TYPES, MOST_TYPES = 3, 6
NO_FACTS = TriageFacts()
FEW_UNITS = 60  # a text so short is judged with its subject
LOWEST = 0.03  # a type below this is named only to make up three
JUDGED_IN = ("zh-Hans", "zh-Hant", "en", "fr")


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says by itself, to be weighed with what the record says."""

    text: str  # as read: normalised, without quoted history and signature
    language: str
    scores: Scores
    told: list[float]
    sure: float  # the confidence from which on nobody need look
    signals: Signals


@dataclass(frozen=True, slots=True)
class Asked:
    """A message to judge. `language_hint` is the buyer's language as known so far; it decides where the text
    is silent. `facts` is what the record says; without it the words stand alone."""

    text: str
    language_hint: str | None = None
    facts: TriageFacts = NO_FACTS


def classify(
    text: str,
    *,
    language_hint: str | None = None,
    facts: TriageFacts | None = None,
    own: Own | None = None,
) -> Judgement:
    """What a buyer's message is about, in which language, with which signals.

    `language_hint` and `facts` as in Asked; `own` is what was learnt from corrections. Never raises,
    whatever the text.
    """
    return classify_all([Asked(text, language_hint, facts or NO_FACTS)], own=own)[0]


def classify_all(asked: Sequence[Asked], *, own: Own | None = None) -> list[Judgement]:
    """What each of many messages is about, as `classify` tells it of one. Some hundreds are quickest."""
    return [weigh(words, one.facts) for words, one in zip(read_all(asked, own=own), asked, strict=True)]


def read_words(text: str, *, language_hint: str | None, facts: TriageFacts, own: Own | None = None) -> Words:
    """Read a message once, to weigh it with several records. Of `facts`, subject and signals' own count."""
    return read_all([Asked(text, language_hint, facts)], own=own)[0]


def read_all(asked: Sequence[Asked], *, own: Own | None = None) -> list[Words]:
    """Read many messages, step by step over all of them: what a step needs stays at hand in the processor."""
    messages = [read(one.text) for one in asked]
    subjects = [read(one.facts.subject).text if one.facts.subject else "" for one in asked]
    languages = [
        language_of(f"{message.text}\n{subject}" if subject else message.text, one.language_hint)
        for one, message, subject in zip(asked, messages, subjects, strict=True)
    ]
    scripts = list(map(script_of, languages))
    known = list(map(trained, scripts))
    units = list(map(units_of, messages, scripts))
    hits = [model.lexicon.hits(found) for model, found in zip(known, units, strict=True)]
    signals = list(
        map(signals_of, [one.text for one in asked], messages, units, hits, [one.facts for one in asked])
    )
    for at, subject in enumerate(subjects):
        if subject and len(units[at].units) < FEW_UNITS:
            units[at] = units_of(Reading(f"{subject}\n{messages[at].text}", None, 0), scripts[at])
            hits[at] = known[at].lexicon.hits(units[at])
    cues = list(map(cue_scores, hits, units, scripts, [model.precisions for model in known]))
    signed = list(map(signs, hits, units, scripts))
    weighed = [model.scores(found, told) for model, found, told in zip(known, units, signed, strict=True)]
    scores = list(map(together, cues, weighed, [model.figures.cue_share for model in known]))
    if own is not None:
        scores = [
            Scores(one.cues, own.moved(one.whole, grams(found, script), script))
            for one, found, script in zip(scores, units, scripts, strict=True)
        ]
    return [
        Words(
            message.text,
            language,
            one,
            confidences(one.whole, model.figures.sharpness),
            model.figures.sure,
            signals_found,
        )
        for message, language, one, model, signals_found in zip(
            messages, languages, scores, known, signals, strict=True
        )
    ]


def weigh(words: Words, facts: TriageFacts) -> Judgement:
    """What the words mean where the record says this."""
    shares = with_record(words.told, facts)
    return Judgement(
        language=words.language,
        unsure=words.language not in JUDGED_IN or is_unsure(words.scores, shares, words.sure),
        issue_types=_ranked(with_record(with_second_needs(words.told, words.scores), facts), words.scores),
        signals=words.signals,
    )


def units_of(message: Reading, script: Script) -> Units:
    """The units of a message, misspellings put right."""
    return letters(message.text) if script == "zh" else words(message.text, script, mender(script))


def prepare() -> None:
    """Load every language's packs, so that the first message is as quick as the next."""
    for text in ("在吗", "hello", "bonjour"):
        classify(text)


def _ranked(shares: list[float], scores: Scores) -> tuple[IssueType, ...]:
    least = min(LOWEST, sorted(shares)[-LEAST_TYPES])
    likely = [at for at, share in enumerate(shares) if share >= least]
    chosen = sorted([(-shares[at], -scores.whole[at], at) for at in likely])[:MOST_TYPES]
    if least < LOWEST:
        chosen = chosen[:LEAST_TYPES]
    return tuple([IssueType(CODES[at], round(min(-share, 1.0), 4)) for share, _, at in chosen])


__all__ = [
    "UNKNOWN",
    "Asked",
    "Judgement",
    "TriageFacts",
    "Words",
    "classify",
    "classify_all",
    "prepare",
    "read_words",
    "weigh",
]
