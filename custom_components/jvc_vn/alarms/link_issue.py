"""Why there is no alarm link although the camera answers otherwise."""

import time
from collections.abc import Callable

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..issues import (
    async_tell_places_taken,
    async_tell_port_closed,
    async_withdraw_alarm_issues,
)
from ..protocol.alarm_link import LinkState

LASTED = 120.0
"""Seconds after which a missing link is worth a person's time: a camera that has
just come back needs some, and so may the pause between two tries."""


class AlarmIssues:
    """Tells a person what keeps the link down, and withdraws it when it is live."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        name: Callable[[], str],
        answers: Callable[[], bool],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Tell of the camera of `entry`; `answers` says whether its web server does."""
        self._hass = hass
        self._entry = entry
        self._name = name
        self._answers = answers
        self._clock = clock
        self._since: float | None = None
        self._told: LinkState | None = None

    @callback
    def judge(self, link: LinkState) -> None:
        """Tell, or withdraw, by what is known now."""
        if link is LinkState.LIVE:
            self.withdraw()
        elif not self._answers():
            # It is off or away, which explains itself.
            self._since = None
        elif self._since is None:
            self._since = self._clock()
        elif self._clock() - self._since >= LASTED and link is not self._told:
            self._tell(link)

    @callback
    def withdraw(self) -> None:
        """There is nothing to tell any more."""
        self._since = None
        if self._told:
            self._told = None
            async_withdraw_alarm_issues(self._hass, self._entry)

    def _tell(self, link: LinkState) -> None:
        self._told = link
        async_withdraw_alarm_issues(self._hass, self._entry)
        if link is LinkState.REFUSED:
            async_tell_places_taken(self._hass, self._entry, self._name())
        else:
            async_tell_port_closed(self._hass, self._entry, self._name())
