"""Why a reply cannot be written. Each stops the sending."""

from amends.core.errors import AmendsError, Refused


class ReplyValueMissing(AmendsError):
    """A template asks for values nobody gave. `names` are those, `code` is reply_value_missing."""

    def __init__(self, template: str, names: list[str]) -> None:
        super().__init__(
            "reply_value_missing",
            f"The template {template} still needs: {', '.join(names)}.",
            mend="Fill them in, or write the reply by hand.",
        )
        self.names = names


class ReplyValueBad(AmendsError):
    """A value that the template does not declare, or of another type. `code` is reply_value_bad."""

    def __init__(self, template: str, name: str, problem: str) -> None:
        super().__init__("reply_value_bad", f"The template {template}, {name}: {problem}.")
        self.name = name


class TemplateForbidden(Refused):
    """Not to be written there: the marketplace forbids it, or (`is_theirs`) does it itself.

    `rule` is the id of the rule or row that says so, `code` is template_forbidden.
    """

    def __init__(self, stage: str, marketplace: str, rule: str, *, is_theirs: bool = False) -> None:
        super().__init__(
            "template_forbidden",
            f"{marketplace} sends a message of the kind {stage} itself ({rule})."
            if is_theirs
            else f"A reply of the kind {stage} must not be sent on {marketplace} ({rule}).",
            mend="Leave it to the marketplace." if is_theirs else "Mark the message as needing no answer.",
        )
        self.rule = rule
        self.is_theirs = is_theirs
