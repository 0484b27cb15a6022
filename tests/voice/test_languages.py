"""Language files: one in the folder is taken whole, or it is said what is wrong."""

import logging
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from homeassistant.core import HomeAssistant

from custom_components.jvc_vn.intent import HANDLERS
from custom_components.jvc_vn.voice import language_files
from custom_components.jvc_vn.voice.follow_ups import FOLLOW_UPS
from custom_components.jvc_vn.voice.language_files import read_languages, shortcomings
from custom_components.jvc_vn.voice.responses import async_grammars
from custom_components.jvc_vn.voice.vocabulary import CameraWord
from tests.test_ptz_actions import params
from tests.voice.conftest import House
from tests.voice.said import SPOKEN
from tests.voice.test_sentences import GRAMMARS

NEW = "eo"
"""A language that Home Assistant knows, and that we have no file for."""
ENGLISH = GRAMMARS["en"]

type Change = Callable[[dict[str, Any]], object]


def made_up() -> dict[str, Any]:
    """A complete file of another language, with other words and other answers."""
    content = deepcopy(ENGLISH)
    content["language"] = NEW
    content["expansion_rules"] |= {
        "turn": "turnu",
        "camera": "kamerao[n]",
        "the": "la",
    }
    content["lists"]["direction"]["values"] = [
        {"in": said, "out": meant}
        for meant, said in (
            ("left", "maldekstren"),
            ("right", "dekstren"),
            ("up", "supren"),
            ("down", "malsupren"),
        )
    ]
    responses = content["responses"]
    for answers in (responses["errors"], *responses["intents"].values()):
        for key, text in answers.items():
            answers[key] = f"Eo: {text}"
    return content


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with nothing but English in it."""
    english = language_files.FOLDER / "en.yaml"
    (tmp_path / "en.yaml").write_text(english.read_text())
    monkeypatch.setattr(language_files, "FOLDER", tmp_path)
    return tmp_path


@pytest.fixture
def new_file(folder: Path) -> Path:
    """A complete file, dropped into it."""
    path = folder / f"{NEW}.yaml"
    path.write_text(yaml.safe_dump(made_up(), allow_unicode=True))
    return path


@pytest.fixture
def half_a_file(new_file: Path) -> Path:
    """A file from which the answers are missing."""
    content = made_up()
    del content["responses"]
    new_file.write_text(yaml.safe_dump(content))
    return new_file


def test_the_folder_is_the_list() -> None:
    """Every file is a language, English being the first."""
    languages = read_languages()
    assert list(languages) == ["en", *sorted(GRAMMARS.keys() - {"en"})]
    assert languages == GRAMMARS


def test_english_is_whole() -> None:
    """It is what the others are measured by, so the code is its measure."""
    kinds = {h.intent_type for h in HANDLERS}
    assert ENGLISH["intents"].keys() == kinds | set(FOLLOW_UPS)
    assert ENGLISH["responses"]["intents"].keys() == {h.intent_type for h in HANDLERS}


@pytest.mark.parametrize("language", GRAMMARS)
def test_every_file_is_whole(language: str) -> None:
    """None lacks what the English one has."""
    assert shortcomings(language, GRAMMARS[language], ENGLISH) == []


async def test_a_new_file_is_taken(
    hass: HomeAssistant, new_file: Path, house: House
) -> None:
    """Its sentences are understood, and what is answered is in its words."""
    await house.furnish(SPOKEN["en"], NEW)
    house.device(0, name_by_user="Pordego Kamerao")
    await house.listens("Pordego Kamerao")
    for emulated in house.emulated:
        emulated.clear_requests()
    for text in (
        "turnu la pordego kamerao maldekstren",
        "Turnu pordego kameraon maldekstren.",
        "turnu la pordego maldekstren",
    ):
        answer = await house.say(text, language=NEW)
        assert answer == "Eo: Pordego Kamerao turns left."
        assert "camera.motion.pan=-16.50" in params(house.emulated[0])
        house.emulated[0].clear_requests()
    answer = await house.say("stop la back yard kamerao", language=NEW)
    assert answer == "Eo: Rear stands still."
    assert params(house.emulated[0]) == []
    which = "Eo: Which camera? Pordego Kamerao or Rear?"
    assert await house.say("turnu la kamerao maldekstren", language=NEW) == which
    # It is the only one in use, so English is not.
    answer = await house.say("pan the pordego camera left", language="en")
    assert "turn" not in answer


def without(*path: str) -> Change:
    """Take something out of a file."""

    def change(content: dict[str, Any]) -> None:
        for key in path[:-1]:
            content = content[key]
        del content[path[-1]]

    return change


def with_(value: object, *path: str) -> Change:
    """Put something else into a file."""

    def change(content: dict[str, Any]) -> None:
        for key in path[:-1]:
            content = content[key]
        content[path[-1]] = value

    return change


INCOMPLETE: dict[str, tuple[Change, str]] = {
    "answer": (
        without("responses", "intents", "JvcVnMove", "left"),
        "responses.intents.JvcVnMove.left is missing",
    ),
    "error": (
        without("responses", "errors", "role"),
        "responses.errors.role is missing",
    ),
    "answers": (without("responses"), "required key not provided"),
    "intent": (without("intents", "JvcVnHome"), "intents.JvcVnHome is missing"),
    "no sentence": (
        with_({"data": [{"sentences": []}]}, "intents", "JvcVnHome"),
        "intents.JvcVnHome is missing",
    ),
    "list": (without("lists", "nth"), "lists.nth is used and missing"),
    "word of a list": (
        lambda content: [
            content["lists"][n]["values"].pop() for n in ("mode", "modes")
        ],
        "intents.JvcVnDayNight (mode: auto) is missing",
    ),
    "stopping": (
        lambda content: content["intents"]["JvcVnPatrol"]["data"].pop(),
        "intents.JvcVnPatrol (action: stop) is missing",
    ),
    "floor": (
        lambda content: content["expansion_rules"].update(
            {
                name: rule.replace("{floor}", "{area}")
                for name, rule in content["expansion_rules"].items()
            }
        ),
        "intents.JvcVnMove (floor) is missing",
    ),
    "target": (
        without("expansion_rules", "who"),
        "expansion_rules.who is used and missing",
    ),
    "word for camera": (
        without("expansion_rules", "camera"),
        "expansion_rules.camera is missing",
    ),
    "word with a list": (
        with_("camera [{mode}]", "expansion_rules", "camera"),
        "expansion_rules.camera holds a list",
    ),
    "bracket": (
        with_("(start|begin", "expansion_rules", "start"),
        "brackets do not match in '(start|begin'",
    ),
    "crossed brackets": (
        with_("(start[|begin)]", "expansion_rules", "start"),
        "brackets do not match in '(start[|begin)]'",
    ),
    "another language": (with_("en", "language"), "language is 'en', not 'eo'"),
    "no text": (
        with_([1], "skip_words"),
        "expected str at 'skip_words[0]'",
    ),
}


@pytest.mark.parametrize("what", INCOMPLETE)
def test_a_file_that_is_not_whole(
    what: str, new_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Is left out, and the log says what it lacks; the others stay."""
    assert list(read_languages()) == ["en", NEW]
    content = made_up()
    change, wrong = INCOMPLETE[what]
    change(content)
    assert wrong in "\n".join(shortcomings(NEW, content, ENGLISH))
    new_file.write_text(yaml.safe_dump(content))
    assert list(read_languages()) == ["en"]
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert record.getMessage().startswith("eo.yaml is left out: ")
    assert wrong in record.getMessage()


