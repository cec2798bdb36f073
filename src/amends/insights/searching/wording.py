"""What a message must say, as the database is asked: a tsquery over its words, and texts it must hold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from amends.core.finding import LEAST_LATIN_BEGINNING
from amends.insights.searching.language import Word

_CJK = re.compile("[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
PAIR = 2


@dataclass(frozen=True, slots=True)
class Said:
    """What is asked of a message.

    `query`: a tsquery whose words begin with "/", before which the part is put; "" where none can be made.
    `holding`, `not_holding`: plain texts that the message's own must, or must not, hold as they are.
    """

    query: str
    holding: tuple[str, ...] = ()
    not_holding: tuple[str, ...] = ()


def said(words: Sequence[Word]) -> Said:
    """What messages must say for these words: every one of them, and none that is left out."""
    tokens = _tokens(tuple(word.text for word in words))
    wanted: list[str] = []
    holding: list[str] = []
    not_holding: list[str] = []
    for word, (plain, cut) in zip(words, tokens, strict=True):
        needs_text = bool(cut) and (
            (word.is_phrase and len(cut) > 1) or any(len(run) > PAIR for run in _CJK.findall(plain))
        )
        terms = [_term(token, exactly=word.is_phrase) for token in _needed(cut)]
        if word.is_left_out:
            if needs_text:
                not_holding.append(_held(plain))
            elif terms:
                wanted.append(f"!({' & '.join(terms)})")
            continue
        wanted += terms
        if needs_text:
            runs = [plain] if word.is_phrase else [run for run in _CJK.findall(plain) if len(run) > PAIR]
            holding += [_held(run) for run in runs]
    return Said(" & ".join(dict.fromkeys(wanted)), tuple(holding), tuple(not_holding))


def _held(plain: str) -> str:
    return " ".join(plain.split())


def _needed(tokens: Sequence[str]) -> list[str]:
    """Without signs that say nothing, and the last sign of a Chinese run, which its last pair holds."""
    ends = {token[1] for token in tokens if len(token) == PAIR and _CJK.fullmatch(token)}
    said = [token for token in dict.fromkeys(tokens) if not token.isascii() or any(map(str.isalnum, token))]
    return [token for token in said if not (len(token) == 1 and token in ends)]


def _term(token: str, *, exactly: bool) -> str:
    quoted = token.replace("\\", "\\\\").replace("'", "''")
    if _CJK.fullmatch(token):
        goes_on = len(token) == 1  # a sign alone is the beginning of a pair, or the end of a run
    else:
        goes_on = not exactly and len(token) >= LEAST_LATIN_BEGINNING
    return f"'/{quoted}'" + (":*" if goes_on else "")


@lru_cache(maxsize=256)
def _tokens(texts: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """Each text as it is compared, and its words: as the index cuts them."""
    if not texts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT amends_plain(given), amends_search_tokens(given, '') "
            "FROM unnest(%s::text[]) WITH ORDINALITY AS typed(given, place) ORDER BY place",
            [[_kept(text) for text in texts]],
        )
        return [(plain, list(tokens)) for plain, tokens in cursor.fetchall()]


def _kept(text: str) -> str:
    return "".join(sign for sign in text if sign != "\0" and not "\ud800" <= sign <= "\udfff")
