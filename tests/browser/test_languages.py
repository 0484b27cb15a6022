"""In another language the card says nothing in English, down to the labels."""

import json
import re
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import pytest_asyncio

from .house import House
from .visit import LOADS, Visitor, Visitors

CAMERA = "camera.front_yard"
CARD = {"camera": CAMERA}
TRANSLATIONS = Path(__file__).parents[2] / "custom_components/jvc_vn/translations"
WORD = re.compile(r"[^\W\d_]{3,}")
NAMES = {"Front", "yard", "JVC", "Home", "Assistant", "Demo"}
"""The names of the camera, of its maker and of who looks at it."""
SAID = """(card) => {
  const ATTRIBUTES = ["aria-label", "aria-valuetext", "title", "placeholder", "alt"];
  const found = new Set();
  const walk = (root) => {
    for (const node of root.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) found.add(node.data.trim());
      if (node.nodeType !== Node.ELEMENT_NODE || node.localName === "style") continue;
      for (const name of ATTRIBUTES)
        found.add(node.getAttribute(name) ?? "");
      if (node.shadowRoot && node.localName !== "ha-icon") walk(node.shadowRoot);
      walk(node);
    }
  };
  walk(card.shadowRoot);
  return [...found].filter(Boolean);
}"""
TEXTS = """async (language) => {
  const card = performance.getEntriesByType("resource").map(({name}) => name).find(
    (name) => name.endsWith("/card/core/texts.js"));
  return (await import(new URL(`../texts/${language}.js`, card))).default;
}"""


def strings(tree: Any) -> Iterable[str]:
    """All texts of a file of translations."""
    if isinstance(tree, dict):
        for branch in tree.values():
            yield from strings(branch)
    else:
        yield tree


def words(texts: Iterable[str]) -> set[str]:
    """All words in some texts, in small letters."""
    return {word.lower() for text in texts for word in WORD.findall(text)}


class Reader:
    """Somebody who reads one language, and notes what he sees."""

    def __init__(self, visitor: Visitor, texts: dict[str, str]) -> None:
        """Read by the texts that the card has in his language."""
        self.visitor = visitor
        self.texts = texts
        self.said: set[str] = set()

    async def look(self) -> None:
        """Note what the card says now."""
        self.said |= set(await self.visitor.card.evaluate(SAID))

    async def press(self, key: str, **values: Any) -> None:
        """Press a button by its name in this language."""
        await self.visitor.button(self.texts[key].format(**values)).first.click()

    async def see_all(self) -> None:
        """Open everything that can be opened, one after the other."""
        await self.press("more")
        await self.visitor.button(self.texts["figures"]).wait_for()
        await self.press("figures")
        await self.press("drawer")
        await self.visitor.button(self.texts["edit_patrol"]).wait_for()
        await self.look()
        for editor in ("area", "masks", "limits", "patrol"):
            await self.press(f"edit_{editor}")
            end = "done" if editor == "masks" else "save"
            await self.visitor.button(self.texts[end]).first.wait_for()
            if editor == "area":
                await self.visitor.card.locator(".cells .on").first.wait_for()
            await self.look()
            await self.press("done" if editor == "masks" else "cancel")
        await self.press("alarms_tab")
        await self.visitor.card.locator(
            "jvc-vn-alarms li, jvc-vn-alarms p"
        ).first.wait_for()
        await self.press("edit")
        tile = self.visitor.card.locator("jvc-vn-presets .tile").first
        await tile.click()
        dialog = self.visitor.card.get_by_role("dialog")
        await dialog.get_by_role("button", name=self.texts["delete"]).click()
        await dialog.get_by_role("alert").wait_for()
        await self.look()
        await dialog.get_by_role("button", name=self.texts["cancel"]).click()
        await self.press("done")

    def english(self, own: str, english: dict[str, str], titles: set[str]) -> list[str]:
        """Tell what of all that was English."""
        files = [
            json.loads((TRANSLATIONS / f"{language}.json").read_text())
            for language in ("en", own)
        ]
        theirs = words(english.values()) | words(strings(files[0]["entity"]))
        ours = words(self.texts.values()) | words(strings(files[1]["entity"]))
        names = {name.lower() for name in NAMES} | words(titles)
        foreign = theirs - ours - names
        return [text for text in self.said if words([text]) & foreign]


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def back_to_english(running: House) -> AsyncIterator[None]:
    """Have Home Assistant speak English again."""
    yield
    await speak(running, "en")


