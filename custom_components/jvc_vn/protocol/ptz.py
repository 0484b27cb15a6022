"""Runs motors, and makes sure that they stop; presets and traces (guide, 6.6).

A motor that was started runs until it is stopped, so every start owes a stop:
after its time, when something else is wanted, or when anything fails.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping
from dataclasses import dataclass

from . import parameters as p
from .camera import Camera
from .codecs import one_of
from .errors import (
    AuthenticationError,
    Expected,
    InvalidValueError,
    RefusedError,
    VnError,
)
from .http import Turn
from .owed import Forgetful, Ledger
from .parameters import Parameter
from .reply import PARTIAL
from .timing import REAL, Backoff, Timing

_LOGGER = logging.getLogger(__name__)

SHORTEST_MOVE = 0.1
LONGEST_MOVE = 30.0
"""Seconds a move may last without being renewed."""
OVERHEAD = 95.0
"""Tilt as the camera counts, 90 degrees below the horizon, which is at 5: past it
no position can be kept (guide, 6.6-3)."""
_FIRST_RETRY = 0.2
_LONGEST_RETRY = 1.0
_LONGEST_REFUSED = 30.0
"""Seconds between stops that the camera refuses."""
CLOSE_TIMEOUT = 10.0
"""Seconds that the last stop may take when the camera is let go."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A motor: what sets its direction and speed, and what runs it."""

    name: str
    direction: Parameter[str]
    positive: str
    negative: str
    speed: Parameter[int] | None
    running: Parameter[bool]


PAN = Axis("pan", p.PAN_DIRECTION, "right", "left", p.PAN_SPEED, p.PAN_RUNNING)
TILT = Axis("tilt", p.TILT_DIRECTION, "up", "down", p.TILT_SPEED, p.TILT_RUNNING)
ZOOM = Axis("zoom", p.ZOOM_DIRECTION, "in", "out", p.ZOOM_SPEED, p.ZOOM_RUNNING)
FOCUS = Axis("focus", p.FOCUS_DIRECTION, "far", "near", p.FOCUS_SPEED, p.FOCUS_RUNNING)
# It has one speed; it opens and closes where its mode is manual.
IRIS = Axis("iris", p.IRIS_DIRECTION, "open", "close", None, p.IRIS_RUNNING)
AXES = {axis.name: axis for axis in (PAN, TILT, ZOOM, FOCUS, IRIS)}
AIMS = {
    parameter.key: axis
    for axis in AXES.values()
    for parameter in (axis.direction, axis.speed)
    if parameter
}
"""What sets the direction or the speed of a motor."""
MOTORS = {axis.running.key: axis for axis in AXES.values()}
"""What runs a motor."""


