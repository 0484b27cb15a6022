"""Every control turns the camera, the way it says, and letting go stops it."""

import asyncio
import math
from typing import Any

import pytest

from tests.emulator.optics import WIDE_FIELD

from .house import FRONT, House
from .visit import Visitor, Visitors, eventually, held, stands, turns

BUTTONS = {
    "Up": {"tilt": -1},
    "Up and right": {"pan": 1, "tilt": -1},
    "Right": {"pan": 1},
    "Down and right": {"pan": 1, "tilt": 1},
    "Down": {"tilt": 1},
    "Down and left": {"pan": -1, "tilt": 1},
    "Left": {"pan": -1},
    "Up and left": {"pan": -1, "tilt": -1},
    "Zoom in": {"zoom": 1},
    "Zoom out": {"zoom": -1},
}
KEYS = {
    "ArrowLeft": {"pan": -1},
    "ArrowRight": {"pan": 1},
    "ArrowUp": {"tilt": -1},
    "ArrowDown": {"tilt": 1},
    "+": {"zoom": 1},
    "-": {"zoom": -1},
}
CAMERA = "camera.front_yard"
TILTED = math.cos(math.radians(20 - 5))


def beside(part: float) -> float:
    """Degrees to turn to what is so far beside the middle of a wide picture."""
    across = math.tan(math.radians(WIDE_FIELD / 2))
    return math.degrees(math.atan(2 * part * across / TILTED))


SIDE, FURTHER = beside(0.2), beside(0.25)
GAMEPAD = """
  const axes = [0, 0, 0, 0];
  const buttons = Array.from({length: 17}, () => ({pressed: false, value: 0}));
  window.gamepad = {axes, buttons, connected: true, index: 0, id: "test"};
  navigator.getGamepads = () => [window.gamepad, null, null, null];
"""


MIDDLE = (200, 40, 30)
"""Where the camera can go any way."""


async def looks(home: House, within: float = 8.0, **where: float) -> dict[str, Any]:
    """Wait until the camera looks somewhere, and stands there."""

    def so(now: dict[str, Any]) -> bool:
        near = all(
            abs((now[axis] - value + 180) % 360 - 180) < 1.5
            for axis, value in where.items()
        )
        return near and not now["motors"]

    return await eventually(home.camera, so, within)


@pytest.mark.parametrize("name", BUTTONS)
async def test_button(home: House, visitor: Visitor, name: str) -> None:
    """A button turns as long as it is pressed, also beyond one renewal."""
    await visitor.look(*MIDDLE)
    async with held(visitor, visitor.button(name)):
        await turns(home, **BUTTONS[name])
    await stands(home)


async def test_held_on(home: House, visitor: Visitor) -> None:
    """A button that is held longer than a move lasts goes on turning."""
    await visitor.look(*MIDDLE)
    async with held(visitor, visitor.button("Right")):
        await asyncio.sleep(2.2)
        await turns(home, pan=1)
    await stands(home)


@pytest.mark.parametrize("key", KEYS)
async def test_key(home: House, visitor: Visitor, key: str) -> None:
    """Keys turn the camera whose picture has the focus."""
    await visitor.look(*MIDDLE)
    await visitor.picture.focus()
    await visitor.page.keyboard.down(key)
    await turns(home, **KEYS[key])
    await visitor.page.keyboard.up(key)
    await stands(home)


async def test_keys_that_act_once(home: House, visitor: Visitor) -> None:
    """Home goes home, a digit to a preset, Space stops."""
    await visitor.picture.focus()
    await visitor.page.keyboard.press("1")
    await eventually(home.camera, lambda now: bool(now["preset"] == "1"), 15)
    await visitor.page.keyboard.press("Home")
    await eventually(home.camera, lambda now: bool(now["preset"] == "0"), 15)
    await visitor.look(*MIDDLE)
    await visitor.page.keyboard.down("ArrowRight")
    await turns(home, pan=1)
    await visitor.page.keyboard.press(" ")
    await stands(home)
    await visitor.page.keyboard.up("ArrowRight")


async def test_button_by_key(home: House, visitor: Visitor) -> None:
    """Who cannot press with a pointer presses with Enter, as long as he likes."""
    await visitor.look(*MIDDLE)
    await visitor.button("Left").focus()
    await visitor.page.keyboard.down("Enter")
    await turns(home, pan=-1)
    await visitor.page.keyboard.up("Enter")
    await stands(home)


async def test_joystick(home: House, visitor: Visitor) -> None:
    """The knob turns the way it is drawn, and faster the further."""
    await visitor.look(*MIDDLE)
    async with held(visitor, visitor.card.locator(".knob")):
        box = await visitor.box(visitor.card.locator(".pad"))
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        await visitor.page.mouse.move(x - 30, y + 30, steps=4)
        await turns(home, pan=-1, tilt=1)
        await visitor.page.mouse.move(x + 40, y, steps=4)
        await turns(home, pan=1)
    await stands(home)


async def test_speed(home: House, visitor: Visitor) -> None:
    """The slider decides how fast a button turns."""
    far = []
    for speed in ("5", "100"):
        await visitor.look(*MIDDLE)
        await visitor.card.locator(".speed input").fill(speed)
        before = await home.camera()
        async with held(visitor, visitor.button("Right")):
            await turns(home, pan=1)
            await asyncio.sleep(0.4)
        await stands(home)
        far.append((await home.camera())["pan"] - before["pan"])
    assert far[1] > 4 * far[0]


