"""One batch of new messages, taken in one after the other in memory, and written down together."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from amends.accounts.models import Shop
from amends.connectors.mail.proof import NOT_BELIEVED
from amends.core.actor import Actor
from amends.core.bulk import insert_rows, update_columns
from amends.history.actions import Happening, record_all
from amends.inbox.answering import answered
from amends.inbox.arrivals import event_kind
from amends.inbox.clocks import keep
from amends.inbox.in_hand import CaseInHand, Said
from amends.inbox.joining import Joined, Naming, Surroundings, place_of
from amends.inbox.judging import Judged, Judging
from amends.inbox.models import CaseMessage, Conversation, Message, PlatformEvent
from amends.inbox.moving import came_back, give_order, opened, taking, told
from amends.inbox.platform_events import moves, opens, tell
from amends.inbox.promise_clocks import keep_promise
from amends.inbox.saving import save_cases


class TakingIn:
    """Takes messages in, each to its case. What is new is kept here until `save`."""

    def __init__(
        self,
        shop: Shop,
        around: Surroundings,
        judging: Judging,
        early: list[Message],
        mentioned: Mapping[int, int] = MappingProxyType({}),
    ) -> None:
        self._shop = shop
        self._around = around
        self._judging = judging
        self._mentioned = mentioned
        self._touched: dict[int, CaseInHand] = {}
        self._opened: list[tuple[CaseInHand, str]] = []
        self._case_messages: list[CaseMessage] = []
        self._events: list[PlatformEvent] = []
        self._tied: dict[int, tuple[Conversation, CaseInHand]] = {}
        self._early: dict[int, list[Message]] = {}
        for message in early:
            self._early.setdefault(message.conversation_id, []).append(message)

    def take(self, message: Message) -> None:
        """Take in one message. They come in the order in which they were sent."""
        event = event_kind(message)
        if event:
            self._keep_event(message, event)
        elif message.direction == "out":
            self._answer(message)
        else:
            self._hear(message)

    def save(self, *, by: Actor) -> None:
        """Write everything down, with history, and tell open screens."""
        save_cases(self._touched.values())
        insert_rows(CaseMessage, self._case_messages)
        insert_rows(PlatformEvent, self._events)
        rows = [(case.case.pk, thread.order_id, thread.pk) for thread, case in self._tied.values()]
        update_columns(Conversation, ("case_id", "order_id"), rows)
        record_all(
            (
                Happening("case_opened", "case", each.case.pk, {"reason": reason})
                for each, reason in self._opened
            ),
            by=by,
        )

    def _keep_event(self, message: Message, kind: str) -> None:
        case = self._case_of(message)
        if moves(kind, message.sender_proof):
            case = self._hear_platform(message, kind, case)
        elif kind == "bounce" and case is not None:
            came_back(case)
            self._keep(case)
        self._events.append(
            PlatformEvent(
                organisation_id=message.organisation_id,
                message=message,
                case=case.case if case is not None else None,
                kind=kind,
                order_number=message.conversation.order_number,
            )
        )

    def _case_of(self, message: Message) -> CaseInHand | None:
        """Where the thread goes, else where its order is worked on."""
        cases, order_id = self._around.cases, message.conversation.order_id
        thread = cases.of_thread(message.conversation)
        return thread if thread is not None or order_id is None else cases.at_work(order_id)

    def _hear_platform(self, message: Message, kind: str, case: CaseInHand | None) -> CaseInHand | None:
        """Something has happened to the order: its case hears of it; what must be worked on opens one."""
        order = self._around.order(message.conversation.order_id)
        if case is None and not opens(kind):
            return None
        at, cases = message.happened_at, self._around.cases
        if opens(kind):
            latest = cases.latest(order.order.pk) if order is not None else None
            joined = taking(Joined("platform", case or latest, order), cases, at, self._around.orders)
            case = joined.case
            if case is None:
                case = opened(message, self._shop, joined, at)
                self._opened.append((case, "platform"))
                if order is not None:
                    give_order(case, order, self._shop, cases)
            cases.tie(message.conversation, case)
            self._tied[message.conversation_id] = (message.conversation, case)
        if case is not None:
            types = tell(case, kind, at)
            self._link(case, message, "platform", types=types)
            self._keep(case)
        return case

    def _answer(self, message: Message) -> None:
        case = self._case_of(message)
        if case is None:
            self._early.setdefault(message.conversation_id, []).append(message)
            return
        at = message.happened_at
        self._link(case, message, "thread")
        case.said.append(Said(message.pk, at, is_in=False, is_told=True))
        answered(case, at=at)
        keep_promise(case, message.body.text, at=at, shop=self._shop)
        self._keep(case)

    def _hear(self, message: Message) -> None:
        around, conversation = self._around, message.conversation
        judged = self._judging.judge(message)
        if judged.is_automatic:
            self._keep_event(message, "automatic")
            return
        naming = Naming(
            message.body.sender_address,
            judged.order_numbers,
            is_forged=message.sender_proof in NOT_BELIEVED,
            mentioned=self._mentioned.get(message.pk),
        )
        joined = place_of(conversation, around, naming)
        judged = self._judging.judge(message, joined.order)
        at = message.happened_at
        joined = taking(joined, around.cases, at, around.orders)
        case, reason = joined.case, joined.reason
        if case is None:
            case = opened(message, self._shop, joined, at)
            self._opened.append((case, reason))
            reason = reason if reason == "offered" else "opened"
        if joined.order is not None:
            give_order(case, joined.order, self._shop, around.cases)
        told(case, message, judged, at)
        self._link(case, message, reason, judged)
        self._keep(case)
        self._tie(message, case, with_order=joined.order is not None)

    def _tie(self, message: Message, case: CaseInHand, *, with_order: bool) -> None:
        """The thread goes on in this case; what was said to the buyer before belongs to it too."""
        conversation = message.conversation
        if with_order and conversation.order_id is None and case.case.order_id is not None:
            conversation.order_id = case.case.order_id
            self._tied[conversation.pk] = (conversation, case)
        if conversation.case_id is None or conversation.case_id != case.case.pk:
            self._around.cases.tie(conversation, case)
            self._tied[conversation.pk] = (conversation, case)
        self._around.senders.wrote(
            message.body.sender_address, thread=conversation.pk, order_id=conversation.order_id
        )
        for early in self._early.pop(conversation.pk, ()):
            self._answer(early)

    def _link(
        self,
        case: CaseInHand,
        message: Message,
        reason: str,
        judged: Judged | None = None,
        *,
        types: Sequence[tuple[str, float]] = (),
    ) -> None:
        types = judged.issue_types if judged is not None else types
        self._case_messages.append(
            CaseMessage(
                organisation_id=self._shop.organisation_id,
                case=case.case,
                message=message,
                reason=reason,
                issue_types=[[code, round(confidence, 3)] for code, confidence in types],
                signals=judged.signals if judged is not None else {},
            )
        )

    def _keep(self, case: CaseInHand) -> None:
        keep(case, self._shop, self._around.order(case.case.order_id))
        self._touched[id(case)] = case