def test_a_file_that_is_no_yaml(
    new_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Is left out as well."""
    new_file.write_text("intents: [")
    assert list(read_languages()) == ["en"]
    assert "eo.yaml is left out: " in caplog.text


async def test_half_a_file_silences_nobody(
    hass: HomeAssistant, half_a_file: Path, house: House
) -> None:
    """Who speaks that language gets English, as with every language without a file."""
    await house.furnish(SPOKEN["en"], NEW)
    answer = await house.say("pan the driveway camera left", language=NEW)
    assert answer == "Driveway turns left."
    assert house.heard >= {"en"}
    assert NEW not in house.heard


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Driveway Camera", "Driveway"),
        ("CAM Driveway", "Driveway"),
        ("Einfahrtkamera", "Einfahrt"),
        ("Telecamera ingresso", "ingresso"),
        ("Uppfartskameran", "Uppfarts"),
        ("kamera podjazd", "podjazd"),
        ("Cámara entrada", "entrada"),
        ("門のカメラ", "門"),
        ("門 の カメラ", "門"),
        ("Camera", ""),
        ("Camera 2 east", "2 east"),
        ("Camper", "Camper"),
        ("Pordego kamerao", "Pordego kamerao"),
    ],
)
def test_the_word_for_a_camera(name: str, short: str) -> None:
    """Is that of every file, before the rest of a name or after it."""
    assert CameraWord(GRAMMARS.values()).taken_off(name) == short


def test_a_new_word_for_a_camera() -> None:
    """Comes with the file, alone or after others that begin alike."""
    word = CameraWord([ENGLISH, made_up()])
    assert word.taken_off("Pordego kameraon") == "Pordego"
    assert word.taken_off("Kamerao pordego") == "pordego"
    assert word.taken_off("Driveway cam") == "Driveway"


async def test_which_day_it_was(hass: HomeAssistant) -> None:
    """As people say it, the shorter the nearer."""
    grammar = (await async_grammars(hass))["en"]
    now = datetime(2026, 3, 5, 12, tzinfo=UTC)
    for days, told in (
        (0, ""),
        (1, "yesterday"),
        (2, "on Tuesday"),
        (6, "on Friday"),
        (7, "on February 26"),
        (80, "on December 15, 2025"),
        # The camera's clock may be ahead.
        (-1, "on March 6"),
    ):
        assert grammar.date(now - timedelta(days=days), now) == told
