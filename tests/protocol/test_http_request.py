"""What goes out on the wire, byte for byte (guide, 1.1 and 5.1)."""

import asyncio

import aiohttp
import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.errors import (
    InvalidValueError,
    UnreachableError,
)
from custom_components.jvc_vn.protocol.http import Http, Turn, encode_query
from tests.conftest import until
from tests.emulator import EmulatedCamera

from .helpers import RawServer, login, raw_server, reply, settle

DONE = reply(b"camera.motion.pan&200 OK\r\n")
ADMIN_JVC = "Basic YWRtaW46anZj"
NEVER = aiohttp.ClientTimeout(total=None)


def head_of(raw: RawServer) -> tuple[str, dict[str, str]]:
    """Take the only request apart into its first line and its headers."""
    (head,) = raw.heads
    first, *lines = head.decode("ascii").removesuffix("\r\n\r\n").split("\r\n")
    return first, dict(line.split(": ", 1) for line in lines)


async def assert_as_printed(session: aiohttp.ClientSession) -> None:
    """Read the guide's example and compare the request with its print."""
    body = b"network.interface.subnetmask=255.0.0.0&200 OK\r\n"
    async with raw_server(reply(body)) as raw:
        http = login(session, raw.port)
        assert await http.param("network.interface.subnetmask") == body
    first, headers = head_of(raw)
    assert first == "GET /api/param?network.interface.subnetmask HTTP/1.1"
    assert headers == {
        "Accept": "text/plain",
        "Host": f"127.0.0.1:{raw.port}",
        "Authorization": ADMIN_JVC,
    }


async def test_request_is_the_one_of_the_guide(session: aiohttp.ClientSession) -> None:
    """The guide's example goes out with its headers and none besides."""
    await assert_as_printed(session)


async def test_request_of_home_assistants_session(hass: HomeAssistant) -> None:
    """Home Assistant's own session adds no header of its own either."""
    await assert_as_printed(async_get_clientsession(hass))


@pytest.mark.parametrize(
    ("username", "password", "token"),
    [
        # reference, 5.2
        ("admin", "jvc", "YWRtaW46anZj"),
        ("operator", "jvc", "b3BlcmF0b3I6anZj"),
        ("user", "jvc", "dXNlcjpqdmM="),
        ("admin", "vn-v686", "YWRtaW46dm4tdjY4Ng=="),
        ("user", "vn-v686", "dXNlcjp2bi12Njg2"),
    ],
)
async def test_logins(
    session: aiohttp.ClientSession, username: str, password: str, token: str
) -> None:
    """The three users are sent as the guide encodes them."""
    async with raw_server(DONE) as raw:
        http = Http(
            session, "127.0.0.1", raw.port, username=username, password=password
        )
        await http.param("camera.motion.pan")
    assert head_of(raw)[1]["Authorization"] == f"Basic {token}"


@pytest.mark.parametrize(
    ("key", "value", "query"),
    [
        # as printed: brackets, relative moves, addresses, segments, colours
        ("camera.position(3).status", "goto", "camera.position(3).status=goto"),
        ("camera.motion.pan", "+45.00", "camera.motion.pan=+45.00"),
        ("camera.motion.zoom", "-5.00", "camera.motion.zoom=-5.00"),
        ("system.timezone", "GMT+5:30", "system.timezone=GMT%2B5%3A30"),
        (
            "application.event(1).action",
            "mailto/a@somecompany.com/object01/Alarm ON",
            "application.event(1).action=mailto/a@somecompany.com/object01/Alarm%20ON",
        ),
        (
            "application.event(1).trigger",
            "m1(100)b2",
            "application.event(1).trigger=m1(100)b2",
        ),
        (
            "camera.motion.auto_return.mode",
            "auto_patrol(0)",
            "camera.motion.auto_return.mode=auto_patrol(0)",
        ),
        (
            "network.access_control(stream_out).host(1)",
            "10.0.0.0/24",
            "network.access_control(stream_out).host(1)=10.0.0.0%2F24",
        ),
        ("camera.id", "", "camera.id=%00"),
        # what could end a value or the request
        ("camera.id", "A&B=C%", "camera.id=A%26B%3DC%25"),
        ("camera.id", "a#b", "camera.id=a%23b"),
        ("camera.id", 'a<b>"c', "camera.id=a%3Cb%3E%22c"),
        ("camera.id", "{|}\\^[]`", "camera.id=%7B%7C%7D%5C%5E%5B%5D%60"),
        ("camera.id", "Tür 😀", "camera.id=T%C3%BCr%20%F0%9F%98%80"),
    ],
)
async def test_raw_values(
    session: aiohttp.ClientSession, key: str, value: str, query: str
) -> None:
    """Raw values go out as the guide prints them, all else percent-encoded."""
    async with raw_server(reply(f"{key}&200 OK\r\n".encode())) as raw:
        await Camera(login(session, raw.port)).set_raw(key, value)
    assert raw.heads[0].startswith(f"GET /api/param?{query} HTTP/1.1\r\n".encode())


