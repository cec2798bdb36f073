"""A group of buyers who ask the same, at a shop that mails, for the tests of answers."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from amends.accounts.mail_accounts import MailServer, set_mail_account
from amends.accounts.models import Shop, User
from amends.answers.actions import prepare_group_answer
from amends.answers.models import GroupAnswer, GroupAnswerMember
from amends.buyers.models import Buyer, BuyerPerson
from amends.cases.models import Case, CaseGroup, GroupedCase
from amends.core import clock
from amends.core.actor import Actor
from amends.inbox.models import CaseMessage, Conversation, Message, MessageBody
from amends.orders.models import Order
from tests.people import actor, organisation, shop, user
from tests.web.single_rows import event_of, parcel_of

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TEXT = (
    "Hello{% if buyer_name != '' %} {{ buyer_name }}{% endif %},\n\nI am sorry about the wait. Your parcel"
    " {{ tracking_number }} is held up; I will write again by {{ answer_by }}."
)


@dataclass
class Group:
    shop: Shop
    agent: User
    group: CaseGroup
    cases: list[Case]

    @property
    def by(self) -> Actor:
        return actor(self.agent)

    def prepared(self, text: str = TEXT, **texts: str) -> GroupAnswer:
        with clock.frozen_at(NOW):
            return prepare_group_answer(self.group.pk, {"en": text, **texts}, by=self.by)

    def member(self, n: int) -> GroupAnswerMember:
        return GroupAnswerMember.objects.get(case=self.cases[n])

    def writes(self, n: int, text: str = "hello?") -> Message:
        """The buyer of that case writes once more."""
        case = Case.objects.get(pk=self.cases[n].pk)
        message = message_of(case, Conversation.objects.get(case=case), text, NOW + timedelta(minutes=5))
        Case.objects.filter(pk=case.pk).update(newest_message_id=message.pk)
        return message


def group_of(size: int, *, port: int = 2525, language: str = "en") -> Group:
    """So many buyers whose parcels are held up, each with a case, an order and a parcel."""
    of_shop = shop(organisation(), "US")
    agent = user(of_shop.organisation, "ana", "agent")
    agent.name = "Ana"
    agent.save()
    lead = user(of_shop.organisation, "lena", "lead")
    server = MailServer(
        "127.0.0.1", port, "none", user_name="", from_address="desk@lantern.example", from_name=""
    )
    set_mail_account(of_shop, server, password=None, by=actor(lead))
    group = CaseGroup.objects.create(
        organisation=of_shop.organisation, question="where", kind="place", key="hohhot", formed_at=NOW
    )
    made = Group(of_shop, agent, group, [])
    made.cases += [join(made, n, language) for n in range(size)]
    return made


def join(made: Group, n: int, language: str = "en") -> Case:
    """One more buyer in the group."""
    of_shop, at = made.shop, NOW - timedelta(hours=3)
    order = Order.objects.create(
        organisation=of_shop.organisation,
        seller_account=of_shop.seller_account,
        shop=of_shop,
        number=f"112-000000{n}-000000{n}",
        currency="USD",
        state="shipped",
        status="Shipped",
        placed_at=at - timedelta(days=9),
        sorted_at=at,
        created_at=at,
    )
    parcel = parcel_of(order, f"YT00000000{n}", "YTO", "exception")
    event_of(parcel, at - timedelta(days=2), "Hohhot", "held up", "exception")
    buyer = Buyer.objects.create(organisation=of_shop.organisation, marketplace="amazon", first_seen_at=at)
    BuyerPerson.objects.create(
        organisation=of_shop.organisation,
        buyer=buyer,
        marketplace="amazon",
        identity=f"buyer{n}",
        shown_name=f"Buyer{n}",
    )
    case = Case.objects.create(
        organisation=of_shop.organisation,
        shop=of_shop,
        order=order,
        order_number=order.number,
        buyer=buyer,
        issue_types=["delayed"],
        language=language,
        opened_at=at,
        unanswered_since=at,
        last_message_at=at,
        queue_key=at,
    )
    talk = Conversation.objects.create(
        organisation=of_shop.organisation,
        shop=of_shop,
        channel="email",
        thread=f"t{n}",
        case=case,
        buyer=buyer,
        last_message_at=at,
        created_at=at,
    )
    case.newest_message_id = message_of(case, talk, "Where is my parcel?", at).pk
    case.save()
    GroupedCase.objects.create(
        organisation=of_shop.organisation, case=case, group=made.group, label="Hohhot", place="Hohhot"
    )
    return case


def message_of(case: Case, talk: Conversation, text: str, at: datetime) -> Message:
    """A mail of the buyer in the case."""
    message = Message.objects.create(
        organisation=case.organisation,
        conversation=talk,
        shop=case.shop,
        external_id=f"m{Message.objects.count()}@marketplace.example",
        direction="in",
        sent_at=at,
        received_at=at,
    )
    MessageBody.objects.create(
        organisation=case.organisation,
        message=message,
        sender_address=f"{talk.thread}@marketplace.example",
        subject="My parcel",
        text=text,
    )
    CaseMessage.objects.create(
        organisation=case.organisation, case=case, message=message, reason="thread",
        issue_types=[["delayed", 0.9]],
    )  # fmt: skip
    return message
