"""What a sentence says is kept: a text is judged the same whatever was judged before it."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from amends.compliance.book import book
from amends.compliance.findings import Finding
from amends.compliance.lint import lint
from tests.compliance.reading_sentences import bad, good

ON = date(2026, 11, 22)
LINES = sorted({text for _, _, text in bad()} | {text for _, text in good()})
JOINTS = [" ", "\n", ". ", "。", "! "]


def judged(text: str) -> tuple[Finding, ...]:
    return lint(text, language="en", marketplace="amazon", on=ON)


def forget() -> None:
    for index in (book().index, book().often_index, book().mask_index):
        index.kept.clear()


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(JOINTS)), min_size=1, max_size=5))
def test_sentences_met_before_change_nothing(parts: list[tuple[str, str]]) -> None:
    text = "".join(line + joint for line, joint in parts)
    for line, _ in parts:
        judged(f"{line}\n{line}")
    after_others = judged(text)
    again = judged(text)
    forget()
    assert judged(text) == after_others == again


def test_only_so_many_sentences_are_kept() -> None:
    for number in range(12_000):
        book().index.keep((f"sentence {number}", None), [])
    assert len(book().index.kept) <= 5_000
    forget()
