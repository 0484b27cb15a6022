"""The grammars, without Home Assistant: what is heard is what is understood."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hassil.intents import Intents
from hassil.recognize import recognize_all
from jinja2 import Environment

from custom_components.jvc_vn.voice.language_files import FOLDER
from custom_components.jvc_vn.voice.templates import Sentences, Vocabulary
from tests.voice.said import SPOKEN, Spoken

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
UNNAMED = {"not_exposed", "which_camera", "no_camera", "not_understood"}


def words(spoken: Spoken) -> Vocabulary:
    """The vocabulary of a house."""
    return Vocabulary(
        name={spoken.name: spoken.name},
        area={spoken.area: spoken.area},
        floor={spoken.floor: spoken.floor},
        preset={spoken.preset: spoken.preset},
    )


def heard(templates: list[str]) -> Intents:
    """Make of the templates what Home Assistant makes of a trigger's."""
    data = [{"sentences": templates}]
    return Intents.from_dict({"language": "en", "intents": {"t": {"data": data}}})


def test_every_language_has_examples() -> None:
    """A file that is added needs a house in said.py, and a chapter in the docs."""
    assert SPOKEN.keys() == GRAMMARS.keys() == set(DOCUMENTED.values())


@pytest.mark.parametrize("language", SPOKEN)
def test_every_sentence(language: str) -> None:
    """Is heard by the trigger, and understood with its slots."""
    spoken = SPOKEN[language]
    sentences = Sentences({language: GRAMMARS[language]})
    sentences.fill(words(spoken))
    trigger = heard(sentences.templates(words(spoken)))
    wrong = []
    for intent, examples in spoken.said.items():
        for text, slots in examples:
            if not any(recognize_all(text, trigger)):
                wrong.append((text, "not heard"))
            understood = sentences.recognize(text, language)
            told = understood and {k: v["value"] for k, v in understood.slots.items()}
            if not understood or (understood.intent, told) != (intent, slots):
                wrong.append((text, understood))
    assert wrong == []


def test_every_example_of_the_docs() -> None:
    """Is understood as what it stands beside."""
    text = Path("docs/voice.md").read_text()
    chapter_of = re.compile(r"^### (\w+)\n(.*?)(?=^##)", re.MULTILINE | re.DOTALL)
    chapters = dict(chapter_of.findall(text))
    assert chapters.keys() == DOCUMENTED.keys()
    wrong = []
    for chapter, table in chapters.items():
        language = DOCUMENTED[chapter]
        sentences = Sentences({language: GRAMMARS[language]})
        sentences.fill(words(SPOKEN[language]))
        rows = re.findall(r"^\| ([A-Z][\w ]+) \| (.*) \|$", table, re.MULTILINE)
        assert [what for what, _ in rows[1:]] == list(ROWS)
        for what, examples in rows[1:]:
            for example in examples.split(" <br> "):
                said = sentences.recognize(example, language)
                if not said or said.intent != ROWS[what]:
                    wrong.append((chapter, what, example, said))
    assert wrong == []


@pytest.mark.parametrize("language", GRAMMARS)
def test_every_language_says_the_same(language: str) -> None:
    """Each answer that another language has, and each intent."""
    grammar, english = GRAMMARS[language], GRAMMARS["en"]
    assert grammar["language"] == language
    assert grammar["intents"].keys() == english["intents"].keys()
    answers, expected = grammar["responses"], english["responses"]
    assert answers["errors"].keys() == expected["errors"].keys()
    assert {k: v.keys() for k, v in answers["intents"].items()} == {
        k: v.keys() for k, v in expected["intents"].items()
    }
    for texts in (answers["errors"], *answers["intents"].values()):
        for key, text in texts.items():
            assert key in UNNAMED or "slots.camera" in text
            assert Environment(autoescape=True).parse(text).body


def test_a_house_without_anything() -> None:
    """Listens for nothing; one without areas and presets for the rest."""
    sentences = Sentences(GRAMMARS)
    assert sentences.templates(Vocabulary()) == []
    bare = Vocabulary(name={"Yard": "Yard"})
    sentences.fill(bare)
    templates = sentences.templates(bare)
    assert any(recognize_all("pan the yard camera left", heard(templates)))
    assert not any(recognize_all("show me the yard", heard(templates)))
    assert sentences.recognize("show me the yard", "en") is None


@pytest.mark.parametrize("language", SPOKEN)
def test_nothing_is_heard_for_less_than_a_sentence(language: str) -> None:
    """Names alone belong to whoever asked a question."""
    spoken = SPOKEN[language]
    sentences = Sentences({language: GRAMMARS[language]})
    trigger = heard(sentences.templates(words(spoken)))
    alone = ("", spoken.name, spoken.area, spoken.floor, spoken.preset, "camera")
    assert [text for text in alone if any(recognize_all(text, trigger))] == []
