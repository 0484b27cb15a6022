"""How the card gets into the browser, and out of it again."""

import re
import shutil
from http import HTTPStatus
from pathlib import Path

import pytest
from homeassistant.components import frontend
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.lovelace.resources import ResourceStorageCollection
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.frontend import resource

FOLDER = resource.FOLDER
CARD = FOLDER / "card"
MOST_BYTES = 120_000


async def urls(hass: HomeAssistant) -> list[str]:
    """Return the resources of the dashboards."""
    resources = hass.data[LOVELACE_DATA].resources
    assert isinstance(resources, ResourceStorageCollection)
    await resources.async_get_info()
    return [item["url"] for item in resources.async_items()]


def entrance() -> str:
    """Return the address that is right for the files as they are."""
    return f"/jvc_vn_static/{resource.content_hash()}/card/jvc-vn-card.js"


@pytest.fixture
async def dashboards(hass: HomeAssistant) -> None:
    """Have dashboards."""
    assert await async_setup_component(hass, "lovelace", {})


@pytest.mark.usefixtures("dashboards")
async def test_registered_once_and_removed_with_the_last(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """There is one resource, over reloads too, and none when no camera is left."""
    assert await urls(hass) == [entrance()]
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    assert await urls(hass) == [entrance()]

    other = MockConfigEntry(domain=DOMAIN, unique_id="other")
    other.add_to_hass(hass)
    await hass.config_entries.async_remove(other.entry_id)
    assert await urls(hass) == [entrance()]
    await hass.config_entries.async_remove(loaded.entry_id)
    assert await urls(hass) == []


@pytest.mark.usefixtures("dashboards")
async def test_upgrade(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """What an older version left is changed, doubles go, others' stay."""
    resources = hass.data[LOVELACE_DATA].resources
    assert isinstance(resources, ResourceStorageCollection)
    await resources.async_get_info()
    for url in ("/jvc_vn_static/old/card.js", "/local/x.js", "/jvc_vn_static/older"):
        await resources.async_create_item({"res_type": "module", "url": url})
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert sorted(await urls(hass)) == sorted([entrance(), "/local/x.js"])


async def test_dashboards_in_yaml(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Where resources are written in YAML, every page loads the module."""
    config = {"lovelace": {"resource_mode": "yaml"}}
    assert await async_setup_component(hass, "lovelace", config)
    assert await async_setup_component(hass, "frontend", config)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    extra = hass.data[frontend.DATA_EXTRA_MODULE_URL]
    assert entrance() in extra.urls
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert list(extra.urls).count(entrance()) == 1
    await hass.config_entries.async_remove(entry.entry_id)
    assert entrance() not in extra.urls


async def test_files_are_served_for_good(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    """All modules and texts are there, and may be kept by the browser."""
    client = await hass_client()
    base = entrance().removesuffix("card/jvc-vn-card.js")
    for path in sorted(FOLDER.rglob("*.js")):
        response = await client.get(base + path.relative_to(FOLDER).as_posix())
        assert response.status == HTTPStatus.OK
        assert "max-age" in response.headers["Cache-Control"]
        assert "javascript" in response.headers["Content-Type"]


def test_hash_follows_the_content(tmp_path: Path) -> None:
    """Any change of any module or text makes another address."""
    for name in resource.SERVED:
        shutil.copytree(FOLDER / name, tmp_path / name)
    before = resource.content_hash(tmp_path)
    assert before == resource.content_hash()
    for name in ("card/core/hold.js", "card/texts/de.js"):
        with (tmp_path / name).open("a") as file:
            file.write(" ")
        after = resource.content_hash(tmp_path)
        assert after != before
        before = after


def at_once() -> list[Path]:
    """List the modules that the entrance names."""
    text = (CARD / "jvc-vn-card.js").read_text()
    names = re.findall(r'^import "(.+)";$', text, re.MULTILINE)
    return [CARD / "jvc-vn-card.js", *(CARD / name for name in names)]


def test_size() -> None:
    """What is loaded to show a camera stays small; the rest comes when it is opened.

    Whoever reads another language than English loads its texts besides.
    """
    texts = max(path.stat().st_size for path in (CARD / "texts").glob("*.js"))
    assert sum(path.stat().st_size for path in at_once()) + texts <= MOST_BYTES


def test_loaded_in_parallel() -> None:
    """No module waits for another one to name it: the entrance names all at once."""
    named = {path.resolve() for path in at_once()}
    for path in named:
        static = r'^(?:import|\} from|import .* from) (?:.*from )?"(\..+)";$'
        for name in re.findall(static, path.read_text(), re.MULTILINE):
            needed = (path.parent / name).resolve()
            assert needed in named, f"{path.name} needs {needed.name}"
