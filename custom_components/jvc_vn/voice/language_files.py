"""Reads the language files: each is taken whole, or it is left out.

A file that is put into the folder is all that a new language needs. What it must have
is what the English one has: see `shortcomings`.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import voluptuous as vol
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.yaml import load_yaml_dict

_LOGGER = logging.getLogger(__name__)

FOLDER = Path(__file__).parents[1] / "sentences"
ENGLISH = "en"
"""The language of those who speak none of the others, and the measure of these."""
TARGETS = ("who", "cam")
"""The rules that tell which camera."""
CAMERA = "camera"
"""The rule that spells the word for one."""
ARTICLE = "the"
"""The rule that spells what may stand before a name."""
VOCABULARY = ("name", "area", "floor", "preset")
"""Lists that no file has: they are filled with what is really there."""

type Content = Mapping[str, Any]

_ANSWERS = {
    "intents": {str: {str: str}},
    "errors": {str: str},
    "words": {str: vol.Any(str, [str])},
}
_SHAPE = vol.Schema(
    {
        "language": str,
        vol.Optional("spaces"): bool,
        "intents": {
            str: {
                "data": [
                    {
                        "sentences": [str],
                        vol.Optional("slots"): {str: object},
                        vol.Optional("requires_context"): {str: str},
                    }
                ]
            }
        },
        "lists": {
            str: vol.Any(
                {"values": [{"in": str, "out": object}]},
                {"range": {"from": int, "to": int}},
                {"wildcard": True},
            )
        },
        "expansion_rules": {str: str},
        vol.Optional("skip_words"): [str],
        vol.Optional("inflections"): [{"from": str, "to": [str]}],
        "responses": _ANSWERS,
        vol.Optional("variants"): {
            str: {vol.Optional(part): texts for part, texts in _ANSWERS.items()}
        },
    },
    required=True,
)
_REFERENCE = re.compile(r"<(\w+)>|\{(\w+)(?::(\w+))?\}")
"""To a rule, or to a list and the slot that it fills."""
_OPENED_BY = {")": "(", "]": "[", "}": "{", ">": "<"}


def read_languages() -> dict[str, Content]:
    """Read all files, English first; tell of those that are left out."""
    paths = {path.stem: path for path in sorted(FOLDER.glob("*.yaml"))}
    english = load_yaml_dict(paths.pop(ENGLISH))
    languages: dict[str, Content] = {ENGLISH: english}
    for language, path in paths.items():
        try:
            content = load_yaml_dict(path)
            missing = shortcomings(language, content, english)
        except HomeAssistantError as err:
            content, missing = {}, [str(err)]
        if missing:
            _LOGGER.error("%s is left out: %s", path.name, "; ".join(missing))
        else:
            languages[language] = content
    return languages


def shortcomings(language: str, content: Content, english: Content) -> list[str]:
    """Tell what is wrong with a file, or missing that the English one has."""
    try:
        _SHAPE(content)
    except vol.Invalid as err:
        return [str(err)]
    wrong = [f"{part} is missing" for part in _parts(english) - _parts(content)]
    wrong += _errors(content)
    if content["language"] != language:
        wrong.append(f"language is {content['language']!r}, not {language!r}")
    return sorted(wrong)


def _parts(content: Content) -> set[str]:
    """Name what a file can hear and say."""
    rules, responses = content["expansion_rules"], content["responses"]
    return {
        *(f"expansion_rules.{rule}" for rule in (*TARGETS, CAMERA) if rule in rules),
        *(f"responses.errors.{key}" for key in responses["errors"]),
        *(f"responses.words.{key}" for key in responses["words"]),
        *(
            f"responses.intents.{kind}.{key}"
            for kind, texts in responses["intents"].items()
            for key in texts
        ),
        *_heard(content),
    }


def _heard(content: Content) -> Iterator[str]:
    """Name the intents, with each value of each slot that can be said."""
    lists = content["lists"]
    for kind, intent in content["intents"].items():
        for data in intent["data"]:
            for slot, value in data.get("slots", {}).items():
                yield f"intents.{kind} ({slot}: {value})"
            if data["sentences"]:
                yield f"intents.{kind}"
            for slot, name in _slots(data["sentences"], content["expansion_rules"]):
                if name in VOCABULARY:
                    yield f"intents.{kind} ({slot})"
                for value in lists.get(name, {}).get("values", ()):
                    yield f"intents.{kind} ({slot}: {value['out']})"


def _slots(
    templates: Iterable[str], rules: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Find slots and their lists in templates and in the rules that these use."""
    waiting, seen = list(templates), set[str]()
    while waiting:
        for rule, name, slot in _REFERENCE.findall(waiting.pop()):
            if name:
                yield slot or name, name
            elif rule not in seen:
                seen.add(rule)
                waiting.append(rules.get(rule, ""))


def _errors(content: Content) -> Iterator[str]:
    """Find what would keep the templates from being understood."""
    rules, lists = content["expansion_rules"], content["lists"]
    templates = [
        *rules.values(),
        *(value["in"] for known in lists.values() for value in known.get("values", ())),
        *(
            sentence
            for intent in content["intents"].values()
            for data in intent["data"]
            for sentence in data["sentences"]
        ),
    ]
    for template in templates:
        if not _is_balanced(template):
            yield f"brackets do not match in {template!r}"
    for rule, name, _slot in {r for t in templates for r in _REFERENCE.findall(t)}:
        if rule and rule not in rules:
            yield f"expansion_rules.{rule} is used and missing"
        elif name and name not in lists and name not in VOCABULARY:
            yield f"lists.{name} is used and missing"
    # It is taken off names, so it must be spelled out.
    if any(_slots([rules.get(CAMERA, "")], rules)):
        yield f"expansion_rules.{CAMERA} holds a list"


def _is_balanced(template: str) -> bool:
    opened: list[str] = []
    for sign in re.sub(r"\\.", "", template):
        if sign in _OPENED_BY.values():
            opened.append(sign)
        elif sign in _OPENED_BY and (not opened or opened.pop() != _OPENED_BY[sign]):
            return False
    return not opened
