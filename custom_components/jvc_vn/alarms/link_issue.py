"""Creates an issue if there is no alarm link although the camera answers."""

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
"""Seconds without a link after which an issue is created: a camera that has just come
back takes some time, and the pause between two tries is up to a minute."""


class LinkIssueHost(Protocol):
    """What judging the link needs of a camera's coordinator."""

    hass: HomeAssistant
    config_entry: ConfigEntry
    last_update_success: bool

    @property
    def title(self) -> str:
        """What a person calls the camera."""


class LinkIssue:
    """Creates the issue that says why the link is down, deletes it when it is live."""

    def __init__(self, host: LinkIssueHost, *, timing: Timing = REAL) -> None:
        """Judge the link of the host's camera."""
        self._host = host
        self._clock = timing.clock
        self._since: float | None = None
        self._told: LinkState | None = None

    @callback
    def judge(self, link: LinkState) -> None:
        """Create or delete the issue, by the present state of the link."""
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
        """Delete the issue, if there is one."""
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
