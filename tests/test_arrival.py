"""Waiting for an arrival, without a camera."""

from types import SimpleNamespace
from typing import Any

from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.errors import UnreachableError
from custom_components.jvc_vn.protocol.timing import Timing
from custom_components.jvc_vn.ptz.arrival import ArrivalWaiter, Outcome
from tests.protocol.helpers import Clock


async def test_a_camera_that_does_not_tell_its_zoom() -> None:
    """It is not known to have arrived: where it stands is told, and that it stands."""
    clock = Clock()

    async def sleep(seconds: float) -> None:
        clock.now += seconds

    async def fetch() -> None:
        raise UnreachableError("no picture")

    async def get_many(_asked: object) -> Any:
        return SimpleNamespace(values={p.PAN: 10.0, p.TILT: 20.0})

    coordinator: Any = SimpleNamespace(
        timing=Timing(clock, sleep),
        hub=SimpleNamespace(running=False, newest=None, fetch=fetch),
        camera=SimpleNamespace(get_many=get_many),
    )
    for goal, outcome in (
        ({p.PAN: 10.0, p.ZOOM: 5.0}, Outcome.ELSEWHERE),
        ({p.PAN: 10.0, p.TILT: 20.0}, Outcome.ARRIVED),
    ):
        waiter = ArrivalWaiter(coordinator, goal)
        await waiter.begin()
        arrival = await waiter.end()
        assert arrival.outcome is outcome
        assert arrival.place == {p.PAN: 10.0, p.TILT: 20.0}
