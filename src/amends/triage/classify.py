"""The first judgement of a message: what the buyer needs. Text in, judgement out; nothing else is touched."""

from dataclasses import dataclass

from amends.triage.codes import CODES
from amends.triage.grams import grams
from amends.triage.judgement import IssueType, Judgement, Script, Signals, TriageFacts
from amends.triage.language import UNKNOWN, language_of
from amends.triage.marks import signals_of
from amends.triage.own import Own
from amends.triage.reading import Reading, read
from amends.triage.record import with_record
from amends.triage.scoring import Scores, confidences, is_unsure, score, script_of, with_second_needs
from amends.triage.spelling import mender
from amends.triage.trained import trained
from amends.triage.units import Units, letters, words

LEAST_TYPES, MOST_TYPES = 3, 6
LOWEST = 0.03  # a type below this is named only to make up three
JUDGED_IN = ("zh-Hans", "zh-Hant", "en", "fr")


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says by itself, to be weighed with what the record says."""

    language: str
    scores: Scores
    told: list[float]
    sure: float  # the confidence from which on nobody need look
    signals: Signals


def classify(
    text: str,
    *,
    language_hint: str | None = None,
    facts: TriageFacts | None = None,
    own: Own | None = None,
) -> Judgement:
    """What a buyer's message is about, in which language, with which signals.

    `language_hint` is the buyer's language as known so far; it decides where the text is silent. `facts` is
    what the record says; without it the words stand alone. `own` is what was learnt from corrections. Never
    raises, whatever the text.
    """
    known = facts or TriageFacts()
    return weigh(read_words(text, language_hint=language_hint, facts=known, own=own), known)


def read_words(text: str, *, language_hint: str | None, facts: TriageFacts, own: Own | None = None) -> Words:
    """Read a message once, to weigh it with several records. Of `facts`, subject and signals' own count."""
    message = read(text)
    subject = read(facts.subject) if facts.subject else None
    language = language_of(
        message.text if subject is None else f"{message.text}\n{subject.text}", language_hint
    )
    script = script_of(language)
    units = units_of(message, script)
    known = trained(script)
    hits = known.lexicon.hits(units)
    judged, judged_units = hits, units
    if subject is not None and len(units.units) < 60:
        judged_units = units_of(Reading(f"{subject.text}\n{message.text}", None, 0), script)
        judged = known.lexicon.hits(judged_units)
    scores = score(judged, judged_units, script, known)
    if own is not None:
        scores = Scores(scores.cues, own.moved(scores.whole, grams(judged_units, script), script))
    signals = signals_of(text, message, units, hits, facts)
    return Words(
        language, scores, confidences(scores.whole, known.figures.sharpness), known.figures.sure, signals
    )


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


__all__ = ["UNKNOWN", "Judgement", "TriageFacts", "Words", "classify", "prepare", "read_words", "weigh"]
