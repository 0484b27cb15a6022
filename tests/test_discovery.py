"""Cameras that show up by themselves: the UDP search, and where it is sent."""

import asyncio
import errno
import json
import socket
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from homeassistant.components import network
from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_INTEGRATION_DISCOVERY,
    SOURCE_USER,
    ConfigEntryDisabler,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.jvc_vn import config_flow
from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.discovery import MOST_OFFERS, async_search
from custom_components.jvc_vn.protocol import search
from tests.conftest import entry_data, make_emulated
from tests.emulator import EmulatedCamera
from tests.emulator.search import SearchServer, search_reply

type Targets = list[tuple[str, int]]

TEXTS = Path(__file__).parent.parent / "custom_components/jvc_vn/translations/en.json"
FLOW_TITLE: str = json.loads(TEXTS.read_text())["config"]["flow_title"]


@pytest.fixture(autouse=True)
def _quick_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """On loopback an answer is there at once."""
    monkeypatch.setattr(search, "search", partial(search.search, wait=0.1))


def searchable(host: str = "127.0.0.1", **changes: Any) -> EmulatedCamera:
    """Make a camera whose search port is its HTTP port, as a real one has it."""
    with socket.socket() as sock:
        sock.bind((host, 0))
        port = sock.getsockname()[1]
    return make_emulated(host=host, http_port=port, search_port=port, **changes)


def target(camera: EmulatedCamera) -> tuple[str, int]:
    """Where a camera hears a search."""
    assert camera.search_port is not None
    return camera.host, camera.search_port


def offers(hass: HomeAssistant) -> list[str]:
    """The titles of the cards that the person sees."""
    flows = hass.config_entries.flow.async_progress_by_handler(
        DOMAIN, match_context={"source": SOURCE_INTEGRATION_DISCOVERY}
    )
    return sorted(card_title(flow) for flow in flows)


def card_title(flow: ConfigFlowResult) -> str:
    """Put the title of a card together as the frontend does."""
    return FLOW_TITLE.format(**flow["context"]["title_placeholders"])


