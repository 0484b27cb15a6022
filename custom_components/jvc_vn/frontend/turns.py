"""Whose turn it is: the cards of all people turn the same camera."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..coordinator import VnCoordinator
from ..protocol.errors import VnError
from ..protocol.parameters import Parameter
from ..ptz.hold import Hold

type Person = ActiveConnection
"""An open page of somebody; one person may have several."""


@dataclass(eq=False)
class Turns:
    """Who turns one camera by a card, newest last."""

    coordinator: VnCoordinator
    holds: dict[Person, Hold] = field(default_factory=dict)
    turner: Person | None = None
    _listeners: set[CALLBACK_TYPE] = field(default_factory=set)

    @callback
    def listen(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Tell when it is another's turn, until the result is called."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    async def hold(self, person: Person, speeds: Mapping[str, int]) -> None:
        """Begin, change or renew a move; see Hold.keep."""
        hold = self.holds.get(person)
        if hold is None:
            hold = self.holds[person] = Hold(self.coordinator.ptz)
        fresh = self.turner is not person
        if not hold.superseded:
            self.turner = person
        await hold.keep(speeds)
        if fresh:
            self._changed()

    async def release(self, person: Person) -> None:
        """End what somebody holds, unless another's move has replaced it."""
        if hold := self.holds.pop(person, None):
            await hold.release()
        self._changed()

    async def stop(self, person: Person) -> None:
        """Stop the camera, whoever turns it."""
        self.holds.pop(person, None)
        self.turner = person
        await self.coordinator.ptz.stop()
        self._changed()

    @callback
    def lost(self, person: Person) -> None:
        """End what somebody holds whose page is gone."""
        if hold := self.holds.pop(person, None):
            self.coordinator.create_background_task(
                _let_go(hold), "release of a lost hold"
            )
        if self.turner is person:
            self.turner = None
            self._changed()

    async def goto(
        self, person: Person, goal: Mapping[Parameter[float], float]
    ) -> None:
        """Send the camera somewhere in the name of somebody."""
        fresh, self.turner = self.turner is not person, person
        await self.coordinator.ptz.goto(goal)
        if fresh:
            self._changed()

    @callback
    def settle(self) -> None:
        """Nobody turns a camera that stands."""
        if not self.coordinator.data.moving and not self.coordinator.ptz.running:
            self.turner = None

    @callback
    def _changed(self) -> None:
        for listener in tuple(self._listeners):
            listener()


async def _let_go(hold: Hold) -> None:
    # It is tried on until the camera stands.
    with suppress(VnError):
        await hold.release()


_TURNS: HassKey[WeakKeyDictionary[VnCoordinator, Turns]] = HassKey(f"{DOMAIN}_turns")


def turns_of(hass: HomeAssistant, coordinator: VnCoordinator) -> Turns:
    """Return whose turn it is at a camera."""
    known = hass.data.setdefault(_TURNS, WeakKeyDictionary())
    if coordinator not in known:
        known[coordinator] = Turns(coordinator)
    return known[coordinator]