class Mover:
    """Runs and stops the motors of one camera."""

    def __init__(
        self,
        camera: Camera,
        *,
        ledger: Ledger | None = None,
        timing: Timing = REAL,
    ) -> None:
        """Prepare; nothing is sent yet. `ledger` keeps the stops that are owed."""
        self._camera = camera
        self._ledger = ledger or Forgetful()
        self._sleep = timing.sleep
        self._lock = asyncio.Lock()
        self._running: set[str] = set()
        self._told: dict[str, int] = {}
        self._wish = 0
        self._owner: object = None
        self._expiry: asyncio.Task[None] | None = None
        self._lasts = False

    @property
    def running(self) -> frozenset[str]:
        """The axes that we started and that no stop has been acknowledged for."""
        return frozenset(self._running)

    @property
    def owner(self) -> object:
        """Whose the newest wish is, None if it is nobody's who said so."""
        return self._owner

    async def move(
        self, speeds: Mapping[str, int], duration: float, *, owner: object = None
    ) -> None:
        """Run motors for a while; a newer move replaces an older one.

        Args:
            speeds: axis → -100…100; the sign is the direction (pan right, tilt
                up, zoom in, focus far and iris open are positive), the size the
                speed, of which the iris has but one.
                An axis that is not named, or 0, is not started.
            duration: seconds, 0.1-30.
            owner: who may extend it.

        Raises:
            InvalidValueError: nothing was sent.
            VnError: the camera did not do it; what was started is stopped.
        """
        await self._run(_check(speeds, duration), duration, owner)

    async def start(self, name: str, duration: float) -> None:
        """Run a motor as it was aimed last, by whomever; otherwise as `move`."""
        _check({name: 1}, duration)
        await self._run({name: None}, duration)

    async def _run(
        self, wanted: Mapping[str, int | None], duration: float, owner: object = None
    ) -> None:
        wish = self._new_wish(owner)
        async with self._owing_a_stop(wish), self._lock:
            if wish == self._wish:
                await self._replace(wanted, wish)
        if wish == self._wish:
            self._stop_after(duration)

    def extend(self, owner: object, duration: float) -> bool:
        """Let a move last so long from now; False if it has ended, or is another's."""
        if self._owner is not owner or not self._lasts:
            return False
        self._stop_after(duration)
        return True

    def disown(self) -> None:
        """Let nobody extend a move any more that has ended by itself."""
        self._owner = None

    async def _replace(self, wanted: Mapping[str, int | None], wish: int) -> None:
        leftover = self._running - wanted.keys()
        # From here on a motor may run, whatever becomes of our requests.
        self._running |= wanted.keys()
        for name in wanted:
            running = AXES[name].running
            self._ledger.owe(name, {running: running.encode(False)})
        await _together(
            *(self._stop_axis(AXES[name]) for name in leftover),
            *(self._aim(AXES[name], speed) for name, speed in wanted.items() if speed),
        )
        if wish != self._wish:
            # There is a newer wish: do not start what it would have to stop.
            return
        # Only when all are aimed, so that a diagonal is one from the first moment.
        await _together(
            *(self._camera.set(AXES[name].running, True) for name in wanted)
        )

    def inherit(self, names: Iterable[str]) -> None:
        """Stop motors that an earlier run of Home Assistant may have left on."""
        self._running |= AXES.keys() & set(names)
        if self._running:
            self._stop_after(0)

    async def stop(self) -> None:
        """Stop what we started; if we know of nothing, stop pan, tilt and zoom.

        Returns when the camera has acknowledged. On an error it is tried again
        in the background until it has.

        Raises:
            VnError: the first try failed.
        """
        wish = self._new_wish()
        names = self._running or {PAN.name, TILT.name, ZOOM.name}
        async with self._owing_a_stop(wish):
            await self._hurry(names)
            async with self._lock:
                if wish == self._wish:
                    self._running |= names
                    await self._stop_running()

    async def close(self) -> None:
        """Stop what still runs; gives up after 10 s."""
        self._new_wish()
        names = set(self._running)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await self._hurry(names)
                self._running |= names
                await self._stop_for_sure(self._wish)

    async def _hurry(self, names: Iterable[str]) -> None:
        """Stop motors at once while an earlier request is still unanswered.

        A start that is under way may arrive later, so another stop follows it.
        """
        if self._lock.locked():
            with contextlib.suppress(VnError):
                await _together(*(self._stop_axis(AXES[n]) for n in set(names)))

    def _new_wish(self, owner: object = None) -> int:
        """Whatever was to happen later is no longer wanted."""
        self._wish += 1
        self._owner = owner
        self._lasts = False
        if self._expiry:
            self._expiry.cancel()
            self._expiry = None
        return self._wish

    @contextlib.asynccontextmanager
    async def _owing_a_stop(self, wish: int) -> AsyncIterator[None]:
        """Make sure that the motors stop if the body fails.

        The stop that was scheduled has been cancelled by then, so this covers the
        wait for the lock too. A newer wish takes over what is owed.
        """
        try:
            yield
        except BaseException:
            if wish == self._wish:
                self._stop_after(0)
            raise

    def _stop_after(self, duration: float) -> None:
        wish = self._wish
        self._lasts = duration > 0

        async def expire() -> None:
            """Stop when the time is over."""
            await self._sleep(duration)
            self._lasts = False
            await self._stop_for_sure(wish)

        if self._expiry:
            self._expiry.cancel()
        self._expiry = asyncio.create_task(expire(), name="jvc_vn sure stop")

    async def _stop_for_sure(self, wish: int) -> None:
        """Try until the camera has acknowledged, or something newer is wanted."""
        backoff = Backoff(_FIRST_RETRY, _LONGEST_RETRY)
        backoff_of_refusals = Backoff(_FIRST_RETRY, _LONGEST_REFUSED)
        while self._running:
            try:
                async with self._lock:
                    if wish != self._wish:
                        return
                    await self._stop_running()
            except VnError as err:
                if isinstance(err, RefusedError | AuthenticationError):
                    # It will not change its mind soon: try less often, but go on.
                    backoff = backoff_of_refusals
                await self._sleep(backoff.next())

    async def _stop_running(self) -> None:
        await _together(*(self._stop_axis(AXES[name]) for name in tuple(self._running)))

    async def _aim(self, axis: Axis, speed: int) -> None:
        """Set direction and speed, where they are not what we set for this motion.

        Once a motor has stopped, somebody else may set them for the next.
        """
        last = self._told.pop(axis.name, 0)
        if not last or (last > 0) is not (speed > 0):
            direction = axis.positive if speed > 0 else axis.negative
            await self._camera.set(axis.direction, direction)
        if axis.speed and abs(last) != abs(speed):
            await self._camera.set(axis.speed, abs(speed))
        self._told[axis.name] = speed

    async def _stop_axis(self, axis: Axis) -> None:
        self._told.pop(axis.name, None)
        try:
            await self._camera.set(axis.running, False, turn=Turn.URGENT)
        except VnError:
            self._ledger.failed(axis.name)
            raise
        self._running.discard(axis.name)
        self._ledger.settle(axis.name)