async def start(hass: HomeAssistant, *settings: Any) -> bool:
    """Set the integration up, perhaps with a part of configuration.yaml."""
    done = await async_setup_component(
        hass, DOMAIN, {DOMAIN: settings[0]} if settings else {}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    return done


async def later(hass: HomeAssistant, minutes: float) -> None:
    """Let time pass, and wait until a search that began is over."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=minutes))
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_every_new_camera_is_offered_at_start(
    hass: HomeAssistant, search_targets: Targets
) -> None:
    """Each of several cameras has its card, and none is sent a request for it."""
    cameras: list[EmulatedCamera] = []
    async with AsyncExitStack() as stack:
        for number, model in enumerate(("VN-V685", "VN-V686", "VN-V686B"), start=1):
            host = f"127.0.0.{number}"
            camera = await stack.enter_async_context(searchable(host, model=model))
            cameras.append(camera)
            search_targets.append(target(camera))
        assert await start(hass)
    assert offers(hass) == [
        "VN-V685 (127.0.0.1)",
        "VN-V686 (127.0.0.2)",
        "VN-V686B (127.0.0.3)",
    ]
    assert [camera.requests for camera in cameras] == [[], [], []]


async def test_a_camera_that_comes_later_is_found_within_15_minutes(
    hass: HomeAssistant, search_targets: Targets
) -> None:
    """The search is repeated every 15 minutes, and not more often."""
    assert await start(hass)
    async with searchable("127.0.0.2") as first, searchable("127.0.0.3") as second:
        search_targets.append(target(first))
        await later(hass, 14.9)
        assert offers(hass) == []
        await later(hass, 15.1)
        assert offers(hass) == ["VN-V685 (127.0.0.2)"]
        search_targets.append(target(second))
        await later(hass, 30.2)
    assert offers(hass) == ["VN-V685 (127.0.0.2)", "VN-V685 (127.0.0.3)"]


async def test_no_camera_is_offered_twice(
    hass: HomeAssistant, search_targets: Targets
) -> None:
    """Neither for two answers to one search, nor in the next one."""
    async with searchable() as camera:
        search_targets.extend([target(camera)] * 2)
        assert await start(hass)
        await later(hass, 15.1)
    assert offers(hass) == ["VN-V685 (127.0.0.1)"]


@asynccontextmanager
async def crowd(targets: Targets, count: int) -> AsyncGenerator[list[SearchServer]]:
    """Let so many addresses answer the search as cameras do."""
    async with AsyncExitStack() as stack:
        servers = []
        for number in range(count):
            host = f"127.0.1.{number + 1}"
            answer = search_reply("VN-V685U", host, 8)
            server = SearchServer(host, 0, lambda a=answer: a, lambda: (0.0, 0.0))
            await server.start()
            stack.callback(server.stop)
            servers.append(server)
            targets.append((host, server.port))
        yield servers


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the search said in the log."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.name.endswith("jvc_vn.discovery") and record.levelname == "WARNING"
    ]


async def test_a_flood_of_answers_is_cut(
    hass: HomeAssistant,
    search_targets: Targets,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """To 32 offers, and one line in the log until it is over."""
    async with crowd(search_targets, 40):
        assert await start(hass)
        first = offers(hass)
        assert len(first) == MOST_OFFERS == 32
        for round_ in (1, 2):
            await later(hass, 15.1 * round_)
            assert offers(hass) == first
    told = "40 unknown cameras answered the search; only 32 are offered at a time"
    assert warnings(caplog) == [told]
    await later(hass, 15.1 * 3)
    assert offers(hass) == []
    async with crowd(search_targets, 33):
        await later(hass, 15.1 * 4)
        assert len(warnings(caplog)) == 2


async def test_dhcp_offers_no_more_either(
    hass: HomeAssistant, search_targets: Targets, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit is one for both ways to be found."""
    async with crowd(search_targets, 32), searchable() as camera:
        monkeypatch.setattr(config_flow, "DEFAULT_PORT", camera.http_port)
        assert await start(hass)
        info = DhcpServiceInfo(camera.host, "vn-v685", "0080880012aa")
        result = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_DHCP}, data=info
        )
        assert result["reason"] == "too_many_offers"
        assert len(hass.config_entries.flow.async_progress()) == 32


async def test_a_person_sees_no_more_in_the_list(
    hass: HomeAssistant, search_targets: Targets
) -> None:
    """Beside them stands that there may be another address."""
    async with crowd(search_targets, 40):
        form = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_USER}
        )
    assert form["data_schema"]
    listed = form["data_schema"].schema["camera"].config["options"]
    assert len(listed) == 33


async def test_an_offer_that_no_longer_answers_is_withdrawn(
    hass: HomeAssistant, search_targets: Targets
) -> None:
    """And its place is free for another; one that answers again is offered again."""
    async with crowd(search_targets, 33) as servers:
        assert await start(hass)
        assert "VN-V685 (127.0.1.1)" in offers(hass)
        # The 33rd in the order of their names.
        assert "VN-V685 (127.0.1.9)" not in offers(hass)
        servers[0].stop()
        await later(hass, 15.1)
        assert "VN-V685 (127.0.1.1)" not in offers(hass)
        assert "VN-V685 (127.0.1.9)" in offers(hass)
        assert len(offers(hass)) == 32


