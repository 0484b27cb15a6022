"""What happens, for those who want to be told: alarms and presets."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import CALLBACK_TYPE, callback

type Listener = Callable[[str, dict[str, Any]], None]


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
