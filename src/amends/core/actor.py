"""Who does something: plain ids, because history outlives the people it speaks of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """The person or program behind a verb, and the organisation it acts in.

    `via` is the face used: web, api, cli, worker. `user_id` is None for a program.
    """

    organisation_id: int
    user_id: int | None
    via: str

    @property
    def person_id(self) -> int:
        """To look for what is this person's: 0, which nobody has, for a program."""
        return self.user_id or 0

    def __str__(self) -> str:
        return f"{self.via}:{self.user_id}" if self.user_id is not None else self.via
