"""Who is named in a note: pure words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.cases.mention_words import Named, Person, named_in

LEA, LEA_MARIE, MIN, WANG, TWIN = (
    Person(1, "lea", "Léa"), Person(2, "lm", "Léa Marie"), Person(3, "limin", "Li Min"),
    Person(4, "wang", "小王"), Person(5, "twin", "Li Min Two"),
)  # fmt: skip
PEOPLE = (LEA, LEA_MARIE, MIN, WANG, TWIN)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("@lea can you look", (1,)),
        ("@LEA, please", (1,)),
        ("please @léa", (1,)),
        ("@Léa Marie knows", (2,)),
        ("@LéaMarie knows", (2,)),
        ("@li min and @wang", (3, 4)),
        ("@Li Min Two!", (5,)),
        ("请@小王看一下", (4,)),
        ("＠小王", (4,)),
        ("@wang @wang @小王", (4,)),
        ("(@lea)", (1,)),
        ("no one", ()),
    ],
)
def test_who_is_named(text: str, ids: tuple[int, ...]) -> None:
    assert named_in(text, PEOPLE) == Named(ids)


@pytest.mark.parametrize(
    ("text", "nobody"),
    [
        ("@leah hello", ("leah",)),
        ("@lea2 hello", ("lea2",)),
        ("@小李，看一下", ("小李",)),
        ("@zoe @zoe @max.", ("zoe", "max")),
        ("mail lea@lantern.example or me @ 5", ()),
        ("at @5pm", ()),
        ("@", ()),
        ("@" + "x" * 99, ("x" * 40,)),
    ],
)
def test_a_name_that_nobody_has(text: str, nobody: tuple[str, ...]) -> None:
    assert named_in(text, PEOPLE) == Named(nobody=nobody)


def test_a_name_of_several_names_none_of_them_but_a_login_does() -> None:
    twins = (Person(1, "ana", "Ana"), Person(2, "ana.b", "Bea"), Person(3, "bea", "Bea"))
    assert named_in("@Ana", twins).ids == (1,), "a login is its owner's"
    assert named_in("@ana.b", twins).ids == (2,)
    assert named_in("@bea", twins).ids == (3,)
    others = (Person(1, "b1", "Bea"), Person(2, "b2", "Bea"))
    assert named_in("@Bea!", others) == Named(several=("Bea",))


@given(st.text(max_size=80), st.lists(st.text(max_size=8), max_size=4))
def test_any_text_and_any_names(text: str, names: list[str]) -> None:
    people = [Person(n, f"login{n}", name) for n, name in enumerate(names)]
    named = named_in(text, people)
    assert set(named.ids) <= {person.id for person in people}
    assert all(said and len(said) <= 40 for said in named.nobody)
