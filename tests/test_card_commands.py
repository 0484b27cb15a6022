"""What the card asks over the WebSocket: who may, what turns, and what it is told."""

import asyncio
from base64 import b64decode
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from homeassistant.auth.models import User
from homeassistant.core import HomeAssistant
from homeassistant.helpers.dispatcher import async_dispatcher_send
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.jvc_vn.const import VOCABULARY_CHANGED
from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.ptz import hold
from tests.conftest import set_up, settled, until
from tests.emulator import EmulatedCamera
from tests.emulator.faults import Refusal
from tests.emulator.motion import Spot

CAMERA = "camera.vn_v685"


class Page:
    """A page that is open somewhere."""

    def __init__(self, socket: Any) -> None:
        """Speak over a connection."""
        self.socket = socket
        self.told: list[dict[str, Any] | None] = []

    async def ask(self, command: str, **fields: Any) -> dict[str, Any]:
        """Ask something; events that come before the answer are kept."""
        message = {"type": f"jvc_vn/{command}", "entity_id": CAMERA, **fields}
        await self.socket.send_json_auto_id(message)
        while (answer := await self.read())["type"] != "result":
            pass
        return answer

    async def good(self, command: str, **fields: Any) -> Any:
        """Ask something that has to go well."""
        answer = await self.ask(command, **fields)
        assert answer["success"], answer
        return answer["result"]

    async def refused(self, command: str, **fields: Any) -> dict[str, Any]:
        """Ask something that has to be refused; return why."""
        answer = await self.ask(command, **fields)
        assert not answer["success"]
        error: dict[str, Any] = answer["error"]
        return error

    async def read(self) -> dict[str, Any]:
        """Read a message."""
        message: dict[str, Any] = await self.socket.receive_json()
        if message["type"] == "event":
            self.told.append(message["event"])
        return message

    async def until(self, wanted: Callable[[Any], bool]) -> Any:
        """Read until something is told that is wanted."""
        async with asyncio.timeout(5):
            while not self.told or not wanted(self.told[-1]):
                await self.read()
        return self.told[-1]


type Open = Callable[[], Awaitable[Page]]


