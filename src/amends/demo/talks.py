"""What buyer and seller write each other about one order."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from amends.demo.chance import Chance
from amends.demo.issues import ISSUES, Need
from amends.demo.order import DemoOrder
from amends.demo.slots import slots_of
from amends.demo.story import Story
from amends.demo.wording import needs_photo, wording
from amends.demo.words import around

PARCEL = {"delayed", "lost", "no_tracking_info", "wrong_carrier", "customs", "not_shipped",
          "completed_not_received", "delivered_not_received", "courier_attitude"}  # fmt: skip
GOODS = {"damaged", "leaking", "defective", "missing_item", "missing_part", "wrong_item", "how_to_use",
         "not_as_described", "size_colour_style"}  # fmt: skip
SCENES = {"damaged": ("crushed", "broken"), "leaking": ("puddle",), "missing_item": ("half_empty",),
          "missing_part": ("half_empty",), "safety_incident": ("scorched",)}  # fmt: skip
OVERLOOKED = 0.4  # of a hundred first messages: nobody has answered
NOT_THERE = ("stuck", "lost", "completed")  # stages: who waits for a parcel asks until it comes
STILL_ASKED = timedelta(days=9)
QUICK, QUICK_WHEN_BUSY = 60, 22  # of a hundred answers
BUSY_SINCE = timedelta(days=2)


@dataclass(slots=True)
class DemoMessage:
    """One message. `kind`: buyer, greeting, follow_up, thanks, automatic, bounce, notification or reply."""

    id: str
    conversation: str
    at: datetime
    direction: str
    kind: str
    text: str
    language: str
    types: list[str]
    order: str = ""
    subject: str = ""
    answers: str = ""  # the id of the message before
    quotes: str = ""  # what a mail program puts below
    signals: dict[str, object] = field(default_factory=dict)
    photos: list[tuple[str, int]] = field(default_factory=list)


def talk_of(order: DemoOrder, story: Story) -> list[DemoMessage]:
    """The messages about the order, oldest first; [] where its buyer writes nothing."""
    if order.need is None or order.writes_at is None:
        return []
    return _Talk(order, order.need, order.writes_at, story).held()


class _Talk:
    def __init__(self, order: DemoOrder, need: Need, at: datetime, story: Story) -> None:
        self.order, self.need, self.at, self.story = order, need, at, story
        self.chance = order.chance(story, "talk")
        self.language = order.buyer.language
        self.slots = slots_of(order, at, self.chance)
        self.messages: list[DemoMessage] = []

    def held(self) -> list[DemoMessage]:
        chance = self.chance
        in_chat = self.order.shop.marketplace == "tmall"
        if in_chat and chance.percent(11):
            before = self.at - timedelta(seconds=chance.between(8, 90))
            self._say(before, "greeting", chance.pick(around(self.language)["alone"]), ["other"])
        self._open()
        if chance.percent(OVERLOOKED):
            self._ask_again(self.at + timedelta(hours=chance.between(26, 60)))
        else:
            self._answered(self.at + self._takes())
        return self.messages

    def _takes(self) -> timedelta:
        """How long the shop takes to answer; over night or when there is much to do, half a day and more."""
        busy = self.story.now - self.at < BUSY_SINCE
        if self.chance.percent(QUICK_WHEN_BUSY if busy else QUICK):
            return timedelta(minutes=self.chance.between(6, 240))
        return timedelta(minutes=self.chance.between(*((660, 1500) if busy else (240, 1100))))

    def _open(self) -> None:
        photos = self._photos() if self.chance.percent(needs_photo(self.need)) else []
        told = wording(self.need, self.language, self.slots, self.chance, photos=len(photos))
        kind = "thanks" if self.need.issue.type == "thanks" else "buyer"
        message = self._say(self.at, kind, told.text, self.need.types)
        message.signals, message.photos = told.signals, photos

    def _answered(self, at: datetime) -> None:
        chance, language = self.chance, self.language
        if at > self.story.now - timedelta(minutes=20):
            return
        self._say(at, "reply", self._reply(), [], direction="out")
        if chance.percent(3):
            text = chance.pick(around(language)["automatic"])
            self._say(at + timedelta(minutes=2), "automatic", text, [])
        elif chance.percent(34):
            self._thank(at + timedelta(minutes=chance.between(9, 2400)))
        elif chance.percent(70 if self.need.stage in NOT_THERE else 38):
            asked_again = at + timedelta(hours=chance.between(9, 70))
            if self.need.stage in NOT_THERE and self.story.now - at < STILL_ASKED:
                asked_again = max(asked_again, self.story.now - timedelta(minutes=chance.between(30, 1200)))
            self._ask_again(asked_again)
            answered_again = asked_again + self._takes()
            if answered_again < self.story.now - timedelta(minutes=20):
                self._say(answered_again, "reply", self._reply(), [], direction="out")

    def _thank(self, at: datetime) -> None:
        told = wording(Need(ISSUES["thanks"], self.need.stage), self.language, self.slots, self.chance)
        self._say(at, "thanks", told.text, ["thanks"])

    def _ask_again(self, at: datetime) -> None:
        text = self.chance.pick(around(self.language)["follow_ups"])
        self._say(at, "follow_up", text, self.need.types)

    def _reply(self) -> str:
        replies = around(self.language)["replies"]
        first = self.need.issue.type
        kind = "how_to" if first == "how_to_use" else "parcel" if first in PARCEL else "goods"
        fitting = [each for each in replies[kind] if self._fills(each)] if first in PARCEL | GOODS else []
        fitting += replies["any"]
        return str(self.chance.pick(fitting).format_map(self.slots))

    def _fills(self, text: str) -> bool:
        if "carrier" not in self.slots:
            return "{carrier}" not in text
        return all(
            "{" + name + "}" not in text or name in self.slots for name in ("place", "carrier", "tracking")
        )

    def _say(
        self, at: datetime, kind: str, text: str, types: list[str], *, direction: str = "in"
    ) -> DemoMessage:
        """The message added to the talk; one that would come after now is made, and left out."""
        count = len(self.messages) + 1
        last = self.messages[-1] if self.messages else None
        message = DemoMessage(
            id=f"{self.order.shop.code}-{self.order.number}-{count}",
            conversation=f"{self.order.shop.code}-{self.order.number}",
            at=at,
            direction=direction,
            kind=kind,
            text=self.story.in_season(text),
            language=self.language,
            types=list(types),
            order=self.order.number,
            answers=last.id if last else "",
            quotes=last.text if last and last.direction == "out" else "",
        )
        if at <= self.story.now:
            self.messages.append(message)
        return message

    def _photos(self) -> list[tuple[str, int]]:
        picture = self.order.lines[0].product.picture
        scenes = SCENES.get(self.need.issue.type, ("goods",))
        count = 1 if self.chance.percent(70) else 2
        return [_scene(scene, picture, self.chance) for scene in (scenes * 2)[:count]]


def _scene(scene: str, picture: str, chance: Chance) -> tuple[str, int]:
    return (f"{scene}/{picture}", chance.below(4))
