"""A shop with one case: a buyer has written, an agent is there to answer."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from amends.accounts.mail_accounts import MailServer, set_mail_account
from amends.accounts.models import Shop, User
from amends.cases.models import Case, Clock
from amends.core.actor import Actor
from amends.inbox.models import CaseMessage, Conversation, Message, MessageBody, OutgoingMessage
from amends.inbox.replying import send_reply
from tests.people import actor, organisation, shop, user

WROTE_AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
BUYER = "b7x2-relay@marketplace.example"
TEXT = "Dear buyer,\n\nyour lamp is on its way.  \n\n祝好"


@dataclass
class Desk:
    shop: Shop
    agent: User
    conversation: Conversation
    case: Case

    @property
    def by(self) -> Actor:
        return actor(self.agent)

    def fresh(self) -> Case:
        return Case.objects.select_related("shop", "order").get(pk=self.case.pk)

    def write(
        self, text: str = "Where is my lamp?", *, hours: int = 0, key: str = "", **body: str
    ) -> Message:
        """One more message of the buyer, taken into the case as the intake does."""
        at = WROTE_AT + timedelta(hours=hours)
        message = Message.objects.create(
            organisation=self.shop.organisation,
            conversation=self.conversation,
            shop=self.shop,
            external_id=key or f"m{Message.objects.count()}@marketplace.example",
            direction="in",
            sent_at=at,
            received_at=at,
        )
        said = {"sender_address": BUYER, "subject": "My lamp", "text": text, **body}
        MessageBody.objects.create(organisation=self.shop.organisation, message=message, **said)
        CaseMessage.objects.create(
            organisation=self.shop.organisation, case=self.case, message=message, reason="thread"
        )
        case = self.fresh()
        case.unanswered_since = min(case.unanswered_since or at, at)
        case.newest_message_id, case.last_message_at, case.state = message.pk, at, "open"
        case.save()
        self.case = case
        return message

    def clock(self) -> Clock:
        """A running answer clock, as the rules of the marketplace would start one."""
        return Clock.objects.create(
            organisation=self.shop.organisation,
            case=self.case,
            kind="answer",
            side="platform",
            actor="seller",
            rule="test.answer",
            counts_from="oldest_unanswered_message",
            started_at=WROTE_AT,
            due_at=WROTE_AT + timedelta(hours=24),
        )

    def mail_through(self, port: int, **particulars: str) -> None:
        wanted = {"user_name": "", "from_address": "desk@lantern.example", "from_name": "灯屋", **particulars}
        server = MailServer("127.0.0.1", port, "none", **wanted)
        lead = user(self.shop.organisation, f"lead{port}{len(particulars)}", "lead")
        set_mail_account(self.shop, server, password=None, by=actor(lead))

    def reply(self, text: str = TEXT, *, undo_seconds: int = 0) -> OutgoingMessage:
        return send_reply(
            self.case,
            text,
            seen_message_id=self.case.newest_message_id,
            by=self.by,
            undo_seconds=undo_seconds,
        )


def desk_with_case(channel: str = "email", **particulars: str) -> Desk:
    of_desk = shop(organisation(), "US", **particulars)
    agent = user(of_desk.organisation, "ana", "agent")
    case = Case.objects.create(
        organisation=of_desk.organisation,
        shop=of_desk,
        order_number="112-8841907-5530612",
        opened_at=WROTE_AT,
        last_message_at=WROTE_AT,
        queue_key=WROTE_AT,
    )
    conversation = Conversation.objects.create(
        organisation=of_desk.organisation,
        shop=of_desk,
        channel=channel,
        thread="m0",
        case=case,
        last_message_at=WROTE_AT,
        created_at=WROTE_AT,
    )
    desk = Desk(of_desk, agent, conversation, case)
    desk.write(key="first@marketplace.example")
    return desk
