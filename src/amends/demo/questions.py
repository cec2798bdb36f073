"""Messages of people who have not ordered yet."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from amends.demo.buyers import buyer_of
from amends.demo.issues import need_before_ordering
from amends.demo.order import DemoOrder
from amends.demo.slots import slots_of
from amends.demo.story import Story
from amends.demo.talks import OVERLOOKED, DemoMessage
from amends.demo.wording import wording
from amends.demo.words import around

ASKED = 0.7  # of a hundred orders
OTHERS = 10_000_000  # their numbers begin above those of buyers


def question_beside(order: DemoOrder, story: Story) -> Iterator[tuple[DemoMessage, str, str]]:
    """Now and then: a question about that order's product by somebody else, and our answer to it.

    Each with their nick and address.
    """
    chance = order.chance(story, "question")
    if not chance.percent(ASKED):
        return
    asking = buyer_of(order.shop, OTHERS + order.index, story)
    slots = slots_of(order, order.placed_at, chance)
    known = {name: slots[name] for name in slots if name not in ("order", "tracking", "carrier", "place")}
    if asking.language != order.buyer.language:
        return
    told = wording(need_before_ordering(), asking.language, known | {"name": asking.given}, chance)
    message = DemoMessage(
        id=f"{order.shop.code}-q{order.index}",
        conversation=f"{order.shop.code}-q{order.index}",
        at=min(order.placed_at + timedelta(minutes=chance.between(1, 900)), story.now),
        direction="in",
        kind="buyer",
        text=told.text,
        language=asking.language,
        types=["pre_sale"],
        signals=told.signals,
    )
    yield message, asking.nick, asking.email
    answered_at = message.at + timedelta(minutes=chance.between(20, 1000))
    if answered_at < story.now and not chance.percent(OVERLOOKED):
        fitting = [text for text in around(asking.language)["replies"]["any"] if "{" not in text]
        yield _answer(message, answered_at, chance.pick(fitting)), asking.nick, asking.email


def _answer(question: DemoMessage, at: datetime, text: str) -> DemoMessage:
    return DemoMessage(
        id=f"{question.id}-2",
        conversation=question.conversation,
        at=at,
        direction="out",
        kind="reply",
        text=text,
        language=question.language,
        types=[],
        answers=question.id,
    )
