"""Every error that can reach a screen is said in the reader's language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import amends
from amends.core.errors import Refused
from amends.web.error_sentences import SENTENCES, exact_for, sentence_for

HOME = Path(amends.__file__).parent
# What people do at the desk goes through these; programs, commands and the reading of packs speak English.
PARTS = (
    "accounts", "answers", "cases", "erasure", "imports", "inbox", "insights", "mailboxes", "orders",
    "playbooks", "publishing", "replies", "reviews", "web", "whatif",
)  # fmt: skip
ERRORS = {"AmendsError", "Refused", "NotFound", "NotAllowed", "CaseConflict"}
ELSEWHERE = {
    "idempotency_key_bad", "idempotency_key_reused", "token_not_allowed",  # programs alone send these
    "login_unknown", "shop_unclear", "nothing_set_up", "file_unreadable",  # commands alone ask for these
    "password_weak", "at_bad",  # said in the reader's language where they are raised
    "contact_too_many_files", "contact_files_too_large", "contact_file_empty", "contact_file_runs",
    "search_day_unread", "search_day_left_out", "pack_invalid",  # by web/contact, search_words, finding_words
}  # fmt: skip


# Names that hold a code of ours, not a word: a message must say what they stand for.
HOLDING_CODES = {"code", "hindrance", "state", "status", "now", "reason", "verdict", "marketplace"}
NAMES_THEMSELVES = {"shop.code", "held.shop.code", "wanted.code", "shop.marketplace"}  # people gave these


def codes() -> Iterator[tuple[str, str]]:
    """Every code that one of the parts raises by its own name, and where."""
    for part in PARTS:
        for path in sorted((HOME / part).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
                    first = node.args[0] if node.args else None
                    if isinstance(first, ast.Constant) and isinstance(first.value, str):
                        yield first.value, f"{path.relative_to(HOME)}:{node.lineno}"


def test_every_code_has_a_sentence() -> None:
    found = list(codes())
    assert len(found) > 100
    missing = {code: where for code, where in found if code not in SENTENCES and code not in ELSEWHERE}
    assert missing == {}


def messages() -> Iterator[tuple[str, str]]:
    """Every value put into a message of an error, and where; not what somebody typed, put in quotes."""
    for part in PARTS:
        for path in sorted((HOME / part).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
                    for written in node.args[1:2]:
                        for value in ast.walk(written):
                            if isinstance(value, ast.FormattedValue) and value.conversion != ord("r"):
                                yield ast.unparse(value.value), f"{path.relative_to(HOME)}:{node.lineno}"


def test_no_message_holds_a_code_in_the_place_of_words() -> None:
    found = list(messages())
    assert len(found) > 50
    raw = {where: value for value, where in found if value.rpartition(".")[2] in HOLDING_CODES}
    assert {where: value for where, value in raw.items() if value not in NAMES_THEMSELVES} == {}


@pytest.mark.parametrize("language", ["zh-hans", "fr"])
def test_every_sentence_is_translated(language: str) -> None:
    with translation.override("en"):
        english = {code: sentence_for(code) for code in SENTENCES}
    with translation.override(language):
        assert [code for code in SENTENCES if sentence_for(code) == english[code]] == []


def test_the_exact_words_are_for_who_reads_english_and_names_for_all() -> None:
    error = Refused("variable_unknown", "The text (en) uses nobody.", about="{{ nobody }}")
    with translation.override("en"):
        assert exact_for(error) == "The text (en) uses nobody."
    for language in ("zh-hans", "fr"):
        with translation.override(language):
            assert exact_for(error) == "{{ nobody }}"
