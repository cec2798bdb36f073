"""The charset that octets are most likely in, told by what they would say."""

import re
from itertools import islice

SAMPLE = 4000
RUN = re.compile(rb"[\x80-\xff]+")
FEWEST_RUNS = 3
SMALL_LETTERS = {"cp1251": re.compile(rb"[\xe0-\xff]"), "koi8_r": re.compile(rb"[\xc0-\xdf]")}


def likely_codec(octets: bytes) -> str:
    """The codec that octets of unknown charset are most likely in."""
    if strictly(octets, "utf-8") is not None:
        return "utf-8"
    found = _cyrillic(octets) or _japanese_or_korean(octets)
    if found:
        return found
    for codec, common in (("gb18030", "gb2312"), ("big5hkscs", "big5")):
        text = strictly(octets, codec)
        if text is not None and _reads_as_chinese(text, common):
            return codec
    mended = octets.decode("utf-8", "replace")
    damage = mended.count("\ufffd")
    sound = sum(1 for mark in mended[:SAMPLE] if mark > "\x7f" and mark != "\ufffd")
    return "utf-8" if sound > 2 * damage else "cp1252"


def strictly(octets: bytes, codec: str) -> str | None:
    """The text in that codec, None where it is not."""
    try:
        return octets.decode(codec).removeprefix("\ufeff")
    except (UnicodeError, ValueError):
        return None


def _cyrillic(octets: bytes) -> str:
    """cp1251 or koi8_r for words wholly of high octets, of odd lengths as often as of even ones; else ""."""
    runs = [run for run in RUN.findall(octets[:SAMPLE]) if len(run) > 1]
    odd = sum(len(run) % 2 for run in runs)
    letters = b"".join(runs)
    if len(runs) < FEWEST_RUNS or 4 * odd < len(runs) or min(letters) < 0xA0:
        return ""
    small = {codec: len(pattern.findall(letters)) for codec, pattern in SMALL_LETTERS.items()}
    codec = max(small, key=small.__getitem__)
    # Western words have one accent here and there, no whole words of them.
    return codec if small[codec] > 0.7 * len(letters) and len(letters) > 3 * len(runs) else ""


def _japanese_or_korean(octets: bytes) -> str:
    """By kana and hangul, which Chinese text does not have; "" where there are few."""
    for codec, first, last, share in (
        ("cp932", "\u3041", "\u30fa", 0.3),
        ("euc_jp", "\u3041", "\u30fa", 0.3),
        ("cp949", "\uac00", "\ud7a3", 0.95),
    ):
        text = strictly(octets, codec)
        marks = (mark for mark in text or "" if "\x7f" < mark < "\uff00" and mark not in "　、。")
        foreign = list(islice(marks, SAMPLE))
        if codec == "cp949" and b" " not in octets:
            continue
        own = sum(1 for mark in foreign if first <= mark <= last)
        if len(set(foreign)) > 5 and own >= share * len(foreign) and not _half_width(text or ""):
            return codec
    return ""


def _half_width(text: str) -> bool:
    """Katakana of half width: what Chinese octets look like when they are read as Japanese."""
    return any("\uff61" <= mark <= "\uff9f" for mark in text[:SAMPLE])


def _reads_as_chinese(text: str, common: str) -> bool:
    """Most characters are everyday ones, and at least two stand side by side (Western accents rarely do)."""
    if not re.search(r"[^\x00-\x7f]{2}", text):
        return False
    foreign = list(islice((mark for mark in text if mark > "\x7f"), SAMPLE))
    everyday = sum(1 for mark in foreign if _encodes(mark, common))
    return everyday >= 0.8 * len(foreign)


def _encodes(mark: str, codec: str) -> bool:
    try:
        octets = mark.encode(codec)
    except UnicodeError:
        return False
    return codec != "big5" or octets[0] <= 0xC6
