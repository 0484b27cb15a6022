"""What happenings are called, in the language of the person who looks."""

import re
from datetime import timedelta
from typing import Any

from homeassistant.auth.models import User
from homeassistant.components.frontend.storage import async_user_store
from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from ..const import CONF_KEEP_ALARMS, DOMAIN
from .happening import Cause, Happening

_ORDERS = {
    "DMY": ("day", "month", "year"),
    "MDY": ("month", "day", "year"),
    "YMD": ("year", "month", "day"),
}
"""What a person can choose for dates, else their language says it."""
_AM_PM = "12"
_HAPPENED = "entity.event.alarm_event.state_attributes.event_type.state"
"""What has happened, as the event entity says it: “Input 1 closed”."""
_WISHED = f"selector.{CONF_KEEP_ALARMS}.options"
"""What may happen, as the options say it: “Tracking begins”."""


class Texts:
    """The words of one language, with a person's way to write times and dates."""

    def __init__(
        self,
        common: dict[str, str],
        causes: dict[str, str],
        *,
        half_days: bool = False,
        order: tuple[str, ...] | None = None,
    ) -> None:
        """Take what Home Assistant has loaded, and what the person has chosen."""
        self._common = common
        self._causes = causes
        self._half_days = half_days
        self._order = order

    def word(self, key: str) -> str:
        """Return a word."""
        return self._common.get(f"component.{DOMAIN}.common.{key}", key)

    def cause(self, cause: Cause) -> str:
        """Return what a cause is called."""
        for kind in (_HAPPENED, _WISHED):
            if told := self._causes.get(f"component.{DOMAIN}.{kind}.{cause.value}"):
                return told
        return cause.value

    def title(self, happening: Happening, wait: float | None = None) -> str:
        """Return time, cause, preset, and what else is worth a word."""
        what = self._what(happening)
        if wait is not None:
            seconds = self.word("clip_in").format(seconds=max(1, round(wait)))
            what = f"{what} ({seconds})"
        return f"{self._time(happening)} {what}"

    def date(self, day: str) -> str:
        """Return a date, `2026-11-25`, as the person writes it."""
        form = self.word("date")
        if self._order:
            mark = re.sub(r"{\w+}", "", form)[:1] or "-"
            form = mark.join(f"{{{part}}}" for part in self._order)
        year, month, number = day.split("-")
        return form.format(year=year, month=month, day=number)

    def day(self, day: str) -> str:
        """Return what the folder of a day is called."""
        today = dt_util.now().date()
        words = {today: "today", today - timedelta(days=1): "yesterday"}
        named = {date.isoformat(): self.word(word) for date, word in words.items()}
        written = self.date(day)
        return f"{named[day]}, {written}" if day in named else written

    def matches(self, happening: Happening, words: list[str]) -> bool:
        """Tell whether all words are in what is told of a happening.

        A number is looked for as it is: input 2 is not whatever happened in 2026, or
        at 2 o'clock.
        """
        told = (
            f"{dt_util.as_local(happening.when):%H:%M:%S}",
            self._what(happening),
            happening.cause.value,
            happening.day,
            self.date(happening.day),
        )
        text = " ".join(told).casefold()
        numbers = re.findall(r"\d+", text)
        return all(w in (numbers if w.isdigit() else text) for w in words)

    def _what(self, happening: Happening) -> str:
        what = self.cause(happening.cause)
        if place := _place(happening):
            what = f"{what}, {place}"
        if happening.recovered:
            what = f"{what} ({self.word('recovered')})"
        return what

    def _time(self, happening: Happening) -> str:
        when = dt_util.as_local(happening.when)
        if not self._half_days:
            return f"{when:%H:%M:%S}"
        return f"{when.hour % 12 or 12}:{when:%M:%S} {'AM' if when.hour < 12 else 'PM'}"


def _place(happening: Happening) -> str:
    if happening.title:
        return happening.title
    return f"#{happening.preset}" if happening.preset else ""


async def texts_for(hass: HomeAssistant, user: User | None) -> Texts:
    """Return the words for a person, or in the language of the house."""
    chosen: dict[str, Any] = {}
    if user:
        store = await async_user_store(hass, user.id)
        chosen = store.data.get("language") or {}
    language = chosen.get("language") or hass.config.language
    common, wished, happened = [
        await async_get_translations(hass, language, category, [DOMAIN])
        for category in ("common", "selector", "entity")
    ]
    return Texts(
        common,
        wished | happened,
        half_days=_half_days(language, chosen.get("time_format")),
        order=_ORDERS.get(chosen.get("date_format", "")),
    )


def _half_days(language: str, chosen: str | None) -> bool:
    """Tell whether a person counts hours to twelve.

    Of our languages only English does; what the person's device does ("system") is
    known to it alone.
    """
    if chosen in (_AM_PM, "24"):
        return chosen == _AM_PM
    return language == "en"
