"""The jobs of answers that go to many, or by themselves."""

from procrastinate.contrib.django import app

from amends.core.jobs import again_when, fresh_connection


@app.task(queue="outgoing", retry=again_when())
def send_group_answer(answer_id: int) -> None:
    """Write to the next case of a group answer, if it is time."""
    from amends.answers.sending import send_next

    fresh_connection()
    send_next(answer_id)


@app.task(queue="outgoing", queueing_lock="send_group_answers", pass_context=False)
def send_group_answers(timestamp: int) -> None:
    """Group answers whose job has gone go on."""
    from amends.answers.sending import send_all_due

    fresh_connection()
    send_all_due()


@app.task(queue="outgoing", queueing_lock="acknowledge_messages", pass_context=False)
def acknowledge_messages(timestamp: int) -> None:
    """What has come in is acknowledged, where a shop wants that."""
    from amends.answers.automatic import acknowledge_all

    fresh_connection()
    acknowledge_all()
