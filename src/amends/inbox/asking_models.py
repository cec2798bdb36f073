"""The worker asks a language model about messages that triage is unsure of: each at most once.

The row is written first, and says `asking` before anybody is called. Who finds it so was preceded by one that
was cut off: nobody can tell whether the model was asked, and it is not asked again.
"""

from django.db import transaction

from amends.cases.announcing import announce
from amends.cases.models import Case
from amends.cases.states import AT_WORK
from amends.connectors.language_models import Reply
from amends.core import clock
from amends.core.bulk import held_while_running
from amends.inbox.language_model import asked, language_model_of
from amends.inbox.models import CaseMessage, LanguageModel, Message, ModelQuestion
from amends.inbox.triage_names import words_of

AT_ONCE = 20
CUT_OFF = Reply("unknown", said="interrupted")
WITHOUT_WORDS = Reply("ignored", said="no words")
SWITCHED_OFF = Reply("failed", said="switched off")
GO_ON = ("answered", "ignored")


def ask_about_unsure() -> int:
    """Ask about the newest messages of unsure cases, where a model is set; how many were asked about.

    A model that does not answer is left alone until the next time.
    """
    for row in LanguageModel.objects.filter(is_on=True).order_by("pk"):
        write_questions(row)
    waiting = ModelQuestion.objects.filter(state__in=("waiting", "asking")).order_by("pk")
    done, unwilling = 0, set[int]()
    for question_id, organisation_id in list(waiting.values_list("pk", "organisation_id")[:AT_ONCE]):
        if organisation_id in unwilling:
            continue
        done += 1
        if ask_question(question_id).state not in GO_ON:
            unwilling.add(organisation_id)
    return done


@transaction.atomic
def write_questions(row: LanguageModel) -> int:
    """Write down what is to be asked: unsure cases whose newest message came in since the model is on."""
    unsure = Case.objects.of(row.organisation_id).filter(
        is_unsure=True, merged_into=None, state__in=AT_WORK, newest_message_id__isnull=False
    )
    messages = Message.objects.filter(
        pk__in=unsure.values("newest_message_id"), received_at__gte=row.on_since, model_questions=None
    ).order_by("pk")[:AT_ONCE]
    written = ModelQuestion.objects.bulk_create(
        [
            ModelQuestion(
                organisation_id=row.organisation_id,
                message=message,
                idempotency_key=f"issue_type/{message.pk}",
                written_at=clock.now(),
            )
            for message in messages
        ],
        ignore_conflicts=True,
    )
    return len(written)


def ask_question(question_id: int) -> ModelQuestion:
    """Ask what is written down, if nobody else is at it; the row as it is after. Not inside a transaction."""
    with held_while_running("model_question", question_id) as held:
        before = _begin(question_id) if held else None
        if before == "asking":
            _settle(question_id, CUT_OFF)
        elif before == "waiting":
            _settle(question_id, _answer(question_id))
    return ModelQuestion.objects.get(pk=question_id)


def _begin(question_id: int) -> str | None:
    """The state it was in, if there is something to do; a waiting one is committed as being asked."""
    with transaction.atomic(durable=True):
        row = ModelQuestion.objects.select_for_update().get(pk=question_id)
        before = row.state
        if before == "waiting":
            row.state, row.asked_at = "asking", clock.now()
            row.save(update_fields=["state", "asked_at"])
    return before if before in ("waiting", "asking") else None


def _answer(question_id: int) -> Reply:
    question = ModelQuestion.objects.select_related("message__shop", "message__conversation__order").get(
        pk=question_id
    )
    model = language_model_of(question.organisation_id)
    if model is None or not model.is_on:
        return SWITCHED_OFF
    with transaction.atomic():  # the words are held only while they are read
        text = words_of(question.message, question.message.conversation.order)
    return asked(model, text) if text else WITHOUT_WORDS


def _settle(question_id: int, reply: Reply) -> None:
    with transaction.atomic():
        row = ModelQuestion.objects.select_for_update().get(pk=question_id)
        if row.state != "asking":
            return
        row.state, row.code, row.said = reply.state, reply.code, reply.said
        row.answered_at = clock.now()
        row.save(update_fields=["state", "code", "said", "answered_at"])
        if reply.state == "answered":
            links = CaseMessage.objects.filter(message_id=row.message_id, case__is_unsure=True)
            announce(links.order_by("case_id").values_list("case_id", flat=True), review=False)
