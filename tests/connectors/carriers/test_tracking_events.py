import pytest

from amends.connectors.base import TrackingFacts
from amends.connectors.tables.cells import Cell
from tests.connectors.exports.reading import fact, read_named, reason

EVENT: dict[str, Cell] = {
    "tracking_number": "1Z 999",
    "happened_at": "2026-11-02T08:15:00+01:00",
    "carrier": "UPS",
    "status": "Out for delivery",
    "text": "On vehicle",
    "location": "Lyon",
}


def test_an_event_is_named_by_its_content() -> None:
    first, same, other = read_named(
        "tracking_events", EVENT, EVENT | {"happened_at": "2026-11-02 08:15:00"}, EVENT | {"location": "Bron"}
    )
    assert first.key == same.key != other.key
    assert first.content_hash == same.content_hash
    assert first.key.startswith("1Z999/")


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("in_transit", "in_transit"),
        ("In Transit", "in_transit"),
        ("已签收", "delivered"),
        ("Livré", "delivered"),
        ("", None),
    ],
)
def test_our_word_for_the_carriers(word: str, status: str | None) -> None:
    assert fact(read_named("tracking_events", EVENT | {"status": word})[0], TrackingFacts).status == status


def test_a_word_we_do_not_know_is_kept_as_text() -> None:
    facts = fact(read_named("tracking_events", EVENT | {"status": "Douane", "text": ""})[0], TrackingFacts)
    assert (facts.status, facts.text) == (None, "Douane")


@pytest.mark.parametrize("column", ["tracking_number", "happened_at"])
def test_what_no_event_can_do_without(column: str) -> None:
    assert reason(read_named("tracking_events", EVENT | {column: ""})[0]) == ("required_empty", column)


def test_the_order_is_named_where_it_is_known() -> None:
    known, unknown = read_named("tracking_events", EVENT | {"order_number": "#1001"}, EVENT)
    assert (known.subject, unknown.subject) == ("#1001", "")
