"""Messages a second through the linter, beside every phrase sought on its own in the same text.

Agents repeat their sentences, and so do these messages: what a sentence says is kept. How fast it is where no
sentence was ever met is told beside it.
"""

import gc
import json
import random
import re
import time
from collections.abc import Iterator, Sequence
from datetime import date
from string import ascii_lowercase

from amends.compliance.book import book
from amends.compliance.folding import fold
from amends.compliance.lint import lint
from amends.compliance.units import cut
from amends.core.packs import load_packs
from benchmarks.measuring import Finding

LENGTH, WARMING, MESSAGES, PLAIN_MESSAGES = 300, 600, 1_500, 30
LEAST_A_SECOND = 2_000
LANGUAGES = {"en": "amazon", "zh-Hans": "taobao", "fr": "amazon"}
ON = date(2026, 11, 22)
GOOD_TO_BAD = 9


def run(address: str, *, full: bool) -> list[Finding]:
    """At least 2,000 messages of 300 characters a second on one core, a tenth of their sentences bad."""
    begun = time.process_time()
    book()
    loaded = time.process_time() - begun
    for language, text in _texts(WARMING, seed=1):
        lint(text, language=language, marketplace=LANGUAGES[language], on=ON)
    gc.freeze()
    texts = list(_texts(MESSAGES * (4 if full else 1), seed=2))
    taken = {language: _seconds([one for one in texts if one[0] == language]) for language in LANGUAGES}
    rate = len(texts) / sum(taken.values())
    rates = {language: len(texts) / len(LANGUAGES) / seconds for language, seconds in taken.items()}
    unmet = MESSAGES / _seconds(list(_texts(MESSAGES, seed=3, repeated=False)))
    plain = _plain_rate([text for _, text in texts[:PLAIN_MESSAGES]])
    told = ", ".join(f"{language} {one:,.0f}" for language, one in rates.items())
    return [
        Finding(
            name=f"linted messages of {LENGTH} characters a second",
            measured=f"{rate:,.0f} ({told})",
            yardstick=f"phrases one by one {plain:,.0f}",
            ratio=round(rate / plain, 1),
            bar=f"at least {LEAST_A_SECOND:,}",
            ok=rate >= LEAST_A_SECOND,
        ),
        Finding("the same where no sentence was met before", f"{unmet:,.0f}", "", None, "", None),
        Finding("loading the linter's packs", f"{loaded:.2f} s", "", None, "", None),
    ]


def _texts(count: int, *, seed: int, repeated: bool = True) -> Iterator[tuple[str, str]]:
    """Messages put together from the lines of the packs, the languages in turn.

    Not `repeated`: each line begins with a word that no other has.
    """
    lines = {language: list(_lines(language)) for language in LANGUAGES}
    chosen = random.Random(seed)
    for number in range(count):
        language = list(LANGUAGES)[number % len(LANGUAGES)]
        good, bad = zip(*lines[language], strict=True)
        text = ""
        while len(text) < LENGTH:
            text += "" if repeated else "".join(chosen.choices(ascii_lowercase, k=6)) + " "
            text += chosen.choice(bad if chosen.randrange(GOOD_TO_BAD + 1) == 0 else good)
            text += "。" if language == "zh-Hans" else " "
        yield language, text[:LENGTH]


def _lines(language: str) -> Iterator[tuple[str, str]]:
    for pack in load_packs("compliance"):
        if "scopes" in pack.body:
            examples = pack.body["examples"][language]
            plain = [
                [line for line in examples[kind] if isinstance(line, str)] or [""] for kind in ("good", "bad")
            ]
            yield from zip(*plain, strict=False)


def _seconds(texts: Sequence[tuple[str, str]]) -> float:
    begun = time.process_time()
    for language, text in texts:
        lint(text, language=language, marketplace=LANGUAGES[language], on=ON)
    return time.process_time() - begun


def _plain_rate(texts: Sequence[str]) -> float:
    """The same phrases, each searched for through the whole text."""
    rules = book()
    patterns = {
        entry.pattern
        for index in (rules.index, rules.mask_index)
        for listed in (*index.by_one.values(), *index.by_two.values())
        for entry in listed
    }
    joined = [cut(fold(text).text, text, rules.known).joined for text in texts]
    forms = [re.compile(pattern) for pattern in patterns]
    begun = time.process_time()
    for text in joined:
        for form in forms:
            form.search(text)
    return len(texts) / (time.process_time() - begun)


if __name__ == "__main__":
    print(json.dumps([finding.as_json() for finding in run("", full=False)], ensure_ascii=False, indent=1))
