"""What a case's clocks hang on beside its messages: the carrier, the way, and what people have noted."""

import re
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache

from amends.cases.models import Case
from amends.orders.models import Order
from amends.policies.facts import EVENTS, GivenDeadline
from amends.policies.rulebook import named_days
from amends.triage.numbers import carriers_in

_COUNTRY = re.compile(r"[A-Za-z]{2}")


@lru_cache(maxsize=1024)
def carrier_code(written: str) -> str | None:
    """The code of a carrier that a platform names in its own way; None where none or several are meant."""
    codes = {mark.value for mark in carriers_in(written)}
    return codes.pop() if len(codes) == 1 else None


def country_of_buyer(order: Order) -> str | None:
    """Where the order is shipped to (ISO 3166-1 alpha-2), where the platform writes it so."""
    person = getattr(order, "person", None)
    written = person.country.strip() if person is not None else ""
    return written.upper() if _COUNTRY.fullmatch(written) else None


def route_between(country: str, ships_to: str | None) -> str | None:
    """domestic or international; None where either end is not known."""
    if not country or ships_to is None:
        return None
    return "domestic" if ships_to == country.upper() else "international"


def told_events(case: Case) -> dict[str, datetime]:
    """What was noted to have happened. An event no longer known is left aside."""
    return {
        event: datetime.fromisoformat(said["at"]) for event, said in case.happened.items() if event in EVENTS
    }


def told_deadlines(case: Case) -> dict[str, GivenDeadline]:
    """The platform's own deadlines, as people typed them in."""
    return {
        kind: GivenDeadline(datetime.fromisoformat(said["due_at"]), datetime.fromisoformat(said["noted_at"]))
        for kind, said in case.given.items()
    }


def told_days(case: Case) -> dict[str, date]:
    """The days noted on the case by which clocks end, or are met; what is no day any more is left aside."""
    found = {}
    for name in named_days() if case.answers else ():
        with suppress(ValueError, TypeError):
            found[name] = date.fromisoformat(case.answers.get(name, {}).get("value"))
    return found
