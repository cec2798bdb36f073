"""A seller's own wording of a template, laid over the one that comes with the product."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache

from liquid import BoundTemplate

from amends.replies.liquid import BrokenTemplate, asked_for, compiled
from amends.replies.templates import Stage, Variant

LONGEST = 5_000
Key = tuple[str, str, str]  # locale, stage, variant


@dataclass(frozen=True, slots=True)
class Wording:
    """One version of a text, Liquid. `number` counts the versions of this template from 1."""

    number: int
    text: str


_NONE: Mapping[Key, Wording] = {}
_in_force: ContextVar[Mapping[Key, Wording]] = ContextVar("wordings_in_force", default=_NONE)


@contextmanager
def worded_by(wordings: Mapping[Key, Wording]) -> Iterator[None]:
    """Inside the block templates are filled in these words, for this thread and task alone."""
    token = _in_force.set(wordings)
    try:
        yield
    finally:
        _in_force.reset(token)


def in_own_words(stage: Stage, variant: Variant) -> tuple[Variant, int]:
    """The variant in the seller's own words and the number of that version; as it is, and 0, without any.

    A wording that asks for what the stage does not declare any more is passed over.
    """
    own = _in_force.get().get((stage.locale, stage.code, variant.name))
    if own is None:
        return variant, 0
    try:
        return reworded(stage, variant, own.text), own.number
    except BrokenTemplate:
        return variant, 0


def reworded(stage: Stage, variant: Variant, text: str) -> Variant:
    """The variant with another text. Raises BrokenTemplate: unreadable, too long, or values not declared."""
    place = f"{stage.code}.{variant.name}"
    if not text.strip() or len(text) > LONGEST:
        raise BrokenTemplate(place, f"a text has 1 to {LONGEST} characters")
    body, needs = _compiled(place, text)
    unknown = sorted(needs - set(stage.variables))
    if unknown:
        names = ", ".join(unknown)
        raise BrokenTemplate(place, f"there is no value {names}", about=names)
    return replace(variant, body=body, needs=needs)


@lru_cache(maxsize=1_000)
def _compiled(place: str, text: str) -> tuple[BoundTemplate, frozenset[str]]:
    body = compiled(place, text)
    return body, frozenset(asked_for(body))


def template_name(code: str, variant: str, number: int) -> str:
    """How a template is named on a reply: stage, `.variant` where it is not the usual one, `@version`."""
    return code + ("" if variant == "default" else f".{variant}") + (f"@{number}" if number else "")


def read_name(template: str) -> tuple[str, str, int]:
    """Stage, variant and version (0: the product's own) of a name, whatever stands in it."""
    named, _, number = template.partition("@")
    code, _, variant = named.partition(".")
    return code, variant or "default", int(number) if number.isascii() and number.isdecimal() else 0
