import pytest

from hub.people.names import common_names, forename_parts, forms_of_names, how_related, plain, roots_of, surname_parts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("iain", "ian"),
        ("catriona", "katrina"),
        ("eilidh", "ailie"),
        ("eilidh", "helen"),
        ("hamish", "james"),
        ("hamish", "seumas"),
        ("ruairidh", "rory"),
        ("rory", "roderick"),
        ("mhairi", "mairi"),
        ("senga", "agnes"),
        ("bill", "liam"),
        ("peggy", "margaret"),
        ("shug", "hugh"),
    ],
)
def test_forms_of_one_name_share_a_root(one, other):
    assert roots_of(one) & roots_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("rory", "ryan"), ("eilidh", "isla"), ("james", "john"), ("calum", "malcolm")]
)
def test_different_names_share_no_root(one, other):
    assert roots_of(one).isdisjoint(roots_of(other))


def test_a_short_form_of_two_names_stands_for_both():
    assert {"christopher", "christina"} <= roots_of("chris")


def test_a_name_outside_the_list_stands_for_itself():
    assert roots_of("zebedee") == {"zebedee"}


def test_the_list_has_no_circle_and_only_known_kinds():
    for form, names in forms_of_names().items():
        assert form not in roots_of(form), form
        for name, _ in names:
            assert roots_of(form) & roots_of(name), (form, name)


def test_every_listed_form_is_already_plain():
    words = {*forms_of_names(), *(name for names in forms_of_names().values() for name, _ in names)}
    words |= common_names()["forename"] | common_names()["surname"]
    assert [word for word in words if plain(word) != word] == []


def test_the_relation_is_said_in_words_either_way_round():
    assert how_related("rory", "ruairidh") == how_related("ruairidh", "rory") == "Rory is a short form of Ruairidh"
    assert how_related("hamish", "seumas") == how_related("seumas", "hamish")
    assert how_related("rory", "ryan") is None
    assert how_related("rory", "rory") is None


@pytest.mark.parametrize(
    "told", ["McDonald", "MacDonald", "Mc Donald", "Mac Donald", "M'Donald", "MCDONALD", "Mc-Donald"]
)
def test_mac_and_mc_are_one(told):
    assert surname_parts(told) == ("macdonald",)


@pytest.mark.parametrize("told", ["O'Neill", "O’Neill", "ONeill", "O Neill"])
def test_o_and_apostrophe_join_the_name(told):
    assert surname_parts(told) == ("oneill",)


def test_a_name_that_only_begins_like_mac_is_left_alone():
    assert surname_parts("Mackie") == ("mackie",)
    assert surname_parts("Mace") == ("mace",)


def test_a_double_surname_has_two_parts_hyphen_or_not():
    assert surname_parts("Samplewood-Fauxley") == surname_parts("Samplewood Fauxley") == ("samplewood", "fauxley")


@pytest.mark.parametrize("told", ["Unknown", "not known", "NK", "Anonymous", "unborn"])
def test_a_word_for_no_name_is_no_name(told):
    assert forename_parts(told) == surname_parts(told) == ()


def test_baby_is_no_forename_but_may_be_a_surname():
    assert forename_parts("Baby") == ()
    assert surname_parts("Baby") == ("baby",)


def test_accents_titles_and_strange_signs_are_left_out():
    assert forename_parts("Mrs  Zoë (Ann)") == ("zoe", "ann")
    assert forename_parts("Mòrag") == ("morag",)
    assert surname_parts("") == surname_parts("  - ") == ()
    assert surname_parts("van der") == ("vander",)
