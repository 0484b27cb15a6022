"""What happens, for those who want to be told: alarms and presets."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.util import dt as dt_util

from ..protocol.models import AlarmSource
from ..state.camera_state import CameraState

type Listener = Callable[[str, dict[str, Any]], None]


class Tell(Protocol):
    """Tells an alarm: what, when if that is known, and what else there is to say."""

    def __call__(
        self,
        event_type: str,
        when: datetime | None,
        *,
        recovered: bool = False,
        **attributes: Any,
    ) -> None:
        """Tell it."""


class Happenings:
    """Hands events on to the entities that listen."""

    def __init__(self) -> None:
        """Nobody listens yet."""
        self._listeners: dict[str, list[Listener]] = {}

    @callback
    def listen(self, key: str, listener: Listener) -> CALLBACK_TYPE:
        """Call `listener` with type and attributes, until the result is called."""
        listeners = self._listeners.setdefault(key, [])
        listeners.append(listener)
        return lambda: listeners.remove(listener)

    @callback
    def happen(self, key: str, event_type: str, **attributes: Any) -> None:
        """Tell everybody who listens."""
        for listener in tuple(self._listeners.get(key, ())):
            listener(event_type, attributes)

    @callback
    def alarm_changed(self, source: AlarmSource) -> None:
        """Tell those who show this input or motion, and nobody else: it is urgent."""
        self.happen(source, "changed")


class AlarmEvents:
    """Tells alarms, and keeps when the last one was."""

    def __init__(self, state: CameraState, happenings: Happenings) -> None:
        """Tell by `happenings`."""
        self._state = state
        self._happenings = happenings

    @callback
    def tell(
        self,
        event_type: str,
        when: datetime | None,
        *,
        recovered: bool = False,
        **attributes: Any,
    ) -> None:
        """Tell an alarm; `recovered` if it is past, and was not heard as it happened.

        `when` is None if nobody knows more than that it happened in a gap.
        """
        last, newest = self._state.last_alarm, when or dt_util.utcnow()
        self._state.last_alarm = max(last, newest) if last else newest
        self._happenings.happen(
            "alarm_event",
            event_type,
            time=when.isoformat() if when else None,
            recovered=recovered,
            **attributes,
        )
