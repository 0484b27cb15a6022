"""The action that closes an output for a while."""

from typing import Any

from ..coordinator import VnCoordinator
from ..protocol import parameters as p


async def pulse_output(coordinator: VnCoordinator, output: Any, duration: Any) -> None:
    """Close an output, 1-2, for 100-5000 ms."""
    coordinator.require_role(p.OUTPUT[1].writers)
    coordinator.require_running()
    await coordinator.pulses.pulse(output, duration)
