"""The emulated camera: it owns the servers, and all that is not a parameter."""

import asyncio
import contextlib
import math
import time
from collections.abc import Callable, Coroutine
from typing import Any, Self, override

from . import (
    actions,
    automation,
    factory,
    network,
    verbs_camera,
    verbs_ptz,
    verbs_system,
)
from .alarm import AlarmServer
from .control import ControlPage
from .fault_table import FaultBoard
from .faults import Faults
from .forms import Forms
from .heartbeat import Heartbeat
from .http_head import Request
from .http_server import HttpServer
from .identity import Identity
from .masks import Mask
from .motion import IMAGE, Head, Spot
from .parameters import Parameters
from .programs import Trace
from .relays import Relays
from .search import SearchServer, search_reply
from .sending import Multicast, Outbox
from .surroundings import Surroundings
from .video import Video

__all__ = ["EmulatedCamera", "verbs_camera", "verbs_ptz", "verbs_system"]

DEFAULT_MAC = "008088001AEF"


class EmulatedCamera(Surroundings):
    """A VN-V685, VN-V686 or VN-V686B on addresses of this machine."""

    def __init__(
        self,
        model: str = "VN-V685",
        host: str = "127.0.0.1",
        http_port: int = 0,
        alarm_port: int = 0,
        search_port: int | None = 0,
        control_port: int | None = None,
        *,
        mac: str = DEFAULT_MAC,
        firmware: str = "V3-00",
        camera_id: str = "Camera01",
        passwords: dict[str, str] | None = None,
        multi_key: bool = False,
        forms: Forms | None = None,
        faults: Faults | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        search_delay: tuple[float, float] = (0.0, 0.7),
        scene: str = "yard",
        prefix: int = 8,
        motor_safety: float | None = None,
        dhcp_address: str | None = None,
        allow_network: bool = False,
        hosts: dict[str, str] | None = None,
        ftp_data_port: int = 0,
        address_command: str | None = None,
    ) -> None:
        """Make a camera that is switched off."""
        mac = mac.replace(":", "").replace("-", "").upper()
        super().__init__(Identity(model, firmware, mac), host, clock, wall)
        self.forms = forms or self.forms
        self.faults = faults or self.faults
        if multi_key:
            self.multi_key = True
        self.http_port = http_port
        self.alarm_port = alarm_port
        self.search_port = search_port
        self.control_port = control_port
        self.search_delay = search_delay
        self.reboot_seconds = 60.0
        self.initialize_seconds = 120.0
        self.fault_board = FaultBoard(self)
        self.requests: list[Request] = []
        self.powered = False
        self.scene_name = scene
        # What a DHCP server would give it; without one it keeps its address.
        self.dhcp_address = dhcp_address
        self.allow_network = allow_network
        # What names mean to it; no name server is asked on loopback.
        self.hosts = hosts or {}
        # Guide 6.20 has 10020, of which one machine has only one per address.
        self.ftp_data_port = ftp_data_port
        # Gives the interface an address before it is listened at, as the camera does.
        self.address_command = address_command
        self.outbox = Outbox(self)
        self.heartbeat = Heartbeat(self)
        self.multicast = Multicast(self)
        self._prefix = prefix
        self._safety = motor_safety
        self._camera_id = camera_id
        self._passwords = passwords
        self._tasks: set[asyncio.Task[None]] = set()
        self._control: ControlPage | None = None
        self._build()
        self._reset_power()

    def _build(self) -> None:
        """Bring everything that survives power-off to its factory state."""
        default = self.identity.default_password
        self.passwords = dict(self._passwords or {}) or dict.fromkeys(
            ("admin", "operator", "user"), default
        )
        self.presets = self.layout.presets(self.identity.optical_limit)
        self.points = {"start": self.presets[5], "end": self.presets[1]}
        self.program_image = IMAGE.copy()
        self.masks: dict[int, Mask] = {}
        self.trace = Trace()
        self.parameters = Parameters(self, self._factory())
        self.last_3ddnr = "mid"

    def _factory(self) -> dict[str, str]:
        mask = network.mask(self._prefix)
        return factory.values(self._camera_id, self.host, mask, self.http_port)

    def _reset_power(self) -> None:
        """Bring everything that power-off loses to its start."""
        self.powered_at = self.clock()
        self.parameters.power_on()
        self.relays = Relays(self.clock)
        self.head = Head(self.clock, self.identity.optical_limit)
        self.head.safety = math.inf if self._safety is None else self._safety
        self.head.on_arrival = self._arrived
        self.head.on_idle = lambda: automation.auto_return(self)
        self.drives = dict(factory.DRIVES)
        self.auto_focus = True
        self.tracking: str | None = None
        self.target = ((280, 180, 360, 320), "")
        self.motion_until = -1e9
        self.mask_edit: tuple[int, Mask] | None = None
        self.last_events: dict[str, float] = {}
        self.after_reply: Callable[[], None] | None = None
        self.before_reply: Callable[[], Coroutine[Any, Any, None]] | None = None
        self.log.clear()
        # The head goes home at power-on, with the home preset's picture settings.
        if (home := self.presets.get(0)) is not None:
            self.head.place(home)
            self.head.preset = 0
            self.show(home.image)
        self.settings_changed()

    # Power.

    async def start(self) -> None:
        """Switch on, on the ports of the last time if there was one."""
        if self.powered:
            return
        self._reset_power()
        self.video = Video(self)
        self._make_servers()
        if self.is_reachable:
            try:
                await self.open_ports()
            except OSError:
                await self.close_ports()
                raise
        self.powered = True
        self.heartbeat.arm()
        self.parameters.live["network.interface.ip"] = self.host
        self.parameters.force("network.http.port", str(self.http_port))
        await self._start_control()

    @property
    def is_reachable(self) -> bool:
        """Tell whether it stands at an address of this machine's own.

        Sent to another one, it is gone: nobody here can see it there.
        """
        return network.may_send(self, self.host)

    def _make_servers(self) -> None:
        self.http = HttpServer(self, self.host, self.http_port)
        self.alarm = AlarmServer(self, self.host, self.alarm_port)
        port = -1 if self.search_port is None else self.search_port
        self.search = SearchServer(
            self.host, port, self._search_reply, lambda: self.search_delay
        )

    async def open_ports(self) -> None:
        """Listen, on the ports of the last time if there was one."""
        await self.http.start()
        self.http_port = self.http.port
        await self.alarm.start()
        self.alarm_port = self.alarm.port
        if self.search_port is not None:
            await self.search.start()
            self.search_port = self.search.port
        self.multicast.refresh()

    async def close_ports(self) -> None:
        """Refuse connections and end those that are there, without losing a value."""
        await self.multicast.stop()
        self.search.stop()
        await self.alarm.stop()
        await self.http.stop()
        await self.video.stop()

    async def move_to(self, host: str) -> None:
        """Take another address, as DHCP may tell it to."""
        self.host = host
        self.parameters.force("network.interface.ip", host)
        if self.powered:
            await self.close_ports()
            self._make_servers()
            await self.open_ports()

    async def become(self, identity: Identity) -> None:
        """Start again as somebody else, with what the flash memory held."""
        await self.power_off()
        self.identity = identity
        saved = self.parameters.saved
        self.parameters = Parameters(self, self._factory())
        for key, value in saved.items():
            if self.parameters.has(key):
                self.parameters.saved[key] = value
        await self.start()

    async def stop(self) -> None:
        """Switch off: unsaved values are lost."""
        await self.power_off()
        if self._control is not None:
            await self._control.stop()
            self._control = None

    async def power_off(self) -> None:
        """Cut the power; the control page stays."""
        current = asyncio.current_task()
        tasks = [task for task in self._tasks if task is not current]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._power_off()

    async def _power_off(self) -> None:
        if not self.powered:
            return
        self.powered = False
        self.heartbeat.stop()
        await self.close_ports()

    async def __aenter__(self) -> Self:
        """Switch on."""
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Switch off."""
        await self.stop()

    async def _start_control(self) -> None:
        if self.control_port is None or self._control is not None:
            return
        self._control = ControlPage([self], self.host, self.control_port)
        await self._control.start()
        self.control_port = self._control.port

    def begin_reboot(self) -> None:
        """Go away for a while and come back with saved and staged values."""
        self.spawn(self._reboot())

    async def _reboot(self) -> None:
        # The reply still leaves.
        await asyncio.sleep(0.01)
        self.parameters.activate("reboot")
        self.parameters.activate("http")
        place = network.after_restart(self)
        await self._power_off()
        await asyncio.sleep(self.reboot_seconds)
        if place.host != self.host and self.address_command:
            await network.take(self.address_command, place.host)
        self.host, self.http_port = place.host, place.http_port
        # At an address that this machine has not, nobody sees it again.
        with contextlib.suppress(OSError):
            await self.start()

    async def initialize(self) -> None:
        """Return to the factory settings (guide 6.17): it takes minutes."""
        await self.video.drop()
        await asyncio.sleep(self.initialize_seconds)
        self._build()
        self._reset_power()
        self.parameters.force("network.http.port", str(self.http_port))

    @override
    def settings_changed(self) -> None:
        super().settings_changed()
        if self.powered:
            self.heartbeat.arm()
            self.multicast.refresh()

    def begin_http_restart(self) -> None:
        """Move the web server to its new port."""
        self.spawn(self._restart_http())

    async def _restart_http(self) -> None:
        self.http_port = int(self.get("network.http.port"))
        await self.http.stop()
        self.http = HttpServer(self, self.host, self.http_port)
        await self.http.start()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside the servers; it ends when the camera is switched off."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # What happens around the camera.

    def event(self, token: str) -> None:
        """Let the alarm actions know of an event."""
        actions.fire(self, token)

    def _search_reply(self) -> bytes:
        prefix = network.prefix(self.get("network.interface.subnetmask"))
        return search_reply(self.full_model, self.host, prefix)

    def _arrived(self, number: int, spot: Spot) -> None:
        self.show(spot.image)
        self.event(f"camera.position({number}).status")

    # Traffic.

    @property
    def alarm_clients(self) -> int:
        """Count the alarm connections."""
        return self.alarm.clients if self.powered else 0

    @property
    def video_clients(self) -> int:
        """Count the video connections."""
        return len(self.video.sessions()) if self.powered else 0

    def note_request(self, request: Request) -> None:
        """Remember a request, dropping very old ones."""
        self.requests.append(request)
        if len(self.requests) > 20000:
            del self.requests[:10000]

    def clear_requests(self) -> None:
        """Forget the requests noted so far."""
        self.requests.clear()
