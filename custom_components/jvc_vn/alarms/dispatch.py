"""Typed events, and the dispatcher that passes them to entities."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from homeassistant.core import CALLBACK_TYPE, callback

from ..protocol.models import AlarmSource


@dataclass(frozen=True, slots=True)
class AlarmEvent:
    """An edge of an input, or the beginning of motion.

    Attributes:
        source: the input, or motion.
        active: closed, or motion; False where an input has opened.
        when: when it happened, None if it is only known to lie in a gap of the link.
        recovered: it was found after a gap, not reported as it happened.
        while_moving: the camera was turning; None for inputs.
        late: a newer event was dispatched before.
        folded: number of events that it stands for, where they came too fast to be
            dispatched one by one; else 0.
    """

    source: AlarmSource
    active: bool
    when: datetime | None
    recovered: bool = False
    while_moving: bool | None = None
    late: bool = False
    folded: int = 0

    @property
    def key(self) -> str:
        """What listeners subscribe to: see EventDispatcher.listen."""
        return "alarm_event"

    @property
    def type(self) -> str:
        """The type of the event entity: `input_1_make`, `motion`."""
        if self.source is AlarmSource.MOTION:
            return self.source
        return f"{self.source}_{'make' if self.active else 'break'}"

    @property
    def attributes(self) -> dict[str, Any]:
        """What the event entity shows beside its type."""
        shown: dict[str, Any] = {
            "time": self.when.isoformat() if self.when else None,
            "recovered": self.recovered,
        }
        if self.while_moving is not None:
            shown["while_moving"] = self.while_moving
        if self.late:
            shown["late"] = True
        if self.folded:
            shown["folded"] = self.folded
        return shown


@dataclass(frozen=True, slots=True)
class PresetEvent:
    """The camera has arrived at a preset, or has left it."""

    number: int
    title: str
    arrived: bool

    @property
    def key(self) -> str:
        """What listeners subscribe to: see EventDispatcher.listen."""
        return "preset_event"

    @property
    def type(self) -> str:
        """The type of the event entity."""
        return "arrived" if self.arrived else "left"

    @property
    def attributes(self) -> dict[str, Any]:
        """What the event entity shows beside its type."""
        return {"preset": self.number, "title": self.title}


@dataclass(frozen=True, slots=True)
class StateEvent:
    """The state of an input or of motion has changed."""

    source: AlarmSource

    @property
    def key(self) -> str:
        """What listeners subscribe to: see EventDispatcher.listen."""
        return self.source


class Event(Protocol):
    """What every event has."""

    @property
    def key(self) -> str:
        """What listeners subscribe to: see EventDispatcher.listen."""


class EventDispatcher:
    """Passes events to the entities that listen."""

    def __init__(self) -> None:
        """Start without listeners."""
        self._listeners: dict[str, list[Callable[[Any], None]]] = {}

    @callback
    def listen(self, key: str, listener: Callable[[Any], None]) -> CALLBACK_TYPE:
        """Call `listener` with each event of a key, until the result is called."""
        listeners = self._listeners.setdefault(key, [])
        listeners.append(listener)
        return lambda: listeners.remove(listener)

    @callback
    def dispatch(self, event: Event) -> None:
        """Call all listeners of the event's key."""
        for listener in tuple(self._listeners.get(event.key, ())):
            listener(event)


class AlarmTeller(Protocol):
    """Stores the states of alarms and dispatches their events."""

    @property
    def heard(self) -> bool:
        """Whether alarms reach us: entities that are unavailable show no events."""

    @property
    def moving_lately(self) -> bool:
        """Whether the camera moves, or did a moment ago."""

    def set_active(self, source: AlarmSource, *, active: bool) -> None:
        """Store a state, and let its entities show it at once."""

    def tell(self, event: AlarmEvent) -> None:
        """Dispatch an alarm, and store its time."""