def _check(speeds: Mapping[str, int], duration: float) -> dict[str, int]:
    for name, speed in speeds.items():
        if name not in AXES:
            expected = Expected("choice", choices=", ".join(AXES))
            raise InvalidValueError("axis", name, expected)
        if type(speed) is not int or not -100 <= speed <= 100:
            expected = Expected("whole_number", low=-100, high=100)
            raise InvalidValueError(name, speed, expected)
    wanted = {name: speed for name, speed in speeds.items() if speed}
    if not wanted:
        raise InvalidValueError(", ".join(AXES), 0, Expected("some_speed"))
    if type(duration) not in {int, float} or not (
        SHORTEST_MOVE <= duration <= LONGEST_MOVE
    ):
        expected = Expected("number", low=SHORTEST_MOVE, high=f"{LONGEST_MOVE:g}")
        raise InvalidValueError("duration", duration, expected)
    return wanted


async def _together(*steps: Awaitable[object]) -> None:
    """Do all of it, even where one fails; then raise the first error."""
    results = await asyncio.gather(*steps, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result


async def goto_preset(camera: Camera, number: int) -> None:
    """Send the camera to a preset; returns when the camera has accepted that.

    Raises:
        InvalidValueError: not 0-99; nothing was sent.
        RefusedError: the camera refused, for example an unregistered one.
    """
    await camera.command(p.PRESET_REGISTERED[number], "goto")


async def read_presets(
    camera: Camera, numbers: Iterable[int], *, turn: Turn = Turn.ASKED
) -> dict[int, str | None]:
    """Read presets: number → title, None where none is registered.

    What the camera does not let us read is left out.
    """
    numbers = list(numbers)
    states = await camera.get_many((p.PRESET_REGISTERED[n] for n in numbers), turn=turn)
    found = {n: states.values.get(p.PRESET_REGISTERED[n]) for n in numbers}
    registered = [n for n, state in found.items() if state == "registered"]
    titles = await camera.get_many((p.PRESET_TITLE[n] for n in registered), turn=turn)
    presets: dict[int, str | None] = {
        n: titles.values.get(p.PRESET_TITLE[n], "").strip() for n in registered
    }
    return presets | {n: None for n, state in found.items() if state == "unregistered"}


async def free_preset(camera: Camera, known: Iterable[int]) -> int | None:
    """Find the first preset, home aside, that holds no position; None if all do.

    Those known to be registered are not asked for.
    """
    for number in sorted(set(p.PRESETS[1:]) - set(known)):
        if await camera.get(p.PRESET_REGISTERED[number]) == "unregistered":
            return number
    return None


async def record_trace(camera: Camera, state: str) -> str | None:
    """Start or stop recording a trace; return why it was cut short, if it was.

    The answer is `timeout` (30 s) or `memoryfull`, or empty where the camera only
    says `206 Partial Content` (guide, 6.6-5).
    """
    one_of(("start", "stop")).write("state", state)
    reply = await camera.set_raw(p.TRACE_RECORDING.key, state)
    return (reply.detail or "") if reply.code == PARTIAL else None
