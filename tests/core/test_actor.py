from amends.core.actor import Actor


def test_an_actor_is_named_by_its_face_and_person() -> None:
    assert str(Actor(organisation_id=1, user_id=7, via="web")) == "web:7"
    assert str(Actor(organisation_id=1, user_id=None, via="worker")) == "worker"
