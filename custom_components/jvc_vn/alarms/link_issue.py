"""Tells a person why there is no alarm link although the camera answers."""

from typing import Protocol

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..issues import (
    async_create_places_taken_issue,
    async_create_port_closed_issue,
    async_delete_alarm_issues,
)
from ..protocol.alarm_link import LinkState
from ..protocol.timing import REAL, Timing

LASTED = 120.0
"""Seconds after which a missing link is worth a person's time: a camera that has
just come back needs some, and so may the pause between two tries."""


class LinkIssueHost(Protocol):
    """What judging the link needs of a camera's coordinator."""

    hass: HomeAssistant
    config_entry: ConfigEntry
    last_update_success: bool

    @property
    def title(self) -> str:
        """What a person calls the camera."""


class LinkIssue:
    """Tells a person what keeps the link down, and withdraws it when it is live."""

    def __init__(self, host: LinkIssueHost, *, timing: Timing = REAL) -> None:
        """Tell of the host's camera."""
        self._host = host
        self._clock = timing.clock
        self._since: float | None = None
        self._told: LinkState | None = None

    @callback
    def judge(self, link: LinkState) -> None:
        """Tell, or withdraw, by what is known now."""
        if link is LinkState.LIVE:
            self.withdraw()
        elif not self._host.last_update_success:
            # It is off or away, which explains itself.
            self._since = None
        elif self._since is None:
            self._since = self._clock()
        elif self._clock() - self._since >= LASTED and link is not self._told:
            self._create_issue(link)

    @callback
    def withdraw(self) -> None:
        """There is nothing to tell any more."""
        self._since = None
        if self._told:
            self._told = None
            async_delete_alarm_issues(self._host.hass, self._host.config_entry)

    def _create_issue(self, link: LinkState) -> None:
        self._told = link
        host = self._host
        async_delete_alarm_issues(host.hass, host.config_entry)
        if link is LinkState.REFUSED:
            async_create_places_taken_issue(host.hass, host.config_entry, host.title)
        else:
            async_create_port_closed_issue(host.hass, host.config_entry, host.title)