async def speak(home: House, language: str) -> None:
    """Have Home Assistant name entities in a language, those of one camera at once."""
    await home.command("config/core/update", language=language)
    await home.act("homeassistant.reload_config_entry", CAMERA)


async def read(home: House, visitors: Visitors, language: str, **how: Any) -> Reader:
    """Let somebody in who reads a language, and have him look at everything."""
    await speak(home, language)
    script = f"localStorage.selectedLanguage = JSON.stringify('{language}')"
    visitor = await visitors.enter(script=script, **how)
    await visitor.show(CARD)
    reader = Reader(visitor, await visitor.page.evaluate(TEXTS, language))
    await visitor.button(reader.texts["stop"]).wait_for(timeout=LOADS)
    await reader.see_all()
    english = await visitor.page.evaluate(TEXTS, "en")
    titles = await visitor.card.locator("jvc-vn-presets .title").all_inner_texts()
    assert len(reader.said) > 100
    assert reader.english(language, english, set(titles)) == []
    return reader


async def test_german(home: House, visitors: Visitors, back_to_english: None) -> None:
    """At a desk, in German: the card, its editors, its errors and the dashboard."""
    reader = await read(home, visitors, "de")
    texts, page = reader.texts, reader.visitor.page
    assert {texts["edit_masks"], texts["area_help"], texts["delete"]} <= reader.said
    assert any(re.fullmatch(r"\d+° · 1,0.", text) for text in reader.said)
    wrong = await page.evaluate(
        """() => { try { document.createElement("jvc-vn-card").setConfig({}); }
          catch (error) { return error.message; } }"""
    )
    assert wrong == texts["config_no_camera"]
    offered = await page.evaluate(
        "() => window.customCards.map(({name, description}) => [name, description])"
    )
    assert [texts["card_name"], texts["card_description"]] in offered
    made = await page.evaluate(
        """() => customElements.get("ll-strategy-dashboard-jvc-vn-cameras").generate(
          {}, document.querySelector("home-assistant").hass)"""
    )
    assert made["title"] == texts["cameras"]
    assert [made["views"][n]["title"] for n in (0, -1)] == [
        texts["overview"],
        texts["alarms"],
    ]
    labels = await page.evaluate(
        """async () => {
          const editor = await customElements.get("jvc-vn-card").getConfigElement();
          editor.hass = document.querySelector("home-assistant").hass;
          editor.setConfig({type: "custom:jvc-vn-card"});
          document.body.append(editor);
          let form;
          while (!(form = editor.shadowRoot?.querySelector("ha-form"))?.schema?.length)
            await new Promise((done) => setTimeout(done, 20));
          const names = ({name, schema}) => schema ? schema.flatMap(names) : [name];
          return form.schema.flatMap(names).map((name) => form.computeLabel({name}));
        }"""
    )
    keys = ("cameras", "title", "option_controls", "option_strip", "presets")
    keys += ("alarms_tab", "option_aspect", "option_rate")
    assert labels == [texts[key] for key in keys]


async def test_japanese(home: House, visitors: Visitors, back_to_english: None) -> None:
    """On the narrowest phone, in Japanese: nothing is English, and nothing cut off."""
    reader = await read(home, visitors, "ja", width=300, height=700, has_touch=True)
    page = reader.visitor.page
    assert await page.evaluate("document.documentElement.scrollWidth") <= 300
