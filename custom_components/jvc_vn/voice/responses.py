"""What is answered in each language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import intent
from homeassistant.helpers.template import Template
from homeassistant.util import language as language_util
from homeassistant.util.hass_dict import HassKey

from .errors import VoiceError
from .language_files import ENGLISH, Content, read_languages

_WHY_NOT = {
    intent.MatchFailedReason.ASSISTANT: "not_exposed",
    intent.MatchFailedReason.MULTIPLE_TARGETS: "which_camera",
    intent.MatchFailedReason.DUPLICATE_NAME: "which_camera",
}
_A_WEEK = 7


@dataclass(frozen=True)
class Grammar:
    """The sentences of a language, and what is answered to them.

    Attributes:
        hass: Home Assistant.
        language: of the file.
        spoken: the language or the variant of it, as Home Assistant calls it.
        content: what is in the file.
        responses: what is answered; those of a variant of the language may differ.
    """

    hass: HomeAssistant
    language: str
    spoken: str
    content: Content
    responses: Mapping[str, Any]

    @cached_property
    def _answers(self) -> dict[str, Template]:
        texts = dict(self.responses["errors"])
        for kind, answers in self.responses["intents"].items():
            texts |= {f"{kind}.{key}": text for key, text in answers.items()}
        dates = ("weekday", "date", "date_of_year")
        texts |= {key: self.responses["words"][key] for key in dates}
        return {key: Template(text, self.hass) for key, text in texts.items()}

    def say(self, key: str, slots: Mapping[str, Any]) -> str:
        """Return an answer: `JvcVnMove.left`, or the key of an error."""
        text = self._answers[key].async_render({"slots": slots}, parse_result=False)
        return str(text)

    def listed(self, items: Iterable[str], last: str) -> str:
        """Name several things, with a word before the last: `and` or `or`."""
        words = self.responses["words"]
        *most, final = [*items] or [""]
        return f"{words['comma'].join(most)}{words[last]}{final}" if most else final

    def sentences(self, texts: Iterable[str]) -> str:
        """Say one after the other; nothing twice."""
        return str(self.responses["words"]["space"]).join(dict.fromkeys(texts))

    def date(self, when: datetime, now: datetime) -> str:
        """Say on which day it was; nothing if it was today."""
        words, days = self.responses["words"], (now.date() - when.date()).days
        if days == 0:
            return ""
        if days == 1:
            return str(words["yesterday"])
        told = {
            "weekday": words["weekdays"][when.weekday()],
            "day": when.day,
            "month": words["months"][when.month - 1],
            "year": when.year,
        }
        if 0 < days < _A_WEEK:
            return self.say("weekday", told)
        return self.say("date" if when.year == now.year else "date_of_year", told)

    def why_not(self, err: HomeAssistantError, **slots: Any) -> str:
        """Say why it was not done; in English what has no words in this language.

        Args:
            err: what went wrong.
            slots: what else may be spoken of.
        """
        if isinstance(err, intent.MatchFailedError):
            return self._why_no_match(err)
        if isinstance(err, VoiceError):
            return self.say(err.key, slots | err.slots)
        if err.translation_key in self._answers:
            return self.say(err.translation_key, err.translation_placeholders or {})
        return str(err)

    def is_question(self, err: intent.MatchFailedError) -> bool:
        """Whether what is said of an error is a question back."""
        return _WHY_NOT.get(_reason(err)) == "which_camera"

    def _why_no_match(self, err: intent.MatchFailedError) -> str:
        key = _WHY_NOT.get(_reason(err), "no_camera")
        names = sorted(state.name for state in err.result.states)
        return self.say(key, {"cameras": self.listed(names, "or")})


def _reason(err: intent.MatchFailedError) -> intent.MatchFailedReason:
    return err.result.no_match_reason or intent.MatchFailedReason.NAME


_GRAMMARS: HassKey[dict[str, Grammar]] = HassKey("jvc_vn_grammars")


async def async_grammars(hass: HomeAssistant) -> dict[str, Grammar]:
    """Return the grammars of all languages and variants; they are read once."""
    if _GRAMMARS not in hass.data:
        contents = await hass.async_add_executor_job(read_languages)
        hass.data[_GRAMMARS] = {
            spoken: Grammar(hass, language, spoken, content, responses)
            for language, content in contents.items()
            for spoken, responses in _variants(language, content).items()
        }
    return hass.data[_GRAMMARS]


def _variants(language: str, content: Content) -> dict[str, Mapping[str, Any]]:
    """Return what is answered in a language, and in each variant of it."""
    usual = content["responses"]
    return {language: usual} | {
        variant: {
            "intents": {
                kind: {**answers, **other.get("intents", {}).get(kind, {})}
                for kind, answers in usual["intents"].items()
            },
            "errors": {**usual["errors"], **other.get("errors", {})},
            "words": {**usual["words"], **other.get("words", {})},
        }
        for variant, other in content.get("variants", {}).items()
    }


async def async_grammar(hass: HomeAssistant, language: str | None) -> Grammar:
    """Return the grammar that is nearest to a language."""
    grammars = await async_grammars(hass)
    return grammars[nearest(language, grammars) or ENGLISH]


def nearest(language: str | None, languages: Iterable[str]) -> str | None:
    """Return the one of these that a speaker of a language understands."""
    found = language_util.matches(language, languages) if language else []
    return found[0] if found else None
