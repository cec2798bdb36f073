"""Which part of a mail's text is new, which is quoted history, which a signature. Spans over the text, which
stays whole; one pass over its lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from amends.connectors.mail import quote_marks as marks

LONGEST = 200_000  # characters that are looked at; what follows counts as new
LONGEST_ATTRIBUTION = 3  # lines
MOST_SIGNED = 15  # lines of a signature
QUOTED, SIGNATURE = "quoted", "signature"


@dataclass(frozen=True, slots=True)
class Fold:
    """Characters `start` to `end` (exclusive) of the text, and what they are: quoted or signature."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Original:
    """Who wrote a mail that was passed on, as far as its copy says."""

    name: str
    address: str
    subject: str


@lru_cache(maxsize=256)
def folds(text: str) -> tuple[Fold, ...]:
    """The parts to fold, in order, never overlapping. None where nothing else would be left."""
    if not marks.PERHAPS.search(text, 0, LONGEST):
        return ()
    lines = _lines(text)
    kinds = _kinds_of(lines)
    if not any(line.text.strip() and not kind for line, kind in zip(lines, kinds, strict=True)):
        return ()
    return tuple(_joined(lines, kinds))


def own_words(text: str) -> str:
    """The text with what is folded turned to blanks, so that every character stays at its place."""
    kept, at = [], 0
    for fold in folds(text):
        kept += [text[at : fold.start], " " * (fold.end - fold.start)]
        at = fold.end
    return "".join([*kept, text[at:]]) if kept else text


def original_of(text: str) -> Original | None:
    """Who wrote first, where the text passes a mail on; None for an answer, and where nobody is named."""
    if not marks.PERHAPS.search(text, 0, LONGEST):
        return None
    lines = [line.text for line in _lines(text)]
    for number, line in enumerate(lines):
        if marks.FORWARD.match(line.strip(" \t>*")):
            return _named_below(lines[number + 1 : number + 12])
    return None


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int
    end: int  # with its line end


def _lines(text: str) -> list[_Line]:
    found, at = [], 0
    for line in text[:LONGEST].split("\n"):
        found.append(_Line(marks.UNSEEN.sub("", line), at, min(at + len(line) + 1, len(text))))
        at += len(line) + 1
    return found


def _kinds_of(lines: Sequence[_Line]) -> list[str]:
    """quoted, signature or "" for each line."""
    kinds = [""] * len(lines)
    number = 0
    while number < len(lines):
        stripped = lines[number].text.strip()
        length = _introduces(lines, number) if stripped else 0
        if stripped.startswith(">"):
            kinds[number] = QUOTED
        elif length:
            below = number + length
            follows = next((line.text for line in lines[below:] if line.text.strip()), "")
            end = below if follows.lstrip().startswith(">") else len(lines)
            kinds[number:end] = [QUOTED] * (end - number)
            number = end
            continue
        number += 1
    _sign(lines, kinds)
    return kinds


def _introduces(lines: Sequence[_Line], number: int) -> int:
    """How many lines from here on say that a mail of before follows; 0 where they do not."""
    bare = lines[number].text.strip().strip("*").strip()
    if marks.FORWARD.match(bare) or marks.RULER.match(bare):
        return 1
    if marks.LINE.fullmatch(bare):
        below = [line.text for line in lines[number + 1 : number + 4] if line.text.strip()]
        return int(bool(below) and marks.SENDER_FIELD.match(below[0]) is not None)
    if marks.SENDER_FIELD.match(bare) or marks.OTHER_FIELD.match(bare):
        return int(_is_head([line.text.strip() for line in lines[number : number + 8]]))
    if marks.SENT_BY.search(bare) and len(bare) < 300:
        return 1
    if marks.BEGINS.match(bare):
        joined = ""
        for length in range(1, min(LONGEST_ATTRIBUTION, len(lines) - number) + 1):
            piece = lines[number + length - 1].text.strip()
            joined = f"{joined} {piece}"[:600]
            if not piece:
                break
            if marks.VERB.search(joined) and (
                re.search(r"\d|@", joined) or _is_quoted(lines, number + length)
            ):
                return length
    return 0


def _is_head(lines: Sequence[str]) -> bool:
    """Whether a mail's sender and two more of its fields stand here, one under the other; one more is enough
    where the sender comes first and is no sentence."""
    fields = senders = 0
    filled = [line for line in lines if line]
    for line in filled:
        sender = marks.SENDER_FIELD.match(line) is not None
        if not sender and not marks.OTHER_FIELD.match(line):
            break
        fields, senders = fields + 1, senders + sender
    first = marks.SENDER_FIELD.match(filled[0])
    return senders == 1 and fields >= (2 if first and len(first[1]) < 80 else 3)


def _is_quoted(lines: Sequence[_Line], number: int) -> bool:
    return number < len(lines) and lines[number].text.lstrip().startswith(">")


def _sign(lines: Sequence[_Line], kinds: list[str]) -> None:
    """Mark the signature: after a line of two dashes, a device's own line, contacts below a farewell."""
    own = [number for number, kind in enumerate(kinds) if not kind]
    for place, number in enumerate(own):
        bare = lines[number].text.strip(" \t\r*")
        if not bare or place == 0:
            continue
        below = _unbroken(own, place)
        filled = [lines[each].text.strip() for each in below[1:] if lines[each].text.strip()]
        if marks.MARK.fullmatch(lines[number].text) and len(filled) <= MOST_SIGNED:
            signed = below
        elif marks.DEVICE.match(bare) and len(bare) < 120:
            signed = [number]
        elif marks.FAREWELL.fullmatch(bare) and _is_card(filled):
            signed = below[1:]
        else:
            continue
        for each in signed:
            kinds[each] = SIGNATURE


def _unbroken(own: Sequence[int], place: int) -> list[int]:
    """The own lines from this place on, until a quoted one comes between."""
    found = [own[place]]
    for number in own[place + 1 :]:
        if number != found[-1] + 1 or len(found) > 3 * MOST_SIGNED:
            break
        found.append(number)
    return found


def _is_card(filled: Sequence[str]) -> bool:
    """A few short lines, one of them with a phone number or an address."""
    few = 1 < len(filled) <= 8 and all(len(line) < 80 for line in filled)
    return few and any(marks.CONTACT.search(line) for line in filled)


def _joined(lines: Sequence[_Line], kinds: Sequence[str]) -> Iterator[Fold]:
    start, end, kind = 0, 0, ""
    for line, now in zip(lines, kinds, strict=True):
        if kind and not now and not line.text.strip():
            continue  # an empty line between two folds of a kind does not part them
        if now != kind:
            if kind:
                yield Fold(start, end, kind)
            start, kind = line.start, now
        end = line.end
    if kind:
        yield Fold(start, end, kind)


def _named_below(lines: Sequence[str]) -> Original | None:
    name = address = subject = ""
    for line in lines:
        sender = marks.SENDER_FIELD.fullmatch(line)
        other = marks.OTHER_FIELD.fullmatch(line)
        if sender and not address and not name:
            found = marks.ADDRESS.search(sender[1].replace("mailto:", " "))
            address = found[0].casefold() if found else ""
            bare = sender[1].split("<")[0].split("[")[0].split("(")[0]
            name = "" if address and address in bare.casefold() else bare.strip(" \t\"'“”*;")
        elif other and marks.SUBJECT_FIELD.match(line):
            subject = other[1].strip(" \t*;")
    return Original(name[:200], address[:250], subject[:300]) if name or address else None
