"""Every fault that a test or a person may switch, each with a sentence."""

from collections.abc import Awaitable, Callable
from copy import copy
from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import TYPE_CHECKING

from .faults import Faults
from .forms import REFUSED

if TYPE_CHECKING:
    from .camera import EmulatedCamera

type Undo = Callable[[], Awaitable[None]]
type Begin = Callable[[EmulatedCamera], Awaitable[Undo | None]]
type BeginLasting = Callable[[EmulatedCamera], Awaitable[Undo]]

OTHER_PASSWORD = "changed"
OTHER_MAC = "00808800BEEF"
OTHER_MODEL = {"VN-V685": "VN-V686B", "VN-V686": "VN-V686B", "VN-V686B": "VN-V685"}
OTHER_FIRMWARE = "V3-10"
MOVED_BY = 100
JUMP = 3 * 3600.0
FIRST_BYTES = 40
LATENCY = 5.0
BURST = b"".join(
    b"peripheral.input_pin.pin(1).status=make\r\n"
    b"peripheral.input_pin.pin(1).status=break\r\n"
    for _ in range(50)
)
NOISE = bytes(range(256)) * 8 + b"\r\nperipheral.input_pin.pin(3).status=make\r\n"
LONG_LINE = b"peripheral.input_pin.pin(1).status=" + b"x" * 1_000_000 + b"\r\n"
BROKEN_KEYS = ("peripheral.output_pin.pin(1).status", "camera.image.true_daynight")


@dataclass(frozen=True)
class Fault:
    """A way to misbehave.

    Attributes:
        name: what tests, the control page and docs/reliability.md call it.
        sentence: what the camera does.
        begin: starts it, and returns what ends it, or None if it happens once.
        lasts: it lasts until it is switched off.
    """

    name: str
    sentence: str
    begin: Begin
    lasts: bool = True


class FaultBoard:
    """The switches of one camera."""

    def __init__(self, camera: EmulatedCamera) -> None:
        """Start with all of them off."""
        self._camera = camera
        self._undo: dict[str, Undo] = {}

    @property
    def on(self) -> list[str]:
        """Name the faults that last now."""
        return list(self._undo)

    async def begin(self, name: str) -> None:
        """Switch a fault on, or let it happen once; KeyError if there is none.

        A camera without power is as broken as can be.
        """
        fault = FAULTS[name]
        if name in self._undo or not self._camera.powered:
            return
        if undo := await fault.begin(self._camera):
            self._undo[name] = undo

    async def end(self, name: str) -> None:
        """Switch a fault off."""
        if undo := self._undo.pop(name, None):
            await undo()


def _levers(**changes: object) -> BeginLasting:
    """Return what sets levers of `Faults`, and later brings them back."""

    async def begin(camera: EmulatedCamera) -> Undo:
        _set(camera.faults, changes)

        async def undo() -> None:
            _set(camera.faults, {name: getattr(Faults(), name) for name in changes})

        return undo

    return begin


def _set(faults: Faults, levers: dict[str, object]) -> None:
    for name, value in levers.items():
        setattr(faults, name, copy(value))


async def _refuse(camera: EmulatedCamera) -> Undo:
    await camera.close_ports()
    return lambda: camera.move_to(camera.host)


async def _die(camera: EmulatedCamera) -> Undo:
    camera.faults.dead = True
    camera.search.stop()
    await camera.multicast.stop()
    camera.http.die()
    camera.alarm.die()

    async def undo() -> None:
        await camera.power_off()
        camera.faults.dead = False
        await camera.start()

    return undo


async def _reboot(camera: EmulatedCamera) -> None:
    camera.begin_reboot()


async def _change_password(camera: EmulatedCamera) -> Undo:
    before = dict(camera.passwords)
    camera.passwords.update(dict.fromkeys(before, OTHER_PASSWORD))

    async def undo() -> None:
        camera.passwords.update(before)

    return undo


async def _change_address(camera: EmulatedCamera) -> Undo:
    before = camera.host
    await camera.move_to(str(ip_address(before) + MOVED_BY))
    return lambda: camera.move_to(before)


