"""What is set up in the card is what the camera holds; cancelling changes nothing."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from .house import House
from .visit import Visitor, eventually, stands

CAMERA = "camera.front_yard"


@pytest_asyncio.fixture(loop_scope="session")
async def desk_with_drawer(visitor: Visitor) -> AsyncIterator[Visitor]:
    """Return the desk with its drawer open; close it afterwards."""
    await visitor.button("More").click()
    await visitor.button("Patrols").wait_for()
    yield visitor
    more, leave = visitor.button("More"), visitor.button("Cancel")
    leave = leave.or_(visitor.card.locator("jvc-vn-mask-editor").get_by_text("Done"))
    while not await more.is_visible():
        await leave.or_(more).first.wait_for()
        if await leave.is_visible():
            await leave.click()
    await visitor.button("More").click()


async def answer(home: House, action: str, **data: Any) -> Any:
    """Return what an action tells of the camera."""
    told = await home.command(
        "call_service",
        domain="jvc_vn",
        service=action,
        service_data=data,
        target={"entity_id": CAMERA},
        return_response=True,
    )
    return told["response"][CAMERA]


async def area(home: House) -> list[str]:
    """Return the motion area as the camera holds it."""
    rows: list[str] = (await answer(home, "get_motion_area", area="motion"))["rows"]
    return rows


async def test_motion_area(home: House, desk_with_drawer: Visitor) -> None:
    """What is painted is what is stored; cancelling leaves what was."""
    visitor = desk_with_drawer
    await visitor.button("Motion area").click()
    await visitor.button("None").click()
    cells = visitor.card.locator(".cells")
    box = await visitor.box(cells)
    width, height = box["width"] / 12, box["height"] / 8

    async def paint(*cells: tuple[int, int]) -> None:
        points = [
            (box["x"] + (column + 0.5) * width, box["y"] + (row + 0.5) * height)
            for column, row in cells
        ]
        await visitor.page.mouse.move(*points[0])
        await visitor.page.mouse.down()
        for point in points[1:]:
            await visitor.page.mouse.move(*point, steps=12)
        await visitor.page.mouse.up()

    await paint((2, 1), (5, 1), (5, 3))
    await paint((11, 7))
    await visitor.button("Save").click()
    painted = [
        "............",
        "..####......",
        ".....#......",
        ".....#......",
        *["............"] * 3,
        "...........#",
    ]
    await eventually(lambda: area(home), lambda now: now == painted)

    await visitor.button("Motion area").click()
    await visitor.button("All").click()
    await visitor.button("Cancel").click()
    await visitor.button("Motion area").wait_for()
    assert await area(home) == painted


async def test_motion_area_by_keys(home: House, desk_with_drawer: Visitor) -> None:
    """A cell is reached and painted by keys."""
    visitor = desk_with_drawer
    await visitor.button("Motion area").click()
    await visitor.button("None").click()
    await visitor.card.get_by_role("gridcell").first.focus()
    for key in ("ArrowRight", "ArrowDown", " "):
        await visitor.page.keyboard.press(key)
    await visitor.button("Save").click()
    await eventually(
        lambda: area(home),
        lambda now: now[1] == ".#.........." and "".join(now).count("#") == 1,
    )


async def test_privacy_mask(home: House, desk_with_drawer: Visitor) -> None:
    """A mask is placed, sized and saved; cancelling leaves it as it was."""
    visitor = desk_with_drawer
    await visitor.look(40, 20)

    await visitor.button("Privacy masks").click()
    await visitor.button("Mask 1").click()
    await visitor.button("Wider").click()
    await visitor.card.locator("jvc-vn-mask-editor").get_by_text("Cancel").click()
    await visitor.button("Mask 1").wait_for()
    assert "save" not in " ".join((await home.requests())[-12:])

    await visitor.button("Mask 1").click()
    await visitor.button("Wider").click()
    await visitor.card.locator("jvc-vn-mask-editor").get_by_text("Save").click()
    await visitor.button("Mask 1").wait_for()
    on = visitor.card.locator("jvc-vn-mask-editor .on", has_text="Mask 1")
    await on.wait_for()
    await stands(home, 8)

    await visitor.button("Mask 1").click()
    await visitor.button("Delete").click()
    await on.wait_for(state="detached")


async def test_mask_is_where_it_was_put(home: House, desk_with_drawer: Visitor) -> None:
    """What was turned to and sized is what the camera holds and the strip shows."""
    visitor = desk_with_drawer
    await visitor.look(60, 25)
    await visitor.button("Privacy masks").click()
    await visitor.button("Mask 2").click()
    editor = visitor.card.locator("jvc-vn-mask-editor")
    for name in ("Wider", "Wider", "Taller", "Narrower"):
        await editor.get_by_text(name).click()
    await home.press("look/70/30/0")
    strip = visitor.card.locator("jvc-vn-strip")

    async def pan() -> float:
        return float(await strip.evaluate("({model}) => model.frame.pan"))

    await eventually(pan, lambda now: round(now) == 70)
    await editor.get_by_text("Save").click()
    await visitor.button("Mask 2").wait_for()
    (mask,) = (await home.camera())["masks"].values()
    where = {axis: round(mask[axis]) for axis in ("pan", "tilt")}
    assert where == {"pan": 70, "tilt": 30}
    # As the emulated camera makes them: ten by eight degrees, one more for each press.
    assert (mask["width"], mask["height"]) == (11, 9)

    async def shown() -> list[tuple[int, float, float]]:
        told = await strip.evaluate("({model}) => model.told.masks")
        return [(each["area"], *_rounded(each["place"])) for each in told]

    await eventually(shown, lambda now: (2, 70, 30) in now)
    await stands(home, 8)
    await visitor.button("Mask 2").click()
    await visitor.button("Delete").click()
    await editor.locator(".on", has_text="Mask 2").wait_for(state="detached")
    await eventually(home.camera, lambda now: not now["masks"])


def _rounded(place: dict[str, float] | None) -> tuple[float, float]:
    assert place
    return round(place["pan"]), round(place["tilt"])


async def test_limits(home: House, desk_with_drawer: Visitor) -> None:
    """Ends are where the sliders were put; cancelling sends nothing."""
    visitor = desk_with_drawer
    await visitor.button("Limits").click()
    editor = visitor.card.locator("jvc-vn-limit-editor")
    await editor.get_by_role("switch").click()
    before = len(await home.requests())
    await editor.get_by_label("Left end").fill("300")
    await visitor.button("Cancel").click()
    asked = (await home.requests())[before:]
    assert not [each for each in asked if "limit" in each and "present" in each]

    await visitor.button("Limits").click()
    await editor.get_by_role("switch").click()
    await editor.get_by_label("Left end").fill("300")
    await editor.get_by_label("Right end").fill("60")
    await visitor.button("Save").click()
    await editor.wait_for(state="detached", timeout=20_000)
    keys = [f"camera.motion.pan.limit.{end}" for end in ("left", "right", "status")]
    told = await answer(home, "get_parameters", parameters=keys)
    assert [told["values"][key] for key in keys] == ["300.00", "60.00", "on"]

    await visitor.button("Limits").click()
    await editor.get_by_role("switch").click()
    await visitor.button("Save").click()
    await editor.wait_for(state="detached", timeout=20_000)


async def test_patrol(home: House, desk_with_drawer: Visitor) -> None:
    """Steps are added, ordered and timed; what is saved is what the camera does."""
    visitor = desk_with_drawer
    await visitor.button("Patrols").click()
    editor = visitor.card.locator("jvc-vn-patrol-editor")
    await editor.get_by_role("tab", name="Patrol 3").click()
    add = editor.get_by_role("button", name="Add a step")
    for _ in range(3):
        await add.click()
    presets = editor.get_by_label("Preset", exact=True)
    for number, name in enumerate(("Home", "Gate", "Front door")):
        await presets.nth(number).select_option(name)
    await editor.get_by_label("Seconds").nth(1).select_option("30")
    # The last to the top by dragging, the second one down by a key.
    grip = editor.locator(".grip")
    last, first = await visitor.box(grip.nth(2)), await visitor.box(grip.nth(0))
    await visitor.page.mouse.move(last["x"] + 10, last["y"] + 10)
    await visitor.page.mouse.down()
    await visitor.page.mouse.move(first["x"] + 10, first["y"] + 10, steps=8)
    await visitor.page.mouse.up()
    await grip.nth(1).press("ArrowDown")
    await visitor.button("Save").click()
    await editor.wait_for(state="detached")
    steps = (await answer(home, "get_patrol", patrol=3))["steps"]
    assert [(step["preset"], step["seconds"]) for step in steps] == [
        (2, 10),
        (1, 30),
        (0, 10),
    ]


async def test_preset(home: House, visitor: Visitor) -> None:
    """A preset is saved here, renamed, moved to the front and deleted."""
    await visitor.look(77, 20)
    await visitor.button("Save here").click()
    dialog = visitor.card.get_by_role("dialog")
    await dialog.get_by_label("Title").fill("Hen house")
    await dialog.get_by_role("button", name="Save", exact=True).click()
    tiles = visitor.card.locator("jvc-vn-presets")
    tile = tiles.get_by_role("button", name="Hen house", exact=True)
    await tile.wait_for()
    number = await _number(home, "Hen house")

    await visitor.button("Edit").click()
    await visitor.button("Edit preset Hen house").click()
    await dialog.get_by_label("Title").fill("Ducks")
    await dialog.get_by_role("button", name="Save", exact=True).click()
    await visitor.button("Edit preset Ducks").wait_for()
    assert await _number(home, "Ducks") == number

    await visitor.button("Edit preset Ducks").click()
    await dialog.get_by_role("button", name="Delete").click()
    await visitor.card.get_by_text("Delete the preset Ducks?").wait_for()
    await dialog.get_by_role("button", name="Delete").last.click()
    await visitor.button("Edit preset Ducks").wait_for(state="detached")
    await visitor.button("Done").click()
    with pytest.raises(AssertionError):
        await _number(home, "Ducks")


async def _number(home: House, title: str) -> int:
    """The number of a preset with a title."""
    presets = (await answer(home, "list_presets"))["presets"]
    numbers = [each["number"] for each in presets if each["title"] == title]
    assert len(numbers) == 1
    number: int = numbers[0]
    return number