@pytest.fixture
async def open_page(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> Open:
    """Open a page."""

    async def open_it() -> Page:
        return Page(await hass_ws_client(hass))

    return open_it


@pytest.fixture
async def page(open_page: Open) -> Page:
    """Return an open page."""
    return await open_page()


async def test_subscribe_tells_all(
    hass: HomeAssistant, page: Page, loaded: MockConfigEntry
) -> None:
    """What a card shows is told at once, and told anew when it changes."""
    assert await page.good("subscribe") is None
    told = await page.until(bool)
    assert told["model"].startswith("VN-V685")
    assert told["lens"]["optical"] == 27
    assert told["may"]["turn"]
    assert told["control"]
    assert told["admin"]
    assert told["turning"] is None
    titles = {each["number"]: each["title"] for each in told["presets"]}
    assert titles == loaded.runtime_data.presets.titles
    assert all(each["place"] is None for each in told["presets"])

    await page.good("order", presets=[12, 1, 1])
    told = await page.until(lambda told: told["presets"][0]["number"] == 12)
    numbers = [each["number"] for each in told["presets"]]
    assert numbers[:2] == [12, 1]
    assert sorted(numbers) == sorted(titles)

    # What another camera's presets are called is none of it.
    known = len(page.told)
    loaded.runtime_data.sights.mask_seen(2)
    async_dispatcher_send(hass, VOCABULARY_CHANGED, "another entry")
    loaded.runtime_data.data.update(
        {p.PRIVACY_MASK: True, p.PRIVACY_MASK_AREA[1]: True}
    )
    async_dispatcher_send(hass, VOCABULARY_CHANGED, loaded.entry_id)
    told = await page.until(lambda told: bool(told["masks"]))
    assert told["masks"][0]["area"] == 2
    assert len(page.told) > known


async def test_subscription_ends_with_the_entry(
    hass: HomeAssistant, page: Page, loaded: MockConfigEntry
) -> None:
    """A card hears that its camera is gone, and finds it again."""
    await page.good("subscribe")
    await page.until(bool)
    await hass.config_entries.async_unload(loaded.entry_id)
    assert await page.until(lambda told: told is None) is None
    assert (await page.refused("subscribe"))["code"] == "not_loaded"
    await set_up(hass, loaded)
    await page.good("subscribe")
    assert (await page.until(bool))["may"]["turn"]


async def test_unsubscribing(page: Page, loaded: MockConfigEntry) -> None:
    """A card that is gone listens no more."""
    await page.good("subscribe")
    await page.until(bool)
    await page.socket.send_json_auto_id(
        {"type": "unsubscribe_events", "subscription": 1}
    )
    while (await page.read())["type"] != "result":
        pass
    told = len(page.told)
    await page.good("order", presets=[3])
    assert len(page.told) == told


async def test_hold_renews_and_releases(
    page: Page, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """A move is begun, goes another way, is renewed without a request, and ends."""
    await page.good("hold", pan=30)
    assert emulated.motors_running() == {"pan"}
    asked = len(emulated.requests)
    await page.good("hold", pan=30)
    assert len(emulated.requests) == asked
    await page.good("hold", tilt=30)
    assert emulated.motors_running() == {"tilt"}
    await page.good("release")
    assert not emulated.motors_running()
    await page.good("release")


async def test_hold_ends_by_itself(
    page: Page, emulated: EmulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody renews ends."""
    monkeypatch.setattr(hold, "LASTS", 0.1)
    await page.good("hold", pan=30)
    await until(lambda: not emulated.motors_running(), 2)


async def test_hold_ends_with_its_page(page: Page, emulated: EmulatedCamera) -> None:
    """A page that goes away lets go."""
    await page.good("hold", pan=30, zoom=-20)
    assert emulated.motors_running() == {"pan", "zoom"}
    await page.socket.close()
    await until(lambda: not emulated.motors_running(), 1)


async def test_newer_wins(
    open_page: Open, page: Page, emulated: EmulatedCamera
) -> None:
    """Who turns second has the camera; both are told, and the first stops nothing."""
    other = await open_page()
    await page.good("subscribe")
    await page.good("hold", pan=30)
    told = await page.until(lambda told: told["turning"] is not None)
    assert told["turning"]["you"]
    await other.good("hold", tilt=30)
    assert (await page.refused("hold", pan=30))["code"] == "superseded"
    told = await page.until(lambda told: told["turning"]["you"] is False)
    assert told["turning"]["by"]
    await page.good("release")
    assert emulated.motors_running() == {"tilt"}
    await other.good("release")
    assert not emulated.motors_running()


async def test_stop_stops_everybody(
    open_page: Open, page: Page, emulated: EmulatedCamera
) -> None:
    """The square stops the camera, whoever turns it."""
    other = await open_page()
    await other.good("hold", pan=30)
    await page.good("stop")
    assert not emulated.motors_running()
    assert (await other.refused("hold", pan=30))["code"] == "superseded"


async def test_goto(page: Page, emulated: EmulatedCamera) -> None:
    """A dragged picture sends the camera somewhere."""
    await page.good("goto", pan=20.004, tilt=30)
    await until(lambda: emulated.position[:2] == pytest.approx((20, 30)), 8)
    asked = len(emulated.requests)
    await page.good("goto")
    assert len(emulated.requests) == asked
    # Whose turn it is already gets no other.
    await page.good("subscribe")
    for pan in (60, 90):
        await page.good("goto", pan=pan)
    told = await page.until(lambda told: told["turning"] is not None)
    assert told["turning"]["you"]


@pytest.mark.parametrize(
    ("command", "fields", "code"),
    [
        ("hold", {"pan": 101}, "invalid_format"),
        ("hold", {"pan": "left"}, "invalid_format"),
        ("hold", {"roll": 1}, "invalid_format"),
        ("goto", {"pan": "north"}, "invalid_format"),
        ("goto", {"tilt": 191}, "home_assistant_error"),
        ("goto", {"pan": -1}, "home_assistant_error"),
        ("pictures", {"presets": [100]}, "invalid_format"),
        ("order", {"presets": [-1]}, "invalid_format"),
        ("settings", {"settings": ["password"]}, "invalid_format"),
        ("set", {"setting": "iris", "value": "ajar"}, "home_assistant_error"),
        ("set", {"setting": "pan_limit_left", "value": 400}, "invalid_format"),
        ("limits", {"left": 360}, "home_assistant_error"),
        ("limits", {"tilt": 16}, "home_assistant_error"),
        ("limits", {"left": "here"}, "invalid_format"),
        ("set", {"setting": "network", "value": 1}, "invalid_format"),
    ],
)
async def test_nonsense_is_refused(
    page: Page, emulated: EmulatedCamera, command: str, fields: Any, code: str
) -> None:
    """What is wrong is said before anything is sent."""
    asked = len(emulated.requests)
    assert (await page.refused(command, **fields))["code"] == code
    assert len(emulated.requests) == asked


@pytest.mark.parametrize("entity_id", ["camera.nobody", "sun.sun"])
async def test_no_such_camera(page: Page, entity_id: str) -> None:
    """What is no camera of ours is not found."""
    for command in ("subscribe", "hold", "stop"):
        error = await page.refused(command, entity_id=entity_id)
        assert error["code"] == "not_found"


async def test_who_may_read_only(
    page: Page, hass_admin_user: User, emulated: EmulatedCamera
) -> None:
    """Who may look on may not turn, and is not told that he might."""
    hass_admin_user.groups = []
    hass_admin_user.mock_policy({"entities": {"entity_ids": {CAMERA: {"read": True}}}})
    await page.good("subscribe")
    told = await page.until(bool)
    assert not told["control"]
    assert not any(told["may"].values())
    await page.good("pictures", panorama=True)
    await settled(emulated)
    asked = len(emulated.requests)
    for command, fields in (
        ("hold", {"pan": 10}),
        ("stop", {}),
        ("release", {}),
        ("goto", {"pan": 10}),
        ("order", {"presets": []}),
        ("set", {"setting": "iris", "value": "auto_mid"}),
        ("limits", {"tilt": 3}),
    ):
        assert (await page.refused(command, **fields))["code"] == "unauthorized"
    assert len(emulated.requests) == asked


async def test_who_may_nothing(page: Page, hass_admin_user: User) -> None:
    """Who may not even look is told nothing."""
    hass_admin_user.groups = []
    hass_admin_user.mock_policy({})
    for command in ("subscribe", "pictures"):
        assert (await page.refused(command))["code"] == "unauthorized"


async def test_camera_away(page: Page, emulated: EmulatedCamera) -> None:
    """A camera that does not answer is said in words that can be translated."""
    await emulated.power_off()
    error = await page.refused("hold", pan=10)
    assert error["code"] == "home_assistant_error"
    assert error["translation_domain"] == "jvc_vn"
    assert error["translation_key"]


async def test_settings(
    page: Page, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Settings are read with what they may be, and written."""
    read = await page.good("settings", settings=["iris", "pan_limit_left", "pan_limit"])
    assert read["iris"]["writable"]
    assert "auto_mid" in read["iris"]["options"]
    assert read["pan_limit_left"]["max"] == pytest.approx(359.99)
    assert isinstance(read["pan_limit"]["value"], bool)
    assert await page.good("set", setting="iris", value="auto_high") is None
    read = await page.good("settings", settings=["iris"])
    assert read["iris"]["value"] == "auto_high"
    # What was read before is better than nothing.
    emulated.faults.status = 500
    assert await page.good("settings", settings=["iris"]) == read
    emulated.faults.status = None
    # A sister model may have less than the guide tells of ours.
    loaded.runtime_data.seen = frozenset()
    error = await page.refused("set", setting="iris", value="auto_low")
    assert error["translation_key"] == "not_this_model"
    assert emulated.get("camera.iris") == "autoH"


async def test_limits(page: Page, emulated: EmulatedCamera) -> None:
    """The camera is turned to new ends, beyond old ones too, and back."""
    emulated.head.place(Spot(20, 30, 10))
    await page.good("limits", pan=True, left=350, right=60.5, tilt=7)
    key = "camera.motion.pan.limit"
    assert emulated.get(f"{key}.left") == "350.00"
    assert emulated.get(f"{key}.right") == "60.50"
    assert emulated.get(f"{key}.status") == "on"
    assert emulated.get("camera.motion.tilt.limit.upper") == "7"
    await until(lambda: emulated.position == pytest.approx((20, 30, 10)), 8)
    await page.good("limits", tilt=9)
    assert emulated.get("camera.motion.tilt.limit.upper") == "9"
    await page.good("limits", right=80)
    assert emulated.get(f"{key}.right") == "80.00"
    assert emulated.get(f"{key}.status") == "on"


async def test_limits_all_or_none(page: Page, emulated: EmulatedCamera) -> None:
    """What cannot be done whole is taken back."""
    await page.good("limits", pan=True, left=350, right=60)
    emulated.faults.refusals.append(Refusal("camera.motion.pan.limit.right=present"))
    await page.refused("limits", left=300, right=90)
    key = "camera.motion.pan.limit"
    assert emulated.get(f"{key}.left") == "350.00"
    assert emulated.get(f"{key}.right") == "60.00"
    assert emulated.get(f"{key}.status") == "on"


async def test_pictures(page: Page, loaded: MockConfigEntry) -> None:
    """The panorama is a JPEG when something was seen, and nothing before."""
    nothing = await page.good("pictures", presets=[1])
    assert nothing == {"presets": {"1": None}}
    sights = loaded.runtime_data.sights
    await until(lambda: sights.version > 0)
    seen = await page.good("pictures", panorama=True)
    assert seen["version"] == sights.version
    assert b64decode(seen["panorama"])[:2] == b"\xff\xd8"


async def test_login_that_may_not(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    emulated: EmulatedCamera,
) -> None:
    """The camera's own login decides too: `user` may look on only."""
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, "username": "user"}
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    page = Page(await hass_ws_client(hass))
    await page.good("subscribe")
    told = await page.until(bool)
    assert told["control"]
    assert not told["may"]["turn"]
    assert not told["may"]["save"]
    error = await page.refused("hold", pan=10)
    assert error["translation_domain"] == "jvc_vn"
