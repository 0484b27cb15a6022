"""Keeps the grammar of each language, and answers in its words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import intent
from homeassistant.helpers.template import Template
from homeassistant.util import language as language_util
from homeassistant.util.hass_dict import HassKey

from .language_files import ENGLISH, Content, read_languages

_WHY_NOT = {
    intent.MatchFailedReason.ASSISTANT: "not_exposed",
    intent.MatchFailedReason.MULTIPLE_TARGETS: "which_camera",
    intent.MatchFailedReason.DUPLICATE_NAME: "which_camera",
}


@dataclass(frozen=True)
class Grammar:
    """The sentences of a language, and the answers to them."""

    hass: HomeAssistant
    language: str
    content: Content

    @cached_property
    def _answers(self) -> dict[str, Template]:
        responses = self.content["responses"]
        texts = dict(responses["errors"])
        for kind, answers in responses["intents"].items():
            texts |= {f"{kind}.{key}": text for key, text in answers.items()}
        return {key: Template(text, self.hass) for key, text in texts.items()}

    def say(self, key: str, slots: Mapping[str, Any]) -> str:
        """Return the answer of a key: `JvcVnMove.left`, or that of an error."""
        text = self._answers[key].async_render({"slots": slots}, parse_result=False)
        return str(text)

    def why_not(self, err: HomeAssistantError) -> str:
        """Return the reason of an error; in English if the language has no words."""
        if isinstance(err, intent.MatchFailedError):
            return self._why_no_match(err)
        # Only presets are chosen in words.
        key = "no_preset" if err.translation_key == "invalid_choice" else None
        key = key or err.translation_key
        if key and key in self._answers:
            return self.say(key, err.translation_placeholders or {})
        return str(err)

    def _why_no_match(self, err: intent.MatchFailedError) -> str:
        reason = err.result.no_match_reason or intent.MatchFailedReason.NAME
        key = _WHY_NOT.get(reason, "no_camera")
        names = sorted(state.name for state in err.result.states)
        return self.say(key, {"cameras": ", ".join(names)})


_GRAMMARS: HassKey[dict[str, Grammar]] = HassKey("jvc_vn_grammars")


async def async_grammars(hass: HomeAssistant) -> dict[str, Grammar]:
    """Return the grammars of all languages, which are read once."""
    if _GRAMMARS not in hass.data:
        contents = await hass.async_add_executor_job(read_languages)
        hass.data[_GRAMMARS] = {
            language: Grammar(hass, language, content)
            for language, content in contents.items()
        }
    return hass.data[_GRAMMARS]


async def async_grammar(hass: HomeAssistant, language: str | None) -> Grammar:
    """Return the grammar that fits a language best."""
    grammars = await async_grammars(hass)
    return grammars[nearest(language, grammars) or ENGLISH]


def nearest(language: str | None, languages: Iterable[str]) -> str | None:
    """Return the one of these that a speaker of a language understands."""
    found = language_util.matches(language, languages) if language else []
    return found[0] if found else None
