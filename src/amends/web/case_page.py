"""What the page of a case shows of its conversation, gathered with one query per kind of row."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Prefetch, Q, QuerySet, Subquery, TextField, Value
from django.db.models.expressions import OuterRef
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.http import HttpRequest

from amends.accounts.models import User
from amends.cases.family import family_ids
from amends.cases.looking import look_at, others_looking
from amends.cases.models import Case, Clock, Mention, Note
from amends.core import clock
from amends.core.errors import NotFound
from amends.history.models import Event
from amends.inbox.models import (
    CaseMessage,
    Conversation,
    Draft,
    Message,
    MessageAttachment,
    OutgoingMessage,
    PlatformEvent,
    ReplyFile,
)
from amends.inbox.rules import bubbles
from amends.parcels.models import Parcel, ParcelOrder, TrackingEvent
from amends.web.access import Reader
from amends.web.case_marks import Marked, marked_in
from amends.web.case_together import REFRESHED, with_together
from amends.web.case_told import came_back, hears, told_to
from amends.web.case_types import guesses_of, suggested_for
from amends.web.names import sender_name
from amends.web.sentences import SENTENCES
from amends.web.thumbnails import files_with_thumbnails, has_thumbnail
from amends.web.words import word

MOST = 200
TROUBLE = ("exception", "lost")
SHOWN_ELSEWHERE = ("steps_followed", "note_written", "reply_written", "reply_sent", "hand_task_done")
OTHER_CASE = ("case", "into", "from")  # where an event of a case names another one
TYPING = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in the flow of a case: kind is message, told, note, event or reply."""

    kind: str
    at: datetime
    key: str
    text: str = ""
    who: str = ""
    message: Message | None = None
    reply: OutgoingMessage | None = None
    pictures: list[MessageAttachment] = field(default_factory=list)
    files: list[MessageAttachment] = field(default_factory=list)
    is_new: bool = False
    left_ms: int = 0  # until a reply leaves
    whole_ms: int = 0
    is_over: bool = False  # a failed reply that was sent once more
    told: tuple[str, ...] = ()  # whom a note names
    verb: str = ""  # of an event
    told_by: PlatformEvent | None = None  # a mail that no buyer wrote
    marked: Marked | None = None  # the words that decided
    came_back: str = ""  # why a mail of ours could not be delivered

    @property
    def bubbles(self) -> list[str]:
        """A reply to be pasted into a chat, piece by piece; [] where it goes as it is."""
        reply = self.reply
        if reply is None or reply.state != "hand_task" or reply.conversation.channel != "chat":
            return []
        found = bubbles(self.text)
        return found if len(found) > 1 else []

    @property
    def left_s(self) -> int:
        """Seconds until a reply leaves, begun ones counted."""
        return -(-self.left_ms // 1000)


def case_for_page(reader: Reader, case_id: int, verb: str = "see_cases") -> Case:
    """The case, if it is in a shop where the reader may do `verb`, with their draft. Raises NotFound."""
    own = Draft.objects.filter(case=OuterRef("pk"), user=reader.user)
    draft = own.values(
        said=JSONObject(text="text", template="template", saved_at="saved_at", seen="seen_message_id")
    )
    cases = Case.objects.select_related("order__person", "buyer__person", "assignee", "offered_order")
    talk = Conversation.objects.filter(messages=OuterRef("newest_message_id"))
    files = _files(ReplyFile.objects.filter(draft__case=OuterRef("pk"), draft__user=reader.user))
    found = cases.annotate(**with_together(reader)).annotate(
        own_draft=Subquery(draft), own_files=files, channel=Subquery(talk.values("channel")[:1])
    )
    typing = _typing(reader)
    latest = typing.order_by("-typed_at").values("typed_at")[:1]
    found = found.annotate(
        typing=_names_in(typing), typed_at=Subquery(latest), looking=others_looking(reader.user.pk)
    )
    found = found.annotate(
        guesses=guesses_of(OuterRef("pk")), suggested=suggested_for(OuterRef("newest_message_id"))
    )
    found = found.annotate(hears=hears(OuterRef("pk")))
    case = found.filter(pk=case_id, shop_id__in=list(reader.shops(verb))).first()
    if case is None:
        raise NotFound("case_unknown", f"There is no case {case_id}.")
    case.shop = reader.every_shop[case.shop_id]
    return case


def looked_at(request: HttpRequest, reader: Reader, case: Case) -> None:
    """The reader has this case on the screen; a page that only asks what is new has not come to it now."""
    look_at(
        case.pk,
        organisation_id=case.organisation_id,
        user_id=reader.user.pk,
        family=family_ids(case),
        is_opened=request.headers.get("HX-Trigger", "") not in REFRESHED,
    )


def _typing(reader: Reader) -> QuerySet[Draft]:
    """What others typed for this case of the outer query just now."""
    drafts = Draft.objects.filter(case=OuterRef("pk"), typed_at__gte=clock.now() - TYPING)
    return drafts.exclude(user=reader.user).exclude(text="")


def _names_in(drafts: QuerySet[Draft]) -> ArraySubquery:
    return ArraySubquery(
        drafts.order_by("user_id").values(
            said=Coalesce(NullIf("user__name", Value("", TextField())), "user__login")
        )
    )


def _files(rows: QuerySet[ReplyFile]) -> ArraySubquery:
    """The files as rows of the outer query: pk, filename, size, small (the state of its thumbnail)."""
    said = JSONObject(pk="pk", filename="filename", size="content__size", small="content__thumbnail__state")
    return ArraySubquery(rows.order_by("position", "id").values(said=said))


def flow_of(case: Case, *, seen: int | None = None) -> tuple[list[Entry], bool]:
    """Messages, notes, replies and events of a case, the oldest first; whether older ones are left out.

    Messages of the buyer after `seen` are marked new.
    """
    links, too_many = _messages(case)
    messages = [each.message for each in links]
    outgoing = OutgoingMessage.objects.filter(case_id__in=family_ids(case)).select_related("conversation")
    written = outgoing.annotate(goes_with=_files(ReplyFile.objects.filter(outgoing=OuterRef("pk"))))
    replies = list(written.order_by("-id")[:MOST])
    notes = list(_notes(case).order_by("-id")[:MOST])
    events = _events(case)
    names = _names([*(note.author_id for note in notes), *(reply.by_id for reply in replies)], events)
    by_message = {reply.message_id: reply for reply in replies if reply.message_id is not None}
    told = told_to(case, family_ids(case), most=MOST)
    returned, marked = came_back(told), marked_in(case, links)
    entries = [
        _said(message, by_message.get(message.pk), names, seen, returned=returned, marked=marked)
        for message in messages
    ]
    entries += [_told(each) for each in told]
    shown = {message.pk for message in messages}
    again = {reply.again_of_id for reply in replies}
    entries += [
        _written(reply, names, is_over=reply.pk in again, returned=returned)
        for reply in replies
        if reply.state != "cancelled" and reply.message_id not in shown
    ]
    entries += [
        Entry(
            kind="note",
            at=note.written_at,
            key=f"note-{note.pk}",
            text=note.text,
            who=names.get(note.author_id, ""),
            told=tuple(getattr(note, "told", ())),
        )
        for note in notes
    ]
    entries += [_happened(event, names, case) for event in events]
    entries += _of_parcels(case)
    return sorted(entries, key=lambda entry: entry.at), too_many


def _notes(case: Case) -> QuerySet[Note]:
    """The notes of the case and of those merged into it, each with the names of those it told."""
    told = Mention.objects.filter(note=OuterRef("pk")).order_by("pk")
    name = Coalesce(NullIf("user__name", Value("", TextField())), "user__login")
    notes = Note.objects.filter(case_id__in=family_ids(case))
    return notes.annotate(told=ArraySubquery(told.values(said=name)))


def is_set_aside(entries: list[Entry]) -> bool:
    """Whether somebody said of the newest message that it needs no answer."""
    last = max((n for n, entry in enumerate(entries) if entry.message is not None), default=None)
    if last is None:
        return False
    message = entries[last].message
    is_theirs = message is not None and message.direction == "in"
    return is_theirs and any(entry.verb == "no_response_needed" for entry in entries[last:])


def clocks_for_page(case: Case) -> list[Clock]:
    """Every clock of the case that was not cancelled, and those met in cases that were merged into it."""
    met = Q(case_id__in=family_ids(case), state="met")
    return list(Clock.objects.filter(Q(case=case) | met).exclude(state="cancelled").order_by("due_at", "id"))


def _messages(case: Case) -> tuple[list[CaseMessage], bool]:
    attachments = files_with_thumbnails()
    joined = (
        CaseMessage.objects.filter(case=case)
        .select_related("message__body")
        .prefetch_related(Prefetch("message__attachments", attachments, to_attr="came_with"))
        .order_by("-id")[: MOST + 1]
    )
    links = list(joined)
    return links[:MOST], len(links) > MOST


def _told(each: PlatformEvent) -> Entry:
    """A mail that no buyer wrote, as a line that opens."""
    return Entry(
        kind="told",
        at=each.message.happened_at,
        key=f"message-{each.message_id}",
        text=word("message_kind", each.message.kind or each.kind),
        who=sender_name(each.message),
        told_by=each,
    )


def _said(
    message: Message,
    reply: OutgoingMessage | None,
    names: dict[int | None, str],
    seen: int | None,
    *,
    returned: dict[str, str],
    marked: Marked | None,
) -> Entry:
    came_with: list[MessageAttachment] = getattr(message, "came_with", [])
    is_ours = message.direction == "out"
    return Entry(
        kind="message",
        at=message.happened_at,
        key=f"message-{message.pk}",
        who=(names.get(reply.by_id, "") if reply is not None else "") or sender_name(message),
        message=message,
        reply=reply,
        pictures=[each for each in came_with if has_thumbnail(each)],
        files=[each for each in came_with if not has_thumbnail(each)],
        is_new=not is_ours and seen is not None and message.pk > seen,
        marked=marked if marked is not None and marked.message_id == message.pk else None,
        came_back=returned.get(message.external_id, "") if is_ours else "",
    )


def _written(
    reply: OutgoingMessage, names: dict[int | None, str], *, is_over: bool, returned: dict[str, str]
) -> Entry:
    millisecond = timedelta(milliseconds=1)
    return Entry(
        kind="reply",
        at=reply.handed_over_at or reply.written_at,
        key=f"reply-{reply.pk}",
        text=reply.text,
        who=names.get(reply.by_id, ""),
        reply=reply,
        left_ms=max(0, (reply.leaves_at - clock.now()) // millisecond),
        whole_ms=(reply.leaves_at - reply.written_at) // millisecond,
        is_over=is_over,
        came_back=returned.get(reply.idempotency_key, ""),
    )


def _events(case: Case) -> list[Event]:
    found = Event.objects.filter(
        organisation_id=case.organisation_id, subject_type="case", subject_id__in=family_ids(case)
    )
    shown = found.exclude(verb__in=SHOWN_ELSEWHERE)
    return _once(shown.order_by("-id")[:MOST])


def _once(events: Iterable[Event]) -> list[Event]:
    """What happened between two cases stands in the history of both; where they are one, it is told once."""
    found: dict[object, Event] = {}
    for event in events:
        other = next((event.detail[name] for name in OTHER_CASE if name in event.detail), None)
        both = frozenset((event.subject_id, other))
        found.setdefault((event.verb, event.at, both) if other is not None else event.pk, event)
    return list(found.values())


def _names(ids: list[int | None], events: list[Event]) -> dict[int | None, str]:
    """User id → name, of everybody who did something here."""
    said = (*ids, *map(_actor_id, events), *map(_given_to, events))
    wanted = {pk for pk in said if pk is not None}
    if not wanted:
        return {}
    users = User.objects.filter(pk__in=wanted).only("id", "name", "login")
    return {user.pk: user.name or user.login for user in users}


def _actor_id(event: Event) -> int | None:
    _, _, pk = event.actor.partition(":")
    return int(pk) if pk.isdecimal() else None


def _given_to(event: Event) -> int | None:
    """To whom a case was assigned."""
    change = event.detail.get("assignee") if event.verb == "case_assigned" else None
    return change[1] if isinstance(change, list) and len(change) == 2 else None


def _happened(event: Event, names: dict[int | None, str], case: Case) -> Entry:
    # Told of at its first message: an import of old messages writes it down days after.
    is_beginning = event.verb == "case_opened" and event.subject_id == case.pk
    said = str(SENTENCES.get(event.verb, event.verb))
    to = names.get(_given_to(event), "")
    text = f"{said} → {to}" if to else said
    who = names.get(_actor_id(event), "")
    at = min(event.at, case.opened_at) if is_beginning else event.at
    return Entry("event", at, f"event-{event.pk}", text, who, verb=event.verb)


def _of_parcels(case: Case) -> list[Entry]:
    """Where the order's parcels changed hands, and where something went wrong."""
    if case.order is None:
        return []
    trouble = TrackingEvent.objects.filter(status__in=TROUBLE).order_by("-happened_at")[:10]
    links = (
        ParcelOrder.objects.filter(
            seller_account_id=case.order.seller_account_id, order_number=case.order.number
        )
        .select_related("parcel")
        .prefetch_related(Prefetch("parcel__events", trouble, to_attr="trouble"))
    )
    return [entry for link in links[:20] for entry in _of_parcel(link.parcel)]


def _of_parcel(parcel: Parcel) -> list[Entry]:
    name = " ".join(filter(None, (parcel.carrier, parcel.tracking_number)))
    times = (("handed_over", parcel.shipped_at), ("delivered", parcel.delivered_at))
    entries = [
        Entry("event", at, f"parcel-{parcel.pk}-{state}", word("parcel_state", state), name)
        for state, at in times
        if at is not None
    ]
    for event in getattr(parcel, "trouble", []):
        text = event.text or word("parcel_state", event.status)
        entries.append(Entry("event", event.happened_at, f"tracking-{event.pk}", text, name))
    return entries


def draft_of(case: Case) -> dict[str, Any]:
    """The reader's own draft: text, template, saved_at, seen; empty where there is none."""
    draft = getattr(case, "own_draft", None) or {}
    saved_at = draft.get("saved_at")
    return {**draft, "saved_at": datetime.fromisoformat(saved_at) if saved_at else None}
