"""Keeps the alarm link open, recovers its gaps, stores the states of alarms."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from typing import Any, Protocol

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_USERNAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import CONF_ALARM_PORT
from ..options import Options
from ..protocol import parameters as p
from ..protocol.alarm_link import AlarmLink, LinkState
from ..protocol.camera import Camera
from ..protocol.errors import UnexpectedDeviceError, VnError
from ..protocol.http import Turn
from ..protocol.identity_check import IdentityCheck
from ..protocol.models import AlarmReport, AlarmSource
from ..protocol.timing import REAL, Timing
from ..state.camera_state import INPUT_SOURCES, CameraState
from .dispatch import AlarmEvent, EventDispatcher, StateEvent
from .fold import Folder
from .inputs import Inputs
from .intake import Intake
from .link_issue import LinkIssue
from .motion import Motion
from .recovery import Recovery

_LOGGER = logging.getLogger(__name__)


class AlarmHost(Protocol):
    """What watching the alarms needs of a camera's coordinator."""

    hass: HomeAssistant
    config_entry: ConfigEntry
    options: Options
    data: CameraState
    camera: Camera
    identity_check: IdentityCheck
    events: EventDispatcher
    last_update_success: bool

    @property
    def title(self) -> str:
        """What a person calls the camera."""

    @property
    def moving_lately(self) -> bool:
        """Whether the camera moves, or did a moment ago."""

    def async_update_listeners(self) -> None:
        """Let the entities show what has changed."""

    def create_background_task[T](
        self, coro: Coroutine[Any, Any, T], name: str
    ) -> asyncio.Task[T]:
        """Run something until it ends or the entry is unloaded."""


class AlarmMonitor:
    """Keeps the link open; after each gap reads the inputs and the log."""

    def __init__(self, host: AlarmHost, *, timing: Timing = REAL) -> None:
        """Prepare everything; `start` opens the link."""
        self._host = host
        self.motion = Motion(host.hass, host.data, host.options, self, timing=timing)
        self.inputs = Inputs(host.data, self.motion, self, timing=timing)
        self._issue = LinkIssue(host, timing=timing)
        data = host.config_entry.data
        # The log is for administrators only (guide, 6.18).
        readable = data[CONF_USERNAME] in p.LOG.readers
        self._recovery = (
            Recovery(host, self.inputs, timing=timing) if readable else None
        )
        self._link = AlarmLink(
            data[CONF_HOST], data[CONF_ALARM_PORT], self, timing=timing
        )
        self._intake = Intake(self.inputs, self._link, timing=timing)
        self._folder = Folder(host.events, timing=timing)
        self._started = self._link.opened
        self.gaps_mended = 0
        """Number of gaps after which inputs and log were read."""
        self._gap_since: float | None = None
        self._mending: asyncio.Task[None] | None = None

    @property
    def link_told(self) -> dict[str, Any]:
        """What became of the link, and its last lines, for diagnostics."""
        link = self._link
        return {
            "history": link.history.told(),
            "lines": link.lines.told(),
            "spoke_first": link.spoke_first,
            "closes_idle_after": link.idle_limit,
            "gaps_mended": self.gaps_mended,
        }

    @callback
    def start(self) -> None:
        """Open the link, and keep it open until the entry is unloaded."""
        self._host.create_background_task(self._link.run(), "alarm link")
        if self._recovery:
            self._host.create_background_task(self._recovery.remember(), "alarm log")

    async def read_inputs(self) -> None:
        """Read both inputs; VnError if the camera does not answer."""
        reading = self.inputs.reading_begins()
        values = (await self._host.camera.get_many(p.INPUT, turn=Turn.QUEUED)).values
        states = {
            source: values[p.INPUT[pin]]
            for pin, source in INPUT_SOURCES.items()
            if p.INPUT[pin] in values
        }
        self.inputs.inputs_read(reading, states)

    @callback
    def polled(self) -> None:
        """Dispatch what waits, and judge the link: after each poll or change."""
        if not self.is_mending:
            self.inputs.tell_undated()
        self.inputs.tell_queued()
        self._issue.judge(self._host.data.link)

    @callback
    def close(self) -> None:
        """Stop all timers, and delete the issue of the link."""
        self.motion.close()
        self._intake.close()
        self._folder.close()
        self._issue.withdraw()

    # What inputs and motion report to, see AlarmTeller

    @property
    def heard(self) -> bool:
        """Whether alarms reach us: while the link is live they need no request."""
        host = self._host
        if host.identity_check.unexpected_device:
            return False
        return host.data.link is LinkState.LIVE or host.last_update_success

    @property
    def moving_lately(self) -> bool:
        """Whether the camera moves, or did a moment ago."""
        return self._host.moving_lately

    @callback
    def set_active(self, source: AlarmSource, *, active: bool) -> None:
        """Store a state, and let its entities show it at once."""
        self._host.data.set_input(source, active=active)
        self._folder.dispatch(StateEvent(source))

    @callback
    def tell(self, event: AlarmEvent) -> None:
        """Dispatch an alarm, and store its time."""
        self._host.data.alarm_told(event.when or dt_util.utcnow())
        self._folder.dispatch(event)

    # What the link reports to, see LinkListener

    @callback
    def lines_arrived(self, reports: Iterable[AlarmReport]) -> None:
        """Handle lines of the alarm port that have just arrived."""
        # Another camera's alarms are not ours.
        if self._host.identity_check.unexpected_device is None:
            self._intake.put(reports)

    @callback
    def link_changed(self, link: LinkState) -> None:
        """Handle a new state of the link."""
        host = self._host
        before = host.data.link
        host.data.set_link(link)
        if link is LinkState.LIVE:
            self.inputs.link_is_live()
            self._mending = host.create_background_task(
                self._mend_gap(self._link.opened), "alarm gap"
            )
        elif link is not LinkState.CONNECTING:
            # A link that was never live has been missing since the start.
            was_live = before is LinkState.LIVE
            if was_live:
                host.identity_check.invalidate()
            self._lost(self._link.covered_until if was_live else self._started)
        host.async_update_listeners()

    # Gaps

    @property
    def is_mending(self) -> bool:
        """Whether a gap is being recovered."""
        return self._mending is not None and not self._mending.done()

    def _lost(self, since: float) -> None:
        self.inputs.link_is_lost(since)
        if self._gap_since is None:
            self._gap_since = since
        if self._mending:
            # Its gap goes on, and is mended when the link is back.
            self._mending.cancel()
            self._mending = None

    async def _mend_gap(self, until: float) -> None:
        try:
            await self.read_inputs()
        except UnexpectedDeviceError:
            # The gap goes on until our own camera is back.
            return
        except VnError as err:
            # The next tick reads them.
            _LOGGER.debug("%s: inputs not read: %s", self._host.title, err)
        if self._recovery and self._gap_since is not None:
            await self._recovery.recover(self._gap_since, until)
        self._gap_since = None
        self.inputs.tell_undated()
        self.gaps_mended += 1