async def _swap(camera: EmulatedCamera) -> Undo:
    before = camera.identity
    await camera.become(replace(before, mac=OTHER_MAC))
    return lambda: camera.become(before)


async def _update(camera: EmulatedCamera) -> Undo:
    before = camera.identity
    model = OTHER_MODEL[before.model]
    await camera.become(replace(before, model=model, firmware=OTHER_FIRMWARE))
    return lambda: camera.become(before)


async def _truncate_log(camera: EmulatedCamera) -> None:
    camera.log.truncate()


async def _jump(camera: EmulatedCamera) -> Undo:
    camera.clock_skew += JUMP

    async def undo() -> None:
        camera.clock_skew -= JUMP

    return undo


async def _fill_alarm_port(camera: EmulatedCamera) -> Undo:
    undo = await _levers(alarm_full=True)(camera)
    camera.drop_alarm_clients()
    return undo


def _push(data: bytes) -> Begin:
    async def begin(camera: EmulatedCamera) -> None:
        camera.push_raw(data)

    return begin


_ALL = (
    Fault("refused", "Connections are refused on all ports.", _refuse),
    Fault(
        "silent",
        "HTTP connections are taken and never answered.",
        _levers(hang=True),
    ),
    Fault(
        "reset",
        f"HTTP connections are reset behind {FIRST_BYTES} bytes of the answer.",
        _levers(reset_after=FIRST_BYTES),
    ),
    Fault(
        "trickle",
        "Answers arrive one byte at a time.",
        _levers(chunked_writes=1),
    ),
    Fault(
        "latency",
        f"Every HTTP answer takes {LATENCY:g} seconds.",
        _levers(delay=LATENCY),
    ),
    Fault(
        "half_open",
        "The power is cut: connections stay open, nothing is sent or taken any more.",
        _die,
    ),
    Fault(
        "reboot",
        "The camera reboots and is away for a minute.",
        _reboot,
        lasts=False,
    ),
    Fault(
        "password_changed",
        "Somebody has changed the passwords on the camera.",
        _change_password,
    ),
    Fault(
        "address_changed",
        "The camera moves to another address.",
        _change_address,
    ),
    Fault(
        "other_camera",
        "Another camera, with another MAC, answers at the address.",
        _swap,
    ),
    Fault(
        "firmware_update",
        "After a firmware update the camera answers as another model.",
        _update,
    ),
    Fault(
        "log_truncated",
        "The camera's log loses all but half a line.",
        _truncate_log,
        lasts=False,
    ),
    Fault(
        "clock_jumped",
        f"The camera's clock jumps ahead by {JUMP / 3600:g} hours.",
        _jump,
    ),
    Fault(
        "alarm_full",
        "Other programs hold all ten places at the alarm port.",
        _fill_alarm_port,
    ),
    Fault(
        "alarm_burst",
        "A hundred alarm lines, fifty pulses of input 1, come in one packet.",
        _push(BURST),
        lasts=False,
    ),
    Fault(
        "alarm_split",
        "Alarm lines arrive one byte at a time, so split at every position.",
        _levers(alarm_pieces=1),
    ),
    Fault(
        "alarm_garbage",
        "Binary noise and unknown lines come from the alarm port.",
        _push(NOISE),
        lasts=False,
    ),
    Fault(
        "alarm_long_line",
        "A line of a megabyte comes from the alarm port.",
        _push(LONG_LINE),
        lasts=False,
    ),
    *(
        Fault(
            f"http_{status}",
            f"Every API request is answered with HTTP {status}.",
            _levers(status=status),
        )
        for status in (401, 404, 500, 503)
    ),
    Fault(
        "garbage",
        "API requests are answered with binary noise.",
        _levers(garbage=True),
    ),
    Fault(
        "key_errors",
        "Output 1 and the day/night mode are answered with an error.",
        _levers(error_keys=dict.fromkeys(BROKEN_KEYS, REFUSED)),
    ),
    Fault(
        "video_refused",
        "Video connections are closed, as the access restriction does.",
        _levers(video_refused=True),
    ),
)
FAULTS = {fault.name: fault for fault in _ALL}
