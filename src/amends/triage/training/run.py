"""Training from the beginning to the written file, one language at a time."""

from dataclasses import dataclass
from pathlib import Path

from amends.core.trained_files import write
from amends.triage.judgement import Script
from amends.triage.lexicon import read_lexicon
from amends.triage.spelling import mender_of
from amends.triage.trained import model_file
from amends.triage.training.cues import lexicon_document
from amends.triage.training.current import is_current
from amends.triage.training.fitting import Trust, fit, held_back, lessons, scores_unseen, trust_of
from amends.triage.training.material import SCRIPTS, examples, known_words, lessons_of_pairs, sources
from amends.triage.training.varying import varied
from amends.triage.training.vectors import columns_of, cues_of, rows_of, seen_in
from amends.triage.training.writing import document

VARIED = 3  # of so many examples one is learnt from as somebody else would type it, too
VARIANT_SHARE = 0.4  # what that counts

__all__ = ["SCRIPTS", "Learnt", "learn"]


@dataclass(frozen=True, slots=True)
class Learnt:
    """What came of training one language. `trust` is None where the file was up to date."""

    script: Script
    path: Path
    examples: int
    grams: int
    trust: Trust | None


def learn(script: Script, *, anew: bool = False) -> Learnt:
    """Train a language from its packs and write its file; where it is up to date, nothing is done."""
    path = model_file(script)
    told = [*examples(script), *lessons_of_pairs(script)]
    if not anew and is_current(script):
        return Learnt(script, path, len(told), 0, None)
    cues = lexicon_document(script)
    known = known_words(script, [example.text for example in told])
    lexicon, mend = read_lexicon(cues), mender_of(known)
    seen = [seen_in(example.text, script, lexicon, mend) for example in told]
    columns = columns_of(seen, script)
    given = lessons(rows_of(seen, columns), told)
    variants = [varied(example, script, number) for number, example in enumerate(told[::VARIED])]
    others = rows_of([seen_in(one.text, script, lexicon, mend) for one in variants], columns)
    known_rows, asked = held_back(given.codes)
    trust = trust_of(
        scores_unseen(given, known_rows, asked),
        cues_of([seen[row] for row in asked], script, columns),
        given.right[asked],
    )
    weights = fit(given.beside(lessons(others, variants, VARIANT_SHARE)))
    raw = document(columns, weights, trust, script=script, sources=sources(script), words=known, cues=cues)
    write(path, raw)
    return Learnt(script, path, len(told), len(columns.grams), trust)
