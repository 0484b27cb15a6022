"""Each kind of sentence in each language, and those that are for others."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from custom_components.jvc_vn.voice.recognizer import Recognizer
from custom_components.jvc_vn.voice.vocabulary import Spoken, Vocabulary
from tests.voice.test_sentences import CAMERA_WORD, GRAMMARS, sentences
from tests.voice_check.houses import houses

KINDS: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("kinds.yaml").read_text()
)
OTHERS = "others"


@cache
def listening(language: str) -> Recognizer:
    """Listen in the house of who speaks a language."""
    house = houses()[language]
    cameras = house.cameras.values()
    floors = (house.outside, house.inside)
    words = Vocabulary(
        cameras=tuple((camera.name, *camera.aliases) for camera in cameras),
        areas=tuple((camera.area, (camera.area,)) for camera in cameras),
        floors=tuple((floor, (floor,)) for floor in floors),
        presets=tuple(
            {n: (title,) for n, title in enumerate(("Home", *camera.presets))}
            for camera in cameras
        ),
    )
    spoken = Spoken.of(words, CAMERA_WORD)
    return Recognizer(
        {language: sentences(language)}, {language: spoken.names(GRAMMARS[language])}
    )


def test_every_language_has_them() -> None:
    """Each that there is a file for, and the same kinds of all."""
    assert KINDS.keys() == GRAMMARS.keys()
    for language, kinds in KINDS.items():
        assert {"JvcVnMove", "JvcVnFocus", "JvcVnMotion", OTHERS} <= kinds.keys()
        assert kinds.keys() - {OTHERS} <= GRAMMARS[language]["intents"].keys()


@pytest.mark.parametrize("language", KINDS)
def test_every_kind(language: str) -> None:
    """Is understood for what it is; what is for others is not."""
    wrong = []
    understand = listening(language).understand
    for intent, kinds in KINDS[language].items():
        if intent == OTHERS:
            wrong += [t for t in kinds if understand(t, {}, language)]
            continue
        for kind in kinds:
            for text in kind["said"]:
                found = understand(text, {}, language)
                if found != (language, intent, kind["slots"]):
                    wrong.append((text, found))
    assert wrong == []
