"""Who is named in a note: `@lea`, `@Li Min`, `@小王`. Pure: words and people in, ids out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

LONGEST_SAID = 40
_AT = re.compile(r"(?<![A-Za-z0-9._%+-])[@＠](?=\S)")
_SAID = re.compile(r"[^\s@＠,.;:!?，。；：！？、（）()「」《》\"']+")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be named: by login, or by name."""

    id: int
    login: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a text names: their ids, what nobody is called, and what several are called."""

    ids: tuple[int, ...] = ()
    nobody: tuple[str, ...] = ()
    several: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    ids: dict[int, None] = field(default_factory=dict)
    nobody: dict[str, None] = field(default_factory=dict)
    several: dict[str, None] = field(default_factory=dict)


def named_in(text: str, people: Sequence[Person]) -> Named:
    """Everybody whom the text names, in its order. An address of mail names nobody, nor does `@5pm`."""
    calls = _calls(people)
    found = _Found()
    for match in _AT.finditer(text):
        rest = text[match.end() :]
        called = max((call for call in calls if _begins(rest, call)), key=len, default="")
        if called and len(calls[called]) > 1:
            found.several[rest[: len(called)]] = None
        elif called:
            found.ids[next(iter(calls[called]))] = None
        elif (said := _SAID.match(rest)) and not said[0][0].isdigit():
            found.nobody[said[0][:LONGEST_SAID]] = None
    return Named(tuple(found.ids), tuple(found.nobody), tuple(found.several))


def _calls(people: Iterable[Person]) -> dict[str, set[int]]:
    """What somebody may be called by → who that is. A login is nobody else's, whatever others are named."""
    calls: dict[str, set[int]] = {}
    logins = {person.login.casefold(): person.id for person in people}
    for person in people:
        for name in {person.name, person.name.replace(" ", "")}:
            if name.strip() and name.casefold() not in logins:
                calls.setdefault(name.strip().casefold(), set()).add(person.id)
    return calls | {login: {person_id} for login, person_id in logins.items()}


def _begins(rest: str, call: str) -> bool:
    """Whether the text begins with this name, and the name ends there."""
    if rest[: len(call)].casefold() != call:
        return False
    after = rest[len(call) : len(call) + 1]
    return not (call[-1].isascii() and after.isascii() and (after.isalnum() or after == "_"))
