"""The grammars, without Home Assistant: what is heard is what is understood."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hassil.intents import Intents
from hassil.recognize import recognize_all

from custom_components.jvc_vn.answers import LANGUAGES
from custom_components.jvc_vn.sentences import Sentences, Vocabulary
from tests.voice.said import SPOKEN, Spoken

FOLDER = Path("custom_components/jvc_vn/sentences")
GRAMMARS: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text()) for path in sorted(FOLDER.glob("*"))
}


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


@pytest.mark.parametrize("language", LANGUAGES)
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
