"""Who speaks: sentences and language models may do what their user may."""

from datetime import timedelta
from typing import Any

import pytest
from homeassistant.auth.const import (
    GROUP_ID_ADMIN,
    GROUP_ID_READ_ONLY,
    GROUP_ID_USER,
)
from homeassistant.auth.models import Group, User
from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.const import Platform
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import intent, llm
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components import jvc_vn
from custom_components.jvc_vn.voice.language_files import read_languages
from tests.conftest import entry_data, make_emulated, set_up, settled
from tests.emulator import EmulatedCamera
from tests.test_ptz_actions import params

from .conftest import House

READING = ("look", "describe", "JvcVnMotion", "JvcVnPresets")
TOOLS = 15

CAMERA = "camera.vn_v685"
LEFT = {"direction": "left"}
COMMANDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("JvcVnMove", LEFT),
    ("JvcVnStop", {}),
    ("JvcVnGoToPreset", {"preset": "Gate"}),
    ("JvcVnHome", {}),
    ("JvcVnPatrol", {"action": "start"}),
    ("JvcVnAutoPan", {"action": "start"}),
    ("JvcVnTracking", {"action": "start"}),
    ("JvcVnDayNight", {"mode": "night"}),
)
QUESTIONS = ("JvcVnWhere", "JvcVnLastAlarm")


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is spoken of."""
    platforms = (Platform.CAMERA, Platform.EVENT, Platform.SWITCH)
    monkeypatch.setattr(jvc_vn, "PLATFORMS", platforms)


@pytest.fixture
async def camera(
    hass: HomeAssistant, loaded: MockConfigEntry, emulated: EmulatedCamera
) -> EmulatedCamera:
    """A camera that is exposed, the intents and the tools."""
    for component in ("homeassistant", "conversation", "intent", "llm"):
        assert await async_setup_component(hass, component, {})
    async_expose_entity(hass, "conversation", CAMERA, True)
    await settled(emulated)
    emulated.clear_requests()
    return emulated


async def person(hass: HomeAssistant, *groups: str) -> User:
    """Add a user of these groups of Home Assistant."""
    if not await hass.auth.async_get_owner():
        # The first of all users may do everything.
        await hass.auth.async_create_user("Owner")
    return await hass.auth.async_create_user("Kim", group_ids=list(groups))


async def limited(hass: HomeAssistant, entities: Any) -> User:
    """Add a user who may do only this with entities."""
    user = await person(hass)
    user.groups = [Group(name="Some", policy={"entities": {"entity_ids": entities}})]
    return user


async def ask(
    hass: HomeAssistant, user: User | str | None, kind: str, **values: Any
) -> intent.IntentResponse:
    """Handle an intent for a user, by the id if it is a text."""
    slots = {name: {"value": value} for name, value in values.items()}
    user_id = user.id if isinstance(user, User) else user
    context = Context(user_id=user_id)
    return await intent.async_handle(hass, "test", kind, slots, context=context)


def speech(response: intent.IntentResponse) -> str:
    """What is said."""
    return str(response.speech["plain"]["speech"])


def is_refused(response: intent.IntentResponse) -> bool:
    """Tell whether it is told that the user may not."""
    assert speech(response) == "You may not control VN-V685."
    assert response.error_code is intent.IntentResponseErrorCode.FAILED_TO_HANDLE
    assert not response.success_results
    return response.response_type is intent.IntentResponseType.ERROR


async def test_who_may_only_read(hass: HomeAssistant, camera: EmulatedCamera) -> None:
    """Is told so, whatever is asked for; nothing is sent. Questions are answered."""
    reader = await person(hass, GROUP_ID_READ_ONLY)
    for kind, values in COMMANDS:
        assert is_refused(await ask(hass, reader, kind, **values))
        assert is_refused(await ask(hass, reader, kind, name="VN-V685", **values))
    assert params(camera) == []
    for kind in QUESTIONS:
        response = await ask(hass, reader, kind)
        assert response.response_type is intent.IntentResponseType.QUERY_ANSWER


async def test_who_may_not_even_read(
    hass: HomeAssistant, camera: EmulatedCamera
) -> None:
    """Hears of no such camera: by name or not, for questions too."""
    somebody = await limited(hass, {"camera.other": {POLICY_READ: True}})
    named = [(kind, {"name": "VN-V685"}) for kind in QUESTIONS]
    for kind, values in (*COMMANDS, *named, *((kind, {}) for kind in QUESTIONS)):
        for user in (somebody, "somebody who was removed"):
            with pytest.raises(intent.MatchFailedError):
                await ask(hass, user, kind, **values)
    assert params(camera) == []


@pytest.mark.parametrize("groups", [(GROUP_ID_ADMIN,), (GROUP_ID_USER,), None])
async def test_who_may(
    hass: HomeAssistant, camera: EmulatedCamera, groups: tuple[str, ...] | None
) -> None:
    """Administrators, users, and what nobody in particular asks for."""
    user = None if groups is None else await person(hass, *groups)
    for kind, values in COMMANDS:
        camera.clear_requests()
        response = await ask(hass, user, kind, **values)
        assert response.response_type is intent.IntentResponseType.ACTION_DONE, kind
        assert params(camera), kind
    for kind in QUESTIONS:
        response = await ask(hass, user, kind)
        assert response.response_type is intent.IntentResponseType.QUERY_ANSWER


async def test_rights_are_those_of_the_moment(
    hass: HomeAssistant, camera: EmulatedCamera
) -> None:
    """They may be given and taken at any time."""
    user = await person(hass, GROUP_ID_USER)
    await hass.auth.async_update_user(user, group_ids=[GROUP_ID_READ_ONLY])
    assert is_refused(await ask(hass, user, "JvcVnMove", **LEFT))
    await hass.auth.async_update_user(user, group_ids=[GROUP_ID_USER])
    assert speech(await ask(hass, user, "JvcVnMove", **LEFT))
    assert len(params(camera)) == 1
    await hass.auth.async_remove_user(user)
    await hass.async_block_till_done()
    with pytest.raises(intent.MatchFailedError):
        await ask(hass, user, "JvcVnMove", **LEFT)


async def test_it_is_told_in_every_language(
    hass: HomeAssistant, camera: EmulatedCamera
) -> None:
    """Each in its own words."""
    reader = await person(hass, GROUP_ID_READ_ONLY)
    told = {}
    languages = await hass.async_add_executor_job(read_languages)
    for language in languages:
        response = await intent.async_handle(
            *(hass, "test", "JvcVnHome", {}),
            context=Context(user_id=reader.id),
            language=language,
        )
        told[language] = speech(response)
    assert told["de"] == "Du darfst VN-V685 nicht steuern."
    assert told["ja"] == "VN-V685を操作する権限がありません。"
    assert all("VN-V685" in text for text in told.values())
    assert len(set(told.values())) == len(languages)


async def test_over_the_web(
    hass: HomeAssistant, camera: EmulatedCamera, hass_client: ClientSessionGenerator
) -> None:
    """The answer is marked as an error, and holds the words."""
    reader = await person(hass, GROUP_ID_READ_ONLY)
    token = await hass.auth.async_create_refresh_token(
        reader, client_id="https://example.com/", access_token_expiration=timedelta(1)
    )
    client = await hass_client(hass.auth.async_create_access_token(token))
    wish = {"name": "JvcVnMove", "data": LEFT}
    answer = await (await client.post("/api/intent/handle", json=wish)).json()
    assert answer["response_type"] == "error"
    assert answer["speech"]["plain"]["speech"] == "You may not control VN-V685."
    assert params(camera) == []


async def test_sentences(hass: HomeAssistant, house: House) -> None:
    """Of two cameras somebody may turn one, and does not know the other."""
    for number, name in enumerate(("Pond", "Rear")):
        house.device(number, name_by_user=name)
    await house.listens("Pond", "Rear")
    first = house.cameras[0]
    user = await limited(hass, {first: {POLICY_READ: True, POLICY_CONTROL: True}})
    context = Context(user_id=user.id)

    async def say(text: str) -> str:
        answer = await hass.services.async_call(
            *("conversation", "process", {"text": text}),
            context=context,
            blocking=True,
            return_response=True,
        )
        told: Any = answer
        return str(told["response"]["speech"]["plain"]["speech"])

    for emulated in house.emulated:
        emulated.clear_requests()
    assert "Pond" in await say("turn the camera left")
    assert await say("turn the rear camera left") == "There is no such camera."
    assert await say("where is the rear camera looking") == "There is no such camera."
    assert [len(params(emulated)) for emulated in house.emulated] == [1, 0]
    user.groups = [
        Group(
            name="Less",
            policy={"entities": {"entity_ids": {first: {POLICY_READ: True}}}},
        )
    ]
    assert await say("turn the camera left") == "You may not control Pond."
    assert "Pond" in await say("where is the camera looking")
    assert [len(params(emulated)) for emulated in house.emulated] == [1, 0]


# Language models.


async def assist(hass: HomeAssistant, user: User | None) -> llm.APIInstance:
    """What a language model gets of the Assist API, on behalf of a user."""
    context = llm.LLMContext(
        platform="test",
        context=Context(user_id=user.id) if user else None,
        language="en",
        assistant="conversation",
        device_id=None,
    )
    return await llm.async_get_api(hass, "assist", context)


def ours(api: llm.APIInstance) -> set[str]:
    """The names of our tools."""
    return {tool.name for tool in api.tools if tool.name.startswith("jvc_vn__")}


async def call(
    api: llm.APIInstance, tool: str, **values: Any
) -> tuple[dict[str, Any], bool]:
    """Call a tool; return what it tells, and whether that is an error."""
    result = await api.async_call_tool(llm.ToolInput(f"jvc_vn__{tool}", values))
    return result.data, result.error


async def test_tools_of_who_may_only_read(
    hass: HomeAssistant, camera: EmulatedCamera
) -> None:
    """They only look."""
    api = await assist(hass, await person(hass, GROUP_ID_READ_ONLY))
    assert ours(api) == {f"jvc_vn__{tool}" for tool in READING}
    assert "VN-V685" in api.api_prompt
    told, failed = await call(api, "look")
    assert [seen["name"] for seen in told["cameras"]] == ["VN-V685"]
    assert not failed


async def test_tools_of_who_may_not_read(
    hass: HomeAssistant, camera: EmulatedCamera
) -> None:
    """There are none, and nothing is told of the camera or its presets."""
    api = await assist(hass, await limited(hass, {}))
    assert ours(api) == set()
    # Home Assistant itself names to everybody what is exposed.
    assert "Cameras that turn" not in api.api_prompt
    assert "Gate" not in api.api_prompt


@pytest.mark.parametrize("known", [True, False])
async def test_tools_of_who_may(
    hass: HomeAssistant, camera: EmulatedCamera, known: bool
) -> None:
    """Administrators, and models that ask for nobody in particular."""
    api = await assist(hass, await person(hass, GROUP_ID_ADMIN) if known else None)
    assert len(ours(api)) == TOOLS
    told, failed = await call(api, "JvcVnMove", **LEFT)
    assert told["response_type"] == "action_done"
    assert not failed
    assert len(params(camera)) == 1


async def test_tools_for_one_of_three_cameras(
    hass: HomeAssistant, camera: EmulatedCamera
) -> None:
    """One may be turned, one looked at, and one is not known."""
    others = [
        make_emulated(model="VN-V686", mac=f"00808800010{n}", camera_id=f"Other{n}")
        for n in (1, 2)
    ]
    names = ["camera.vn_v686", "camera.vn_v686_2"]
    async with others[0], others[1]:
        entries = []
        for n, emulated in enumerate(others, start=1):
            data = entry_data(emulated, password="vn-v686")
            mac = f"00:80:88:00:01:0{n}"
            entry = MockConfigEntry(domain="jvc_vn", unique_id=mac, data=data)
            entry.add_to_hass(hass)
            await set_up(hass, entry)
            entries.append(entry)
            async_expose_entity(hass, "conversation", names[n - 1], True)
            emulated.clear_requests()
        everything = {POLICY_READ: True, POLICY_CONTROL: True}
        may = {CAMERA: everything, names[0]: {POLICY_READ: True}}
        api = await assist(hass, await limited(hass, may))
        assert len(ours(api)) == TOOLS
        assert api.api_prompt.count('"name": "VN-V686"') == 1
        told, failed = await call(api, "JvcVnMove", name="VN-V686", **LEFT)
        assert told == {"error": "You may not control VN-V686."}
        assert failed
        told, failed = await call(api, "look")
        assert [seen["name"] for seen in told["cameras"]] == ["VN-V685", "VN-V686"]
        await call(api, "JvcVnMove", name="VN-V685", **LEFT)
        assert [len(params(e)) for e in (camera, *others)] == [1, 0, 0]
        for entry in entries:
            await hass.config_entries.async_unload(entry.entry_id)
