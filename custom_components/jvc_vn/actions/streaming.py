"""Actions on who may see the video, and on multicast (guide, 6.13 and 6.14)."""

from typing import Any, override

from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import ServiceResponse
from homeassistant.exceptions import ServiceValidationError

from ..coordinator import VnCoordinator
from ..protocol import parameters as p
from ..protocol.access_list import own_address, would_bar
from ..protocol.codecs import Codec, on_off, one_of
from ..protocol.errors import Expected, InvalidValueError
from . import groups
from .groups import Field, Group, Values

MOST_HOSTS = len(p.ACCESS_HOST.numbers)
_LIST: Group = {
    "logic": Field(p.ACCESS_LOGIC),
    **{f"hosts.{n}": Field(q) for n, q in enumerate(p.ACCESS_HOST, 1)},
}


async def get_access_list(coordinator: VnCoordinator) -> ServiceResponse:
    """Return who may see the video."""
    coordinator.require_role(p.ACCESS_LOGIC.readers)
    return _told(await groups.read(coordinator, _LIST))


async def set_access_list(
    coordinator: VnCoordinator, /, *, confirm: Any, **wanted: Any
) -> ServiceResponse:
    """Change who may see the video; return the whole list.

    What would bar Home Assistant itself has to be confirmed.
    """
    on_off().write("confirm", confirm)
    changes = _changes(wanted)
    groups.check(_LIST, changes)
    coordinator.require_role(p.ACCESS_LOGIC.writers)
    held = await groups.read(coordinator, _LIST)
    if not confirm:
        texts = {_LIST[name].parameter: value for name, value in changes.items()}
        await require_video(coordinator, texts)
    await groups.write(coordinator, "access_list", _LIST, changes, held)
    return _told(await groups.read(coordinator, _LIST))


def _told(values: Values) -> dict[str, Any]:
    hosts = [values.get(name) for name in _LIST if name != "logic"]
    return {"logic": values.get("logic"), "hosts": [host for host in hosts if host]}


def _changes(wanted: Values) -> Values:
    """Spread the hosts over their ten places; those that are left over are emptied."""
    changes = dict(wanted)
    if "hosts" in changes:
        hosts = changes.pop("hosts")
        if not isinstance(hosts, list) or len(hosts) > MOST_HOSTS:
            raise InvalidValueError("hosts", hosts, Expected("hosts", most=MOST_HOSTS))
        empty = [""] * (MOST_HOSTS - len(hosts))
        changes |= {f"hosts.{n}": h for n, h in enumerate([*hosts, *empty], 1)}
    return changes


async def require_video(
    coordinator: VnCoordinator, changes: dict[p.Parameter[str], str]
) -> None:
    """Refuse changes of the access list that would keep video from us."""
    data = coordinator.config_entry.data
    try:
        address = await own_address(data[CONF_HOST], data[CONF_PORT])
    except OSError:
        return
    if await would_bar(coordinator.camera, changes, address):
        raise coordinator.error(
            ServiceValidationError, "confirm_access", address=address
        )


_STREAMS = {"jpeg": 1, "mpeg4": 2}


class _Rate(Codec[float]):
    """A frame rate of multicast as a number; a negative one is seconds per frame."""

    @property
    @override
    def expected(self) -> Expected:
        return p.MULTICAST_FRAME_RATE.codec.expected

    @override
    def decode(self, text: str) -> float:
        return float(text) if "." in text else int(text)

    @override
    def encode(self, value: float) -> str:
        if type(value) not in {int, float}:
            raise TypeError(value)
        return p.MULTICAST_FRAME_RATE.codec.encode(f"{value:g}")


_RATE = _Rate()


def _multicast(number: int) -> Group:
    rate = Field(
        p.MULTICAST_FRAME_RATE, form=_RATE, told=_RATE.decode, meant=_RATE.encode
    )
    return {
        "group": Field(p.MULTICAST_HOST[number]),
        "port": Field(p.MULTICAST_PORT[number]),
        **({"frame_rate": rate} if number == 1 else {}),
        "running": Field(p.MULTICAST[number]),
    }


MULTICAST = {name: _multicast(number) for name, number in _STREAMS.items()}


async def set_multicast(
    coordinator: VnCoordinator, /, *, stream: Any, **wanted: Any
) -> ServiceResponse:
    """Change where a stream is sent by multicast, and whether; return all of it."""
    one_of(MULTICAST).write("stream", stream)
    group, number = MULTICAST[stream], _STREAMS[stream]
    for name in wanted.keys() - group.keys():
        expected = Expected("fields", names=", ".join(group))
        raise InvalidValueError(name, wanted[name], expected)
    groups.check(group, wanted)
    coordinator.require_role(p.MULTICAST_HOST[number].writers)
    held = await groups.read(coordinator, group)
    then = held | wanted
    await _require_own_place(coordinator, number, then)
    running = p.MULTICAST[number]
    place = {name: value for name, value in wanted.items() if name != "running"}
    changed = {n: v for n, v in place.items() if held.get(n) != v}
    if changed:
        # In force only with the save; the camera starts again for it.
        await groups.write(coordinator, f"multicast_{number}", group, place, held)
        await coordinator.pending_saves.flush()
    runs, shall = held.get("running"), then.get("running")
    if shall and (changed or not runs):
        await coordinator.writer.set(running, True)
    elif runs and not shall:
        await coordinator.writer.set(running, False)
    return {"stream": stream, **await groups.read(coordinator, group)}


async def _require_own_place(
    coordinator: VnCoordinator, number: int, then: Values
) -> None:
    """Refuse the place of the other stream: each needs its own (guide, 8)."""
    other = MULTICAST["mpeg4" if number == 1 else "jpeg"]
    held = await groups.read(coordinator, other)
    place = (then.get("group"), then.get("port"))
    if place == (held.get("group"), held.get("port")):
        raise InvalidValueError("port", place[1], Expected("own_place"))
