"""How a card gets onto a dashboard, and whom it serves."""

import json
from pathlib import Path
from typing import Any

import pytest

from .house import House
from .visit import LOADS, Visitor, Visitors

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
CARD = {"camera": "camera.front_yard"}
SIZES = {
    "wide": {"width": 1280, "height": 900},
    "narrow": {"width": 300, "height": 700},
    "dark": {"width": 390, "height": 844, "color_scheme": "dark"},
}


async def found_by_axe(visitor: Visitor) -> list[Any]:
    """List what axe-core has against the card."""
    await visitor.page.add_script_tag(path=AXE)
    found = await visitor.card.evaluate(
        "async (card) => (await axe.run(card)).violations.map("
        "({id, nodes}) => [id, ...nodes.map(({html, failureSummary: why}) =>"
        " `${html.slice(0, 200)} ${why}`)])"
    )
    return list(found)


@pytest.mark.skipif(not AXE.exists(), reason="npm install has not been run")
@pytest.mark.parametrize("size", SIZES)
async def test_axe(home: House, visitors: Visitors, size: str) -> None:
    """axe-core finds nothing, with all drawers open."""
    visitor = await visitors.enter(**SIZES[size])
    await visitor.show(CARD)
    assert await found_by_axe(visitor) == []
    await visitor.button("More").click()
    await visitor.button("Patrols").wait_for()
    assert await found_by_axe(visitor) == []
    await visitor.button("Alarms").click()
    assert await found_by_axe(visitor) == []
    if size == "narrow":
        await visitor.button("More").click()
        for name in ("Motion area", "Limits", "Patrols"):
            await visitor.button(name).click()
            await visitor.button("Save").wait_for()
            assert await found_by_axe(visitor) == []
            await visitor.button("Cancel").click()


@pytest.mark.parametrize("width", [300, 390])
async def test_fingers_find_it(home: House, visitors: Visitors, width: int) -> None:
    """On a narrow phone nothing is cut off, and all targets are for fingers."""
    visitor = await visitors.enter(width=width, height=700, has_touch=True)
    await visitor.show(CARD)
    await visitor.button("More").click()
    await visitor.button("Patrols").wait_for()
    small = await visitor.card.evaluate(
        """(card) => {
          const [found, wide] = [[], innerWidth + 1];
          const walk = (root) => {
            for (const element of root.querySelectorAll("*")) {
              if (element.shadowRoot) walk(element.shadowRoot);
              const {width, height, right, left} = element.getBoundingClientRect();
              if (!width || getComputedStyle(element).visibility === "hidden") continue;
              const target = element.matches("button, input, select");
              const range = element.matches("input[type=range]");
              if (target && (width < 44 || height < (range ? 36 : 44)))
                found.push(`${element.outerHTML.slice(0, 120)}: ${width} x ${height}`);
              if (target && !element.matches(".pin") && (right > wide || left < -1))
                found.push(`${element.outerHTML.slice(0, 120)}: cut off`);
            }
          };
          walk(card.shadowRoot);
          return found;
        }"""
    )
    assert small == []
    assert await visitor.page.evaluate("document.documentElement.scrollWidth") <= width


async def test_picker_and_editor(home: House, visitors: Visitors) -> None:
    """The card is found in the picker, shown there, and set up by a form."""
    visitor = await visitors.enter(width=1400, height=1000)
    await visitor.open({"views": [{"title": "Empty", "cards": []}]})
    page = visitor.page
    await page.goto(f"{home.url}/card-test/0?edit=1", wait_until="commit")
    await page.locator("hui-view").first.wait_for(timeout=LOADS)
    await page.wait_for_function("window.customCards?.length", timeout=LOADS)
    offered = await page.evaluate(
        """() => window.customCards.filter(({type}) => type === "jvc-vn-card").map(
          ({name, preview, getEntitySuggestion}) => ({name, preview,
            suggestion: getEntitySuggestion(
              document.querySelector("home-assistant").hass, "camera.pond"),
            none: getEntitySuggestion(
              document.querySelector("home-assistant").hass, "sun.sun") ?? null}))"""
    )
    assert offered == [
        {
            "name": "JVC camera",
            "preview": True,
            "suggestion": {
                "config": {"type": "custom:jvc-vn-card", "camera": "camera.pond"}
            },
            "none": None,
        }
    ]
    changed = await page.evaluate(
        """async () => {
          const card = customElements.get("jvc-vn-card");
          const hass = document.querySelector("home-assistant").hass;
          const editor = await card.getConfigElement();
          editor.hass = hass;
          editor.setConfig({type: "custom:jvc-vn-card", ...card.getStubConfig(hass)});
          document.body.append(editor);
          const told = new Promise((done) => editor.addEventListener(
            "config-changed", ({detail}) => done(detail.config)));
          while (!editor.shadowRoot?.querySelector("ha-form"))
            await new Promise((done) => setTimeout(done, 20));
          const form = editor.shadowRoot.querySelector("ha-form");
          form.dispatchEvent(new CustomEvent("value-changed", {detail: {value:
            {...form.data, cameras: ["camera.pond"], strip: false, title: ""}}}));
          return told;
        }"""
    )
    assert changed == {
        "type": "custom:jvc-vn-card",
        "camera": "camera.pond",
        "strip": False,
    }


async def test_strategy(home: House, visitors: Visitors) -> None:
    """One line makes a dashboard: all pictures, a page for each camera, alarms."""
    visitor = await visitors.enter()
    await visitor.open({"strategy": {"type": "custom:jvc-vn-cameras"}})
    await visitor.card.locator(".tile").nth(2).wait_for(timeout=LOADS)
    await visitor.live()
    await visitor.button("Open Pond").click()
    await visitor.page.wait_for_url("**/pond")
    await visitor.page.get_by_text("Pond").first.wait_for()
    await home.press("motion")
    await visitor.go("/card-test/alarms")
    await visitor.card.locator("li", has_text="Front yard").first.wait_for(
        timeout=LOADS
    )


async def test_right_to_left_and_less_motion(home: House, visitors: Visitors) -> None:
    """In a language that runs the other way, the pad still shows directions."""
    script = "localStorage.selectedLanguage = JSON.stringify('he')"
    visitor = await visitors.enter(script=script, reduced_motion="reduce")
    await visitor.show(CARD)
    await visitor.page.locator("html[dir=rtl], [dir=rtl]").first.wait_for(
        timeout=LOADS, state="attached"
    )
    pad = await visitor.box(visitor.card.locator(".pad"))
    right = await visitor.box(visitor.button("Right"))
    assert right["x"] > pad["x"] + pad["width"] / 2
    duration = await visitor.picture.evaluate(
        "(surface) => getComputedStyle(surface.querySelector('.scene'))"
        ".transitionDuration"
    )
    assert float(duration.removesuffix("s").split("s")[0]) < 0.01


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({}, "camera: camera.front_yard"),
        ({"camera": "light.lamp"}, "light.lamp"),
        ({**CARD, "rate": 99}, "rate"),
        ({**CARD, "colour": "red"}, "colour"),
    ],
)
async def test_wrong_yaml(
    home: House, visitor: Visitor, config: dict[str, Any], words: str
) -> None:
    """What is wrong in YAML is said on Home Assistant's error card, in words."""
    told = await visitor.page.evaluate(
        """(config) => {
          const card = document.createElement("jvc-vn-card");
          card.hass = document.querySelector("home-assistant").hass;
          return new Promise((done) => setTimeout(() => {
            try { card.setConfig(config); done(""); }
            catch (error) { done(error.message); }
          }, 200));
        }""",
        json.loads(json.dumps(config)),
    )
    assert words in told
