"""The parts of which understanding consists, each by itself; no Home Assistant."""

from typing import Any

import pytest
from hassil.expression import Expression, Permutation, TextChunk
from hassil.intents import Intents

from custom_components.jvc_vn.voice.building import Builder, numbers_in_words
from custom_components.jvc_vn.voice.dialogue import Dialogues, Talk
from custom_components.jvc_vn.voice.errors import VoiceError
from custom_components.jvc_vn.voice.follow_ups import ANSWER, followed_up
from custom_components.jvc_vn.voice.recognizer import Recognizer
from custom_components.jvc_vn.voice.sentences import Sentences, Understood, tidied
from custom_components.jvc_vn.voice.vocabulary import Spoken, Vocabulary
from tests.voice.test_sentences import CAMERA_WORD, recognizer


def language(*sentences: str, **more: Any) -> Recognizer:
    """What understands these sentences, in a language that has no others."""
    content = {
        "language": "xx",
        "intents": {"Do": {"data": [{"sentences": list(sentences)}]}},
        **more,
    }
    return Recognizer({"xx": Sentences(content)}, {"xx": {}})


@pytest.mark.parametrize(
    ("filled", "slots"),
    [
        ((("name", "A"), ("name", "A")), {"name": "A"}),
        ((("name", "A"), ("name", "B")), {"name": ["A", "B"]}),
        ((("direction", "up"), ("direction", "left")), {"direction": "left_up"}),
        ((("direction", "left"), ("direction", "right")), None),
        ((("direction", "in"), ("direction", "up"), ("direction", "left")), None),
        ((("amount", "lot"), ("amount", "full")), None),
        ((("preset_number", 7),), {"preset": "7"}),
    ],
)
def test_what_was_said_twice(
    filled: tuple[tuple[str, Any], ...], slots: dict[str, Any] | None
) -> None:
    """Is once enough; two names are two cameras, and two amounts make no sense."""
    assert tidied(filled) == slots


def test_parts_in_any_order() -> None:
    """Are found once, however many ways lead to where they begin."""
    heard = language(
        "[{a}|{b}] (x;y)",
        lists={
            "a": {"values": [{"in": "so", "out": 1}]},
            "b": {"values": [{"in": "so", "out": 2}]},
        },
    )
    for text in ("so x y", "so y x"):
        assert heard.understand(text, {}, "xx") == ("xx", "Do", {"a": 1})
    assert heard.understand("so x x", {}, "xx") is None


def test_what_hassil_may_learn_is_not_guessed_at() -> None:
    """A part of a template that nobody here knows is an error of the file."""
    builder = Builder(Intents.from_dict({"language": "xx", "intents": {}}))
    chunk = TextChunk(text="x", original_text="x")
    for unknown in (Expression(), Permutation(items=[chunk])):
        with pytest.raises(TypeError):
            builder.build(unknown)


def test_a_language_without_words_for_numbers() -> None:
    """Understands digits."""
    assert numbers_in_words("xx") == {}
    heard = language("go {n}", lists={"n": {"range": {"from": 1, "to": 9}}})
    assert heard.understand("go 7", {}, "xx") == ("xx", "Do", {"n": 7})
    for text in ("go 0", "go 10", "go seven"):
        assert heard.understand(text, {}, "xx") is None


def test_names_of_signs_only() -> None:
    """Cannot be said; a camera that is called Camera is still one."""
    words = Vocabulary(cameras=(("?!", "Camera"),), areas=(("…", ("…",)),))
    spoken = Spoken.of(words, CAMERA_WORD)
    assert spoken.meant["name"] == {"camera": "Camera"}
    assert spoken.meant["area"] == {}


def test_two_cameras_that_differ_in_the_word_only() -> None:
    """Are told apart by it: a name without it is the one that has none."""
    both = Vocabulary(cameras=(("Yard camera",), ("Yard",)))
    assert Spoken.of(both, CAMERA_WORD).meant["name"] == {
        "yard camera": "Yard camera",
        "yard": "Yard",
    }
    # Here the short name would be either.
    both = Vocabulary(cameras=(("Yard camera",), ("Yard cam",)))
    meant = Spoken.of(both, CAMERA_WORD).meant["name"]
    assert meant == {"yard camera": "Yard camera", "yard cam": "Yard cam"}
    found = recognizer(both, "en").understand("pan yard left", {}, "en")
    assert found is None or "name" not in found.slots


def test_only_so_many_talks_are_remembered() -> None:
    """The oldest is forgotten; the one that goes on is not the oldest."""
    dialogues = Dialogues(lambda: 0.0)
    for number in range(50):
        dialogues.keep(str(number), Talk(camera="camera.x"))
    dialogues.keep("0", Talk(camera="camera.y"))
    dialogues.keep("50", Talk(camera="camera.x"))
    assert dialogues.of("0").camera == "camera.y"
    assert dialogues.of("1") == Talk()
    assert dialogues.of("2").camera == "camera.x"


def test_an_answer_needs_a_question() -> None:
    """Whatever a language file lets be said without one."""
    said = Understood("en", ANSWER, {"choice": 1})
    with pytest.raises(VoiceError, match="nothing_before"):
        followed_up(said, Talk(camera="camera.x"))
