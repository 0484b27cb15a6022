"""The alarm link of a camera, what its gaps need, and what a person should know."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_USERNAME
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_ALARM_PORT
from ..options import Options
from ..protocol import parameters as p
from ..protocol.alarm_link import AlarmLink, LinkState
from ..protocol.camera import Camera
from ..protocol.errors import StrangerError, VnError
from ..protocol.identity_check import Guard
from ..protocol.models import AlarmReport
from ..state.camera_state import INPUT_SOURCES, CameraState
from .dispatch import AlarmEvents, Happenings
from .inputs import Alarms
from .link_issue import AlarmIssues
from .motion import Motion
from .recovery import Recovery

_LOGGER = logging.getLogger(__name__)

type Behind = Callable[[Coroutine[Any, Any, None], str], asyncio.Task[None]]


class AlarmWatch:
    """Holds the link; after each gap the inputs are read and the log is asked."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        camera: Camera,
        guard: Guard,
        state: CameraState,
        happenings: Happenings,
        options: Options,
        *,
        name: Callable[[], str],
        answers: Callable[[], bool],
        moving: Callable[[], bool],
        on_change: Callable[[], None],
        behind: Behind,
    ) -> None:
        """Prepare everything; `start` opens the link.

        Args:
            hass: for timers and issues.
            entry: of the camera.
            camera: what the inputs and the log are read from.
            guard: knows whether our camera answers, or another.
            state: of the camera.
            happenings: tell alarms.
            options: of the entry.
            name: what a person calls the camera.
            answers: whether it answers requests.
            moving: whether it moves, or did a moment ago.
            on_change: is told when the state of the link has changed.
            behind: runs something until the camera is let go.
        """
        events = AlarmEvents(state, happenings)
        self.motion = Motion(
            hass,
            state,
            options.motion_hold,
            mute=options.mute_motion_while_moving,
            moving=moving,
            on_change=happenings.alarm_changed,
            tell=events.tell,
        )
        self.alarms = Alarms(
            state,
            self.motion,
            on_change=happenings.alarm_changed,
            tell=events.tell,
            heard=lambda: self.heard,
        )
        self._camera = camera
        self._guard = guard
        self._state = state
        self._name = entry.title
        self._answers = answers
        self._on_change = on_change
        self._behind = behind
        self._issues = AlarmIssues(hass, entry, name, answers)
        self._recovery: Recovery | None = None
        # The log is for administrators only (guide, 6.18).
        if entry.data[CONF_USERNAME] in p.LOG.readers:
            self._recovery = Recovery(
                camera, self.alarms, options.motion_hold, entry.title
            )
        self._link = AlarmLink(
            entry.data[CONF_HOST],
            entry.data[CONF_ALARM_PORT],
            self._reported,
            self._link_changed,
        )
        self._started = self._link.opened
        self._gap_since: float | None = None
        self._mending: asyncio.Task[None] | None = None

    @property
    def heard(self) -> bool:
        """Whether alarms reach us: while the link is live they need no request."""
        if self._guard.stranger:
            return False
        return self._state.link is LinkState.LIVE or self._answers()

    @callback
    def start(self) -> None:
        """Open the link, and keep it until the camera is let go."""
        self._behind(self._link.run(), "alarm link")
        if self._recovery:
            self._behind(self._recovery.remember(), "alarm log")

    async def read_inputs(self) -> None:
        """Read both inputs; VnError if the camera does not answer."""
        reading = self.alarms.reading_begins()
        values = (await self._camera.get_many(p.INPUT)).values
        states = {
            source: values[p.INPUT[pin]]
            for pin, source in INPUT_SOURCES.items()
            if p.INPUT[pin] in values
        }
        self.alarms.inputs_read(reading, states)

    @callback
    def polled(self) -> None:
        """Go on when the camera has been read, or something about it has changed."""
        if not self._is_mending:
            self.alarms.tell_unsure()
        self.alarms.tell_ready()
        self._issues.judge(self._state.link)

    @callback
    def close(self) -> None:
        """Stop the timer; what is wrong with the link is for the next set-up to say."""
        self.motion.close()
        self._issues.withdraw()

    @property
    def _is_mending(self) -> bool:
        return self._mending is not None and not self._mending.done()

    @callback
    def _reported(self, reports: Iterable[AlarmReport]) -> None:
        # Another camera's alarms are not ours.
        if self._guard.stranger is None:
            self.alarms.report(reports)

    @callback
    def _link_changed(self, link: LinkState) -> None:
        before, self._state.link = self._state.link, link
        if link is LinkState.LIVE:
            self.alarms.link_is_live()
            self._mending = self._behind(self._mend_gap(self._link.opened), "alarm gap")
        elif link is not LinkState.CONNECTING:
            # A link that was never live has been missing since the start.
            was_live = before is LinkState.LIVE
            if was_live:
                self._guard.doubt()
            self._lost(self._link.covered_until if was_live else self._started)
        self._on_change()

    def _lost(self, since: float) -> None:
        self.alarms.link_is_lost(since)
        if self._gap_since is None:
            self._gap_since = since
        if self._mending:
            # Its gap goes on, and is mended when the link is back.
            self._mending.cancel()
            self._mending = None

    async def _mend_gap(self, until: float) -> None:
        try:
            await self.read_inputs()
        except StrangerError:
            # The gap goes on until our own camera is back.
            return
        except VnError as err:
            # The next tick reads them.
            _LOGGER.debug("%s: inputs not read: %s", self._name, err)
        if self._recovery and self._gap_since is not None:
            await self._recovery.recover(self._gap_since, until)
        self._gap_since = None
        self.alarms.tell_unsure()
