"""The jobs of replies, clocks, groups and small pictures."""

from procrastinate.contrib.django import app

from amends.core.jobs import again_when, fresh_connection


@app.task(queue="outgoing", retry=again_when())
def send_message(outgoing_id: int) -> None:
    """Hand a reply over when its time to be called back is over."""
    from amends.inbox.handing_over import hand_over

    fresh_connection()
    hand_over(outgoing_id)


@app.task(queue="outgoing", queueing_lock="send_what_waits", pass_context=False)
def send_what_waits(timestamp: int) -> None:
    """What is due though its job has gone, and what was cut off in the middle."""
    from amends.inbox.handing_over import hand_over_due

    fresh_connection()
    hand_over_due()


@app.task(retry=again_when())
def refresh_clocks_of_shop(shop_id: int) -> None:
    """The shop has another zone or country: the clocks of its cases follow."""
    from amends.accounts.models import Shop
    from amends.inbox.intake import refresh_all_clocks

    fresh_connection()
    refresh_all_clocks(Shop.objects.get(pk=shop_id))


@app.task(
    queueing_lock="group_cases",
    pass_context=False,
    retry=again_when(),
)
def group_cases(timestamp: int) -> None:
    """Cases have come and gone: the groups of those that ask the same thing follow."""
    from amends.inbox.grouping import group_all_cases

    fresh_connection()
    group_all_cases()


@app.task(queueing_lock="remind_of_promises", pass_context=False)
def remind_of_promises(timestamp: int) -> None:
    """Cases come back to whoever has promised something that is due soon."""
    from amends.inbox.promise_clocks import remind_of_promises as remind

    fresh_connection()
    remind()


@app.task(queueing_lock="ask_language_models", pass_context=False)
def ask_language_models(timestamp: int) -> None:
    """What triage is unsure of is put to the organisation's language model, where it has one."""
    from amends.inbox.asking_models import ask_about_unsure

    fresh_connection()
    ask_about_unsure()


@app.task(retry=again_when())
def learn_triage(organisation_id: int, user_id: int | None) -> None:
    """Somebody wants to know what triage would learn from their corrections."""
    from amends.core.actor import Actor
    from amends.inbox.triage_learning import learn_triage as learn

    fresh_connection()
    learn(by=Actor(organisation_id, user_id, "worker"))


@app.task(queueing_lock="learn_triage_anew", pass_context=False)
def learn_triage_anew(timestamp: int) -> None:
    """Corrections have come or gone: what would be learnt from them follows. Nothing is used by that."""
    from amends.inbox.triage_learning import learn_where_new

    fresh_connection()
    learn_where_new()


@app.task(lock="thumbnails", retry=again_when(), aliases=["amends.platform_records.tasks.make_thumbnails"])
def make_thumbnails(content_ids: list[int]) -> None:
    """What has just come in is made small; one such job at a time, so that others have room."""
    from amends.inbox.small_pictures import make_small_pictures

    fresh_connection()
    make_small_pictures(content_ids)


@app.task(
    lock="thumbnails",
    queueing_lock="make_waiting_thumbnails",
    pass_context=False,
    aliases=["amends.platform_records.tasks.make_waiting_thumbnails"],
)
def make_waiting_thumbnails(timestamp: int) -> None:
    """Small pictures whose job has gone, or was cut off in the middle."""
    from amends.inbox.small_pictures import make_left_waiting

    fresh_connection()
    make_left_waiting()
