"""The grammars, without Home Assistant: what is heard is what is understood."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2 import Environment

from custom_components.jvc_vn.voice.language_files import FOLDER
from custom_components.jvc_vn.voice.recognizer import Recognizer
from custom_components.jvc_vn.voice.sentences import Sentences, Understood
from custom_components.jvc_vn.voice.vocabulary import CameraWord, Spoken, Vocabulary
from tests.voice import said
from tests.voice.said import SPOKEN

GRAMMARS: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text()) for path in sorted(FOLDER.glob("*"))
}

DOCUMENTED = {
    "English": "en",
    "German": "de",
    "French": "fr",
    "Spanish": "es",
    "Italian": "it",
    "Dutch": "nl",
    "Polish": "pl",
    "Portuguese": "pt",
    "Swedish": "sv",
    "Japanese": "ja",
}
ROWS = {
    "Move": "JvcVnMove",
    "Stop": "JvcVnStop",
    "Preset": "JvcVnGoToPreset",
    "Home": "JvcVnHome",
    "Patrol": "JvcVnPatrol",
    "Auto pan": "JvcVnAutoPan",
    "Tracking": "JvcVnTracking",
    "Where": "JvcVnWhere",
    "Last alarm": "JvcVnLastAlarm",
    "Day and night": "JvcVnDayNight",
}
UNNAMED = {
    "not_exposed",
    "where_to_expose",
    "which_camera",
    "no_camera",
    "no_such_choice",
    "nothing_before",
    "never_mind",
    "no_vision",
}
CAMERA_WORD = CameraWord(GRAMMARS.values())


def words(spoken: said.Spoken) -> Vocabulary:
    """The vocabulary of a house."""
    return Vocabulary(
        cameras=((spoken.name,), ("Rear",)),
        areas=((spoken.area, (spoken.area,)),),
        floors=((spoken.floor, (spoken.floor,)),),
        presets=({5: (spoken.preset,)}, {5: ("Wall",)}),
    )


@cache
def sentences(language: str) -> Sentences:
    """What can be said in a language; reading it takes its time."""
    return Sentences(GRAMMARS[language])


def recognizer(vocabulary: Vocabulary, *languages: str) -> Recognizer:
    """What understands these languages in a house."""
    spoken = Spoken.of(vocabulary, CAMERA_WORD)
    return Recognizer(
        {language: sentences(language) for language in languages},
        {language: spoken.names(GRAMMARS[language]) for language in languages},
    )


def understood(
    text: str, language: str, talk: Mapping[str, str] | None = None
) -> Understood | None:
    """Understand a sentence in the house of who speaks a language."""
    listening = recognizer(words(SPOKEN[language]), language)
    return listening.understand(text, talk or {}, language)


def test_every_language_has_examples() -> None:
    """A file that is added needs a house in said.py, and a chapter in the docs."""
    assert SPOKEN.keys() == GRAMMARS.keys() == set(DOCUMENTED.values())


@pytest.mark.parametrize("language", SPOKEN)
def test_every_sentence(language: str) -> None:
    """Is understood with its slots."""
    wrong = []
    for intent, examples in SPOKEN[language].said.items():
        for text, slots in examples:
            found = understood(text, language)
            if found != (language, intent, slots):
                wrong.append((text, intent, slots, found))
    assert wrong == []


def test_every_example_of_the_docs() -> None:
    """Is understood as what it stands beside."""
    text = Path("docs/voice.md").read_text()
    chapter_of = re.compile(r"^### (\w+)\n(.*?)(?=^##)", re.MULTILINE | re.DOTALL)
    chapters = {
        name: table for name, table in chapter_of.findall(text) if name in DOCUMENTED
    }
    assert chapters.keys() == DOCUMENTED.keys()
    wrong = []
    for chapter, table in chapters.items():
        language = DOCUMENTED[chapter]
        rows = re.findall(r"^\| ([A-Z][\w ]+) \| (.*) \|$", table, re.MULTILINE)
        assert [what for what, _ in rows[1:]] == list(ROWS)
        for what, examples in rows[1:]:
            for example in examples.split(" <br> "):
                found = understood(example, language)
                if not found or found.intent != ROWS[what]:
                    wrong.append((chapter, what, example, found))
    assert wrong == []


@pytest.mark.parametrize("language", GRAMMARS)
def test_every_language_says_the_same(language: str) -> None:
    """Each answer that another language has, and each intent."""
    grammar, english = GRAMMARS[language], GRAMMARS["en"]
    assert grammar["language"] == language
    assert grammar["intents"].keys() == english["intents"].keys()
    answers, expected = grammar["responses"], english["responses"]
    assert answers["errors"].keys() == expected["errors"].keys()
    assert answers["words"].keys() == expected["words"].keys()
    assert {k: v.keys() for k, v in answers["intents"].items()} == {
        k: v.keys() for k, v in expected["intents"].items()
    }
    for texts in (answers["errors"], *answers["intents"].values()):
        for key, text in texts.items():
            assert key in UNNAMED or "slots.camera" in text
            assert Environment(autoescape=True).parse(text).body


@pytest.mark.parametrize("language", GRAMMARS)
def test_every_template_requires_words(language: str) -> None:
    """None is silence; what is said to nobody is found out by its words."""
    told = [t for t in sentences(language).templates if not t.wild and not t.requires]
    assert [t for t in told if t.expression.empty or not t.needs] == []


def test_a_house_without_anything() -> None:
    """Hears what names nothing; one without areas and presets the rest."""
    nothing = recognizer(Vocabulary(), *GRAMMARS)
    assert nothing.understand("pan the yard camera left", {}, "en") is None
    bare = recognizer(Vocabulary(cameras=(("Yard",),)), *GRAMMARS)
    found = bare.understand("pan the yard camera left", {}, "en")
    assert found == ("en", "JvcVnMove", {"direction": "left", "name": "Yard"})
    assert bare.understand("show me the yard", {}, "en") is None


@pytest.mark.parametrize("language", SPOKEN)
def test_nothing_is_heard_for_less_than_a_sentence(language: str) -> None:
    """Names alone belong to whoever asked a question."""
    spoken = SPOKEN[language]
    alone = ("", spoken.name, spoken.area, spoken.floor, spoken.preset, "camera")
    assert [text for text in alone if understood(text, language)] == []
