import pytest

from amends.connectors.base import BuyerFacts, MessageFacts
from amends.connectors.tables.cells import Cell
from tests.connectors.exports.reading import fact, read_named, reason

MESSAGE: dict[str, Cell] = {
    "message_id": "m1",
    "conversation_id": "c1",
    "order_number": "12-1",
    "buyer": "tea_lover",
    "direction": "in",
    "sent_at": "2026-11-20T09:00:00Z",
    "text": "Where is it?",
}


def test_a_message_with_an_id_is_named_by_it() -> None:
    outcome = read_named("messages", MESSAGE)[0]
    facts = fact(outcome, MessageFacts)
    assert (outcome.key, outcome.subject, facts.thread, facts.channel) == ("m1", "12-1", "c1", "platform")
    assert facts.buyer == BuyerFacts(identity="tea_lover", shown_name="tea_lover")


def test_a_message_without_an_id_is_named_by_what_was_said() -> None:
    row = MESSAGE | {"message_id": ""}
    first, same, other = read_named("messages", row, row | {"language": "en"}, row | {"text": "Where?"})
    assert first.key == same.key != other.key


@pytest.mark.parametrize(
    ("cells", "thread"),
    [
        ({}, "c1"),
        ({"conversation_id": ""}, "order:12-1"),
        ({"conversation_id": "", "order_number": ""}, "buyer:"),
    ],
)
def test_the_conversation_of_a_message(cells: dict[str, Cell], thread: str) -> None:
    assert fact(read_named("messages", MESSAGE | cells)[0], MessageFacts).thread.startswith(thread)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"direction": "sideways"}, ("direction_unknown", "direction")),
        ({"direction": ""}, ("required_empty", "direction")),
        ({"sent_at": ""}, ("required_empty", "sent_at")),
        ({"conversation_id": "", "order_number": "", "buyer": ""}, ("required_empty", "conversation_id")),
        ({"sent_at": "1970-01-01"}, ("date_out_of_range", "sent_at")),
    ],
)
def test_messages_that_cannot_be_placed(cells: dict[str, Cell], why: tuple[str, str]) -> None:
    assert reason(read_named("messages", MESSAGE | cells)[0]) == why


@pytest.mark.parametrize(
    ("word", "direction"), [("OUT", "out"), ("客服", "out"), ("买家", "in"), ("Reçu", "in")]
)
def test_directions(word: str, direction: str) -> None:
    assert fact(read_named("messages", MESSAGE | {"direction": word})[0], MessageFacts).direction == direction