async def test_gamepad(home: House, visitors: Visitors) -> None:
    """A stick turns the camera that was touched last; at rest it stops."""
    visitor = await visitors.enter(script=GAMEPAD)
    await visitor.show({"camera": "camera.front_yard"})
    await visitor.look(*MIDDLE)
    await visitor.picture.focus()
    await visitor.page.evaluate("gamepad.axes[0] = 0.9")
    await turns(home, pan=1)
    await visitor.page.evaluate("gamepad.axes[0] = 0")
    await stands(home)
    await visitor.page.evaluate("gamepad.buttons[7] = {pressed: true, value: 1}")
    await turns(home, zoom=1)
    await visitor.page.evaluate("gamepad.buttons[7] = {pressed: false, value: 0}")
    await stands(home)


async def test_drag(home: House, visitor: Visitor) -> None:
    """What was under the finger is under it in the end."""
    await visitor.look(20, 20)
    await visitor.drag((0.7, 0.5), (0.3, 0.5))
    # What is right of the middle by 0.2 of the picture comes as far to its left.
    assert (await looks(home, pan=20 + 2 * SIDE, tilt=20))["zoom"] == 0


async def test_wheel(home: House, visitor: Visitor) -> None:
    """The wheel magnifies what is under the mouse."""
    await visitor.look(20, 20)
    await visitor.page.mouse.move(*await visitor.point(0.8, 0.5))
    for _ in range(4):
        await visitor.page.mouse.wheel(0, -240)
    await eventually(
        home.camera, lambda now: now["zoom"] > 20 and not now["motors"], 10
    )
    assert (await home.camera())["pan"] > 25


async def test_double_tap(home: House, visitor: Visitor) -> None:
    """A double tap brings a point to the middle."""
    await visitor.look(20, 20)
    await visitor.page.mouse.dblclick(*await visitor.point(0.75, 0.5))
    await looks(home, pan=20 + FURTHER)


async def test_box(home: House, visitor: Visitor) -> None:
    """A dragged box fills the picture."""
    await visitor.look(20, 20)
    await visitor.button("Draw a box to zoom into").click()
    await visitor.drag((0.6, 0.4), (0.8, 0.6))
    await eventually(home.camera, lambda now: now["zoom"] > 20, 10)
    await looks(home, pan=20 + SIDE)


async def test_long_press_tracks(home: House, visitors: Visitors) -> None:
    """A long press follows what is there, where the model can."""
    visitor = await visitors.enter()
    await visitor.show({"camera": "camera.back_yard"})
    before = len(await home.requests(1))
    await visitor.page.mouse.move(*await visitor.point(0.4, 0.6))
    await visitor.page.mouse.down()

    async def asked() -> list[str]:
        return (await home.requests(1))[before:]

    await eventually(asked, lambda now: any("tracking" in target for target in now))
    await visitor.page.mouse.up()


async def test_pinch(home: House, visitors: Visitors) -> None:
    """Two fingers that part magnify."""
    visitor = await visitors.enter(width=390, height=844, has_touch=True)
    await visitor.show({"camera": "camera.front_yard"})
    await visitor.look(20, 20)
    session = await visitor.context.new_cdp_session(visitor.page)
    x, y = await visitor.point(0.5, 0.5)

    async def touch(kind: str, *apart: float) -> None:
        points = [
            {"x": x + side * by, "y": y, "id": n}
            for by in apart
            for n, side in enumerate((-1, 1))
        ]
        await session.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": points}
        )

    await touch("touchStart", 30)
    for apart in range(40, 130, 10):
        await touch("touchMove", apart)
    await touch("touchEnd")
    await eventually(
        home.camera, lambda now: now["zoom"] > 20 and not now["motors"], 10
    )


async def test_strip(home: House, visitor: Visitor) -> None:
    """A tap on the strip of the surroundings goes there."""
    box = await visitor.box(visitor.card.locator("jvc-vn-strip canvas"))
    await visitor.page.mouse.click(
        box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.5
    )
    home_pan = 356.36
    await looks(home, pan=(home_pan + 90) % 360)


async def test_presets_stop_and_home(home: House, visitor: Visitor) -> None:
    """Tiles go to presets, the house goes home, the square stops."""
    await (
        visitor.card.locator("jvc-vn-presets")
        .get_by_role("button", name="Gate")
        .click()
    )
    await eventually(home.camera, lambda now: bool(now["preset"] == "1"), 10)
    await home.act("jvc_vn.ptz_move", CAMERA, pan=20, duration=10)
    await turns(home, pan=1)
    await visitor.button("Stop").click()
    await stands(home)
    await visitor.button("Home position").click()
    await eventually(home.camera, lambda now: bool(now["preset"] == "0"), 10)


async def test_other_camera_stands(home: House, visitor: Visitor) -> None:
    """Only the camera of the card turns."""
    async with held(visitor, visitor.button("Right")):
        await turns(home, number=FRONT, pan=1)
        assert not (await home.camera(1))["motors"]