@pytest.mark.parametrize(
    ("title", "sent"),
    [
        ("A&B=C%", "A%26B%3DC%25"),
        ("", "%00"),
        ("front gate", "front%20gate"),
        ("1+1", "1%2B1"),
        ("a/b?c#d", "a%2Fb%3Fc%23d"),
        ("%00", "%2500"),
        ("é", "%C3%A9"),
    ],
)
async def test_title_stays_one_value(
    camera: Camera, emulated: EmulatedCamera, title: str, sent: str
) -> None:
    """No title can become a second parameter; it is kept as it was written."""
    emulated.multi_key = True
    await camera.set(p.PRESET_TITLE[3], title)
    target = f"/api/param?camera.position(3).comment={sent}"
    assert emulated.requests[-1].target == target
    assert emulated.get("camera.position(3).comment") == title
    assert await camera.get(p.PRESET_TITLE[3]) == title


async def test_longest_request(session: aiohttp.ClientSession) -> None:
    """1024 bytes of API string go out, 1025 do not (guide, 6)."""
    room = 1024 - len("/api/param?camera.id=")
    async with raw_server(DONE) as raw:
        http = login(session, raw.port)
        await http.param(encode_query("camera.id", "x" * room))
        assert len(raw.targets[0]) == 1024
        with pytest.raises(InvalidValueError, match="1024"):
            await http.param(encode_query("camera.id", "x" * (room + 1)))
        with pytest.raises(InvalidValueError, match="1024"):
            await http.param(encode_query("camera.id", "é" * (room // 6 + 1)))
    assert len(raw.heads) == http.requests == 1


@pytest.mark.parametrize("query", ["still", "frames"])
async def test_video_is_sent_no_password(
    session: aiohttp.ClientSession, query: str
) -> None:
    """A picture is asked for as the guide prints it, without a login."""
    jpeg = b"\xff\xd8\xff\xda\x00\x02..\xff\xd9"
    async with raw_server(reply(jpeg, Content_type="image/jpeg")) as raw:
        camera = Camera(login(session, raw.port))
        if query == "still":
            await camera.still()
            wish = "framerate=0&boundary=off"
        else:
            assert len([frame async for frame in camera.frames(30)]) == 1
            wish = "framerate=30&boundary=on"
    first, headers = head_of(raw)
    assert first == f"GET /api/video?encode=jpeg&{wish}&ptz_info=off HTTP/1.1"
    assert headers == {"Host": f"127.0.0.1:{raw.port}"}


@pytest.mark.parametrize(
    ("rate", "asked"),
    [(30, "30"), (29, "30"), (10, "10"), (7, "7.5"), (0.1, "1"), (60, "30")],
)
async def test_rates_are_the_cameras(
    session: aiohttp.ClientSession, rate: float, asked: str
) -> None:
    """A rate that the camera does not have becomes its next higher one."""
    async with raw_server(reply(b"")) as raw:
        camera = Camera(login(session, raw.port))
        assert [frame async for frame in camera.frames(rate)] == []
    assert f"&framerate={asked}&" in raw.targets[0]


async def test_two_connections_at_most(session: aiohttp.ClientSession) -> None:
    """More requests than two wait for their turn; all are answered."""
    gate = asyncio.Event()

    async def serve(_head: bytes, writer: asyncio.StreamWriter) -> None:
        await gate.wait()
        writer.write(DONE)

    async with raw_server(serve) as raw:
        http = login(session, raw.port)
        tasks = [asyncio.create_task(http.param("camera.id")) for _ in range(8)]
        while raw.open < 2:
            await asyncio.sleep(0.001)
        await settle(200)
        assert raw.open == 2
        gate.set()
        assert await asyncio.gather(*tasks) == [b"camera.motion.pan&200 OK\r\n"] * 8
    assert raw.most_open == 2
    assert http.requests == 8


async def test_one_that_wants_to_be_alone(session: aiohttp.ClientSession) -> None:
    """While it is on its way there is no other request; all get their turn."""
    crowd: dict[bytes, int] = {}

    async def serve(head: bytes, writer: asyncio.StreamWriter) -> None:
        crowd[head.split()[1]] = raw.open
        await asyncio.sleep(0.005)
        crowd[head.split()[1]] = max(raw.open, crowd[head.split()[1]])
        writer.write(DONE)

    async with raw_server(serve) as raw:
        http = login(session, raw.port)
        requests = (
            http.param(f"a{n}", turn=Turn.ALONE if n in (3, 4) else Turn.ASKED)
            for n in range(8)
        )
        async with asyncio.timeout(2):
            await asyncio.gather(*requests)
    assert len(crowd) == 8
    assert crowd[b"/api/param?a3"] == crowd[b"/api/param?a4"] == 1
    assert max(crowd.values()) == 2


async def test_turns(session: aiohttp.ClientSession) -> None:
    """Polling keeps nobody waiting, and what is urgent waits for nobody."""
    order: list[bytes] = []
    gate = asyncio.Event()

    async def serve(head: bytes, writer: asyncio.StreamWriter) -> None:
        order.append(head.split()[1].removeprefix(b"/api/param?"))
        if not order[-1].startswith(b"stop"):
            await gate.wait()
        writer.write(DONE)

    async with raw_server(serve) as raw:
        http = login(session, raw.port)
        polls = [
            asyncio.create_task(http.param(f"poll{n}", turn=Turn.QUEUED))
            for n in range(5)
        ]
        await until(lambda: order == [b"poll0"])
        asked = asyncio.create_task(http.param("asked"))
        await until(lambda: order == [b"poll0", b"asked"])
        again = asyncio.create_task(http.param("again"))
        await http.param("stop", turn=Turn.URGENT)
        assert order == [b"poll0", b"asked", b"stop"]
        gate.set()
        await asyncio.gather(*polls, asked, again)
    assert order[3] == b"again"


async def test_new_login(http: Http, emulated: EmulatedCamera) -> None:
    """A login that changes is used from the next request on."""
    await http.param("camera.id")
    http.login("user", "jvc")
    await http.param("camera.id")
    assert [request.user for request in emulated.requests] == ["admin", "user"]


async def test_each_call_has_its_own_connection(
    session: aiohttp.ClientSession,
) -> None:
    """The client closes after each answer, whether the camera does or not (5)."""
    ended = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply(b"camera.id&200 OK\r\n"))
        assert await reader.read() == b""
        writer.close()
        ended.set()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        await login(session, port).param("camera.id")
        async with asyncio.timeout(2):
            await ended.wait()


async def test_ipv6_address() -> None:
    """An IPv6 address is put in brackets."""
    seen = []

    class Session:
        async def get(self, url: object, **_: object) -> None:
            seen.append(str(url))
            raise TimeoutError

    http = Http(Session(), "fe80::280:88ff:fe41:400c", 8080)  # type: ignore[arg-type]
    with pytest.raises(UnreachableError):
        await http.param("camera.id")
    assert seen == ["http://[fe80::280:88ff:fe41:400c]:8080/api/param?camera.id"]
