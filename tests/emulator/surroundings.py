"""What happens around the camera, and what its alarm port says of it."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Coroutine
from typing import Any

from .alarm import AlarmServer, alarm_lines
from .body import Body


class Surroundings(Body, ABC):
    """Contacts, motion and the fan, for a test to play with."""

    alarm: AlarmServer
    powered: bool

    @abstractmethod
    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside the servers."""

    @abstractmethod
    def event(self, token: str) -> None:
        """Let the alarm actions know of an event."""

    def set_input(self, pin: int, state: str) -> None:
        """Close ("make") or open ("break") an alarm input."""
        if self.inputs[pin] == state:
            return
        self.inputs[pin] = state
        if not self.powered:
            return
        self.log.add(f"Alarm Detect ({state[0]}{pin})")
        self.event(f"{state[0]}{pin}")
        self.alarm.push(self.alarm_lines())

    def trigger_motion(self) -> None:
        """Let something move before the camera.

        It is reported only where the camera looks for motion, but seen always.
        """
        if not self.powered:
            return
        self.motion_until = self.clock() + self.motion_seconds
        if not self.detects_motion:
            return
        self.log.add("Motion Detect")
        self.event("v1")
        self.alarm.push(self.alarm_lines())
        if self.forms.push_on_motion_end:
            self.spawn(self._end_motion())

    async def _end_motion(self) -> None:
        await asyncio.sleep(self.motion_seconds)
        self.alarm.push(self.alarm_lines())

    def set_fan_error(self, *, broken: bool) -> None:
        """Stop the fan, or repair it."""
        if broken and not self.fan_error:
            self.event("efans")
        self.fan_error = broken

    def push_raw(self, data: bytes) -> None:
        """Send bytes to all alarm clients."""
        if self.powered:
            self.alarm.push(data)

    def begin_flood(self) -> None:
        """Flood those who are connected too, where the lever says so."""
        if self.powered and self.faults.alarm_flood:
            self.alarm.flood.start()

    def drop_alarm_clients(self) -> None:
        """Close all alarm connections."""
        if self.powered:
            self.alarm.drop()

    def alarm_lines(self) -> bytes:
        """Print what a push says now."""
        motion = self.detects_motion and self.motion_active
        lines = alarm_lines(self.inputs, motion=motion)
        if not motion and not self.forms.motion_off_line:
            lines = b"".join(lines.splitlines(keepends=True)[:2])
        if self.forms.alarm_line_end == "lf":
            lines = lines.replace(b"\r\n", b"\n")
        return lines
