"""Liquid, strict and small: a few tags, no files, no filters that hide what is missing, and limits."""

from collections.abc import Mapping

import liquid
from liquid.exceptions import LiquidError

from amends.core.errors import AmendsError

TAGS = ("if", "unless", "for", "comment", "break")
FILTERS = ("join", "size")


class BrokenTemplate(AmendsError):
    """A template that Liquid cannot read or fill. `code` is template_broken, `line` of its text, from 1."""

    def __init__(self, template: str, problem: str, *, line: int = 0, about: str = "") -> None:
        mend = "docs/howto/packs.md says which tags and filters there are."
        super().__init__(
            "template_broken", f"The template {template}: {problem.rstrip('.')}.", mend=mend, about=about
        )
        self.line = line


class _Environment(liquid.Environment):
    block_nesting_limit = 5
    context_depth_limit = 5
    loop_iteration_limit = 100
    local_namespace_limit = 1_000
    output_stream_limit = 20_000

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=extra)
        own = {"content", "output", "illegal"}  # plain text, values, and unknown tags as errors
        self.tags = {name: tag for name, tag in self.tags.items() if name in own or name in TAGS}
        self.filters = {name: self.filters[name] for name in FILTERS}


_ENVIRONMENT = _Environment(tolerance=liquid.Mode.STRICT, undefined=liquid.StrictUndefined)


def compiled(name: str, text: str) -> liquid.BoundTemplate:
    """The template of that text. Raises BrokenTemplate."""
    try:
        return _ENVIRONMENT.from_string(text, name=name)
    except LiquidError as error:
        place = error.context()
        raise BrokenTemplate(name, str(error.message), line=place[0] if place else 0) from error


def asked_for(template: liquid.BoundTemplate) -> set[str]:
    """The names of the values it uses."""
    return set(template.analyze().globals)


def filled(template: liquid.BoundTemplate, values: Mapping[str, object]) -> str:
    """The text with the values in it. Raises BrokenTemplate for a value that is missing or a limit passed."""
    try:
        return template.render(**values)
    except LiquidError as error:
        raise BrokenTemplate(template.name, str(error.message)) from error
