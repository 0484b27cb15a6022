"""What happenings are called, in the language of the person who looks."""

import re

from homeassistant.auth.models import User
from homeassistant.components.frontend.storage import async_user_store
from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from ..const import CONF_KEEP_ALARMS, DOMAIN
from .happening import Cause, Happening


class Texts:
    """The words of one language."""

    def __init__(self, common: dict[str, str], causes: dict[str, str]) -> None:
        """Take what Home Assistant has loaded."""
        self._common = common
        self._causes = causes

    def word(self, key: str) -> str:
        """Return a word."""
        return self._common.get(f"component.{DOMAIN}.common.{key}", key)

    def cause(self, cause: Cause) -> str:
        """Return what a cause is called."""
        key = f"component.{DOMAIN}.selector.{CONF_KEEP_ALARMS}.options.{cause.value}"
        return self._causes.get(key, cause.value)

    def title(self, happening: Happening, wait: float | None = None) -> str:
        """Return time, cause, preset, and what else is worth a word."""
        what = self.cause(happening.cause)
        if place := _place(happening):
            what = f"{what}, {place}"
        if happening.recovered:
            what = f"{what} ({self.word('recovered')})"
        if wait is not None:
            seconds = self.word("clip_in").format(seconds=max(1, round(wait)))
            what = f"{what} ({seconds})"
        return f"{dt_util.as_local(happening.when):%H:%M:%S} {what}"

    def matches(self, happening: Happening, words: list[str]) -> bool:
        """Tell whether all words are in what is told of a happening.

        A number is looked for as it is: input 2 is not whatever happened in 2026.
        """
        told = (self.title(happening), happening.cause.value, happening.day)
        text = " ".join(told).casefold()
        numbers = re.findall(r"\d+", text)
        return all(w in (numbers if w.isdigit() else text) for w in words)


def _place(happening: Happening) -> str:
    if happening.title:
        return happening.title
    return f"#{happening.preset}" if happening.preset else ""


async def texts_for(hass: HomeAssistant, user: User | None) -> Texts:
    """Return the words for a person, or in the language of the house."""
    language = hass.config.language
    if user:
        store = await async_user_store(hass, user.id)
        language = (store.data.get("language") or {}).get("language") or language
    return Texts(
        await async_get_translations(hass, language, "common", [DOMAIN]),
        await async_get_translations(hass, language, "selector", [DOMAIN]),
    )