async def test_a_search_that_fails_withdraws_nothing(
    hass: HomeAssistant, search_targets: Targets, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody was asked, so nobody has kept silent."""

    async def no_socket(*args: Any, **kwargs: Any) -> Any:
        raise OSError(errno.EMFILE, "Too many open files")

    async with searchable() as camera:
        search_targets.append(target(camera))
        assert await start(hass)
        loop = asyncio.get_running_loop()
        monkeypatch.setattr(loop, "create_datagram_endpoint", no_socket)
        await later(hass, 15.1)
        assert offers(hass) == ["VN-V685 (127.0.0.1)"]


@pytest.mark.parametrize("http_port_moved", [False, True])
async def test_a_camera_that_was_added_is_not_offered(
    hass: HomeAssistant, search_targets: Targets, http_port_moved: bool
) -> None:
    """Even if disabled, or with an HTTP port that the search cannot tell."""
    async with searchable("127.0.0.2") as known, searchable("127.0.0.3") as new:
        data = entry_data(known, port=8080) if http_port_moved else entry_data(known)
        entry = MockConfigEntry(
            domain=DOMAIN, data=data, disabled_by=ConfigEntryDisabler.USER
        )
        entry.add_to_hass(hass)
        search_targets.extend([target(known), target(new)])
        assert await start(hass)
        assert offers(hass) == ["VN-V685 (127.0.0.3)"]
        await later(hass, 15.1)
    assert offers(hass) == ["VN-V685 (127.0.0.3)"]


@pytest.mark.parametrize(
    "answer",
    [
        search_reply("VN-C655U", "127.0.0.2", 8),
        search_reply("VN-V26U", "127.0.0.2", 8),
        search_reply("VN-V6850U", "127.0.0.2", 8),
        search_reply("VN-V685U", "127.0.0.2", 8).replace(b"200 OK", b"401 No"),
        b"system.id=VN-V685U\r\n",
        b"",
        bytes(range(256)) * 4,
    ],
)
async def test_whatever_else_answers_is_left_alone(
    hass: HomeAssistant, search_targets: Targets, answer: bytes
) -> None:
    """Other models of the maker, and what is no camera at all."""
    answers: list[bytes] = []

    def reply() -> bytes:
        answers.append(answer)
        return answer

    server = SearchServer("127.0.0.2", 0, reply, lambda: (0.0, 0.0))
    await server.start()
    try:
        async with searchable() as camera:
            search_targets.extend([("127.0.0.2", server.port), target(camera)])
            assert await start(hass)
    finally:
        server.stop()
    assert answers
    assert offers(hass) == ["VN-V685 (127.0.0.1)"]


async def test_a_search_that_cannot_be_sent_is_tried_again(
    hass: HomeAssistant,
    search_targets: Targets,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Without a free socket there is no search, and no alarm in the log."""
    tries: list[None] = []

    async def no_socket(*args: Any, **kwargs: Any) -> Any:
        tries.append(None)
        raise OSError(errno.EMFILE, "Too many open files")

    async with searchable() as camera:
        search_targets.append(target(camera))
        with monkeypatch.context() as patched:
            loop = asyncio.get_running_loop()
            patched.setattr(loop, "create_datagram_endpoint", no_socket)
            assert await start(hass)
        assert tries
        assert offers(hass) == []
        assert not [record for record in caplog.records if record.levelname == "ERROR"]
        await later(hass, 15.1)
    assert offers(hass) == ["VN-V685 (127.0.0.1)"]


@pytest.mark.parametrize(
    "written",
    [
        lambda host, port: [f"{host}:{port}"],
        lambda host, port: f"{host}:{port}",
        lambda host, port: ["127.0.0.3:9", f"{host}:{port}"],
    ],
    ids=["list", "single string", "several"],
)
async def test_configuration_yaml_says_where_to_search(
    hass: HomeAssistant,
    search_targets: Targets,
    written: Callable[[str, int], Any],
) -> None:
    """Its targets replace our own networks."""
    async with searchable("127.0.0.2") as wanted, searchable() as unasked:
        search_targets.append(target(unasked))
        assert await start(hass, {"search": written(*target(wanted))})
    assert offers(hass) == ["VN-V685 (127.0.0.2)"]


async def test_a_target_without_a_port_is_searched_at_port_80(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where every camera hears the search."""
    async with searchable("127.0.0.2") as camera:
        monkeypatch.setattr("custom_components.jvc_vn.SEARCH_PORT", camera.search_port)
        assert search.PORT == 80
        assert await start(hass, {"search": ["127.0.0.2"]})
    assert offers(hass) == ["VN-V685 (127.0.0.2)"]


async def test_a_name_is_looked_up_beside_the_event_loop(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow name server must not stop Home Assistant."""
    looked_up: list[tuple[str, bool]] = []
    original = socket.getaddrinfo
    event_loop = threading.current_thread()

    def getaddrinfo(host: str, *args: Any, **kwargs: Any) -> Any:
        looked_up.append((host, threading.current_thread() is event_loop))
        return original(host, *args, **kwargs)

    async with searchable() as camera:
        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        assert await start(hass, {"search": f"localhost:{camera.search_port}"})
    assert offers(hass) == ["VN-V685 (127.0.0.1)"]
    assert set(looked_up) == {("localhost", False)}


@pytest.mark.parametrize("settings", [None, {}])
async def test_an_empty_section_searches_our_own_networks(
    hass: HomeAssistant, search_targets: Targets, settings: Any
) -> None:
    """`jvc_vn:` alone is nothing wrong."""
    async with searchable() as camera:
        search_targets.append(target(camera))
        assert await start(hass, settings)
    assert offers(hass) == ["VN-V685 (127.0.0.1)"]


@pytest.mark.parametrize(
    "settings",
    [
        {"search": ["127.0.0.1:0"]},
        {"search": ["127.0.0.1:65536"]},
        {"search": ["127.0.0.1:http"]},
        {"search": [":8085"]},
        {"search": [""]},
        {"search": [None]},
        {"search": "::1"},
        {"cameras": ["127.0.0.1"]},
        ["127.0.0.1"],
    ],
    ids=str,
)
async def test_what_cannot_be_a_target_is_refused(
    hass: HomeAssistant, search_targets: Targets, settings: Any
) -> None:
    """The check of the configuration names it, and nothing is searched."""
    async with searchable() as camera:
        search_targets.append(target(camera))
        assert not await start(hass, settings)
    assert offers(hass) == []


def adapter(*addresses: tuple[str, int], enabled: bool = True) -> network.Adapter:
    """Make a network adapter as Home Assistant describes it."""
    return network.Adapter(
        name="eth0",
        index=2,
        enabled=enabled,
        auto=True,
        default=True,
        ipv6=[
            {
                "address": "fd00::5",
                "network_prefix": 64,
                "flowinfo": 0,
                "scope_id": 0,
            }
        ],
        ipv4=[{"address": a, "network_prefix": prefix} for a, prefix in addresses],
    )


@pytest.mark.parametrize(
    ("adapters", "targets"),
    [
        ([], []),
        ([adapter()], []),
        ([adapter(("192.168.1.5", 24))], ["192.168.1.255"]),
        ([adapter(("10.1.2.3", 23))], ["10.1.3.255"]),
        ([adapter(("172.16.0.9", 12))], ["172.31.255.255"]),
        (
            [adapter(("192.168.1.5", 24), ("192.168.7.5", 28))],
            ["192.168.1.255", "192.168.7.15"],
        ),
        (
            [
                adapter(("192.168.1.5", 24)),
                adapter(("10.0.0.5", 8), enabled=False),
                adapter(("192.168.2.5", 24)),
            ],
            ["192.168.1.255", "192.168.2.255"],
        ),
    ],
)
async def test_our_own_networks_are_searched_by_their_broadcast_address(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    adapters: list[network.Adapter],
    targets: list[str],
) -> None:
    """Only those of adapters that Home Assistant may use, at port 80."""

    async def async_get_adapters(_hass: HomeAssistant) -> list[network.Adapter]:
        return adapters

    async def ask(targets: Targets) -> list[search.FoundCamera]:
        asked.append(targets)
        return []

    asked: list[Targets] = []
    monkeypatch.setattr(network, "async_get_adapters", async_get_adapters)
    monkeypatch.setattr(search, "search", ask)
    assert await async_search(hass) == []
    assert asked == [[(address, 80) for address in targets]]
