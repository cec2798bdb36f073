"""Who searches: the organisation, the person, and the shops in which they see cases, messages and orders."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from amends.accounts.models import Shop


@dataclass(frozen=True, slots=True)
class Scope:
    """The shops by id. `type_names`: issue types by the words that the person sees them under.

    `zone`: the time zone in which a day is meant.
    """

    organisation_id: int
    cases: Mapping[int, Shop]
    messages: Mapping[int, Shop]
    orders: Mapping[int, Shop]
    user_id: int | None = None
    zone: str = "UTC"
    type_names: Mapping[str, str] = field(default_factory=dict)

    def shops(self) -> Mapping[int, Shop]:
        """Every shop the person sees anything of."""
        return {**self.orders, **self.messages, **self.cases}
