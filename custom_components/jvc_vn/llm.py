"""The tools of language models: look at cameras, turn them, start their programs.

Nothing else is a tool: no setting but day and night, no password, no restart.
"""

import json
from dataclasses import dataclass
from typing import Any, override

import voluptuous as vol
from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.components.homeassistant import async_should_expose
from homeassistant.components.llm import LLMTools
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import intent
from homeassistant.helpers.llm import (
    LLM_API_ASSIST,
    IntentTool,
    LLMContext,
    Tool,
    ToolAnnotations,
    ToolInput,
    ToolResult,
)
from homeassistant.util.json import JsonObjectType

from .const import DOMAIN
from .coordinator import VnCoordinator
from .intent import (
    INTENT_AUTO_PAN,
    INTENT_DAY_NIGHT,
    INTENT_HOME,
    INTENT_MOVE,
    INTENT_PATROL,
    INTENT_PRESET,
    INTENT_STOP,
    INTENT_TRACKING,
)
from .protocol import parameters as p
from .voice import commands as verbs
from .voice.matching import area_of
from .voice.permissions import May, async_rights, readable, rights
from .voice.responses import Grammar, async_grammar

LOOK = f"{DOMAIN}__look"
_LOOKS = ToolAnnotations(
    read_only=True, destructive=False, idempotent=True, open_world=False
)
_MOVES = ToolAnnotations(destructive=False, open_world=False)
_SETS = ToolAnnotations(destructive=False, idempotent=True, open_world=False)

INTENTS = {
    INTENT_MOVE: ("Move camera", _MOVES),
    INTENT_STOP: ("Stop camera", _SETS),
    INTENT_PRESET: ("Turn camera to preset", _SETS),
    INTENT_HOME: ("Turn camera home", _SETS),
    INTENT_PATROL: ("Start or stop patrol", _SETS),
    INTENT_AUTO_PAN: ("Start or stop auto pan", _SETS),
    INTENT_TRACKING: ("Start or stop tracking", _SETS),
    INTENT_DAY_NIGHT: ("Set day or night mode", _SETS),
}
"""The intents that are tools, with their titles; `LookTool` answers the questions."""

_PROMPT = (
    "Cameras that turn, and the presets that each knows:\n{cameras}\n"
    f"Call {LOOK} for where they look now, what they do, and their alarms. You do not"
    " see their pictures. A camera that was sent somewhere is still on its way when"
    " the tool returns."
)


@callback
def async_get_tools(
    hass: HomeAssistant, llm_context: LLMContext, api_id: str
) -> LLMTools | None:
    """Return the tools for the cameras that are exposed to the assistant."""
    if api_id != LLM_API_ASSIST or not llm_context.assistant:
        return None
    may = rights(hass, llm_context.context)
    exposed = _exposed(hass, llm_context.assistant, may)
    if not exposed:
        return None
    tools: list[Tool] = [LookTool()]
    if any(camera.can_be_turned(may) for camera in exposed):
        tools += [
            CameraTool(handler)
            for handler in intent.async_get(hass)
            if handler.intent_type in INTENTS
        ]
    listed = "\n".join(camera.listed() for camera in exposed)
    return LLMTools(tools, _PROMPT.format(cameras=listed))


@dataclass(frozen=True, slots=True)
class _Exposed:
    """A camera that is exposed to an assistant."""

    state: State
    names: list[str]
    area: str | None
    coordinator: VnCoordinator

    def can_be_turned(self, may: May) -> bool:
        """Tell whether both our login and the user who asks may turn it."""
        allowed = may(self.state.entity_id, POLICY_CONTROL)
        return allowed and self.coordinator.may_write(p.PAN_RUNNING)

    def listed(self) -> str:
        """Return a line for the prompt, as JSON: titles may contain anything."""
        line: JsonObjectType = {"name": self.state.name}
        if also := [name for name in self.names if name != self.state.name]:
            line["also"] = list(also)
        if self.area:
            line["area"] = self.area
        line["presets"] = list(self.coordinator.presets.titles.values())
        return f"- {json.dumps(line, ensure_ascii=False)}"

    def seen(self, grammar: Grammar) -> JsonObjectType:
        """Return its state; only an error if the camera does not answer."""
        name = self.state.name
        seen: JsonObjectType = {"name": name, "area": self.area}
        if not self.coordinator.last_update_success:
            return seen | {"error": grammar.say("unreachable", {"camera": name})}
        return seen | verbs.describe(self.coordinator)


@callback
def _exposed(hass: HomeAssistant, assistant: str, may: May) -> list[_Exposed]:
    """Return the cameras that both the assistant and the user may know of."""
    registry = er.async_get(hass)
    found = []
    for entity_id, coordinator in readable(hass, may).items():
        state = hass.states.get(entity_id)
        if state and async_should_expose(hass, assistant, entity_id):
            names = intent.async_get_entity_aliases(
                hass, registry.async_get(entity_id), state=state
            )
            area = area_of(hass, entity_id)
            found.append(
                _Exposed(state, names, area.name if area else None, coordinator)
            )
    return found


class LookTool(Tool):
    """Returns the state of cameras: position, programs, inputs, last alarm."""

    name = LOOK
    title = "Look at cameras"
    description = (
        "Tells of JVC cameras where they look (preset; pan and tilt in degrees, tilt 5"
        " is the horizon and 95 straight down; zoom 0 is wide, 99.99 is tele), whether"
        " they move, what runs, whether something is tracked, which inputs are closed,"
        " whether there is motion, and the last alarm with its time. Of all cameras"
        " unless name, area or floor is given."
    )
    parameters = vol.Schema(
        {
            vol.Optional("name", description="Name or alias of a camera"): str,
            vol.Optional("area", description="Area in which cameras are"): str,
            vol.Optional("floor", description="Floor on which cameras are"): str,
        }
    )
    annotations = _LOOKS
    integration = DOMAIN

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult:
        """Return the state of the cameras that are meant."""
        meant = {
            key: value
            for key, value in self.parameters(tool_input.tool_args).items()
            if not intent.is_blank_slot_value(value)
        }
        may = await async_rights(hass, llm_context.context)
        exposed = _exposed(hass, llm_context.assistant, may)
        constraints = intent.MatchTargetsConstraints(
            name=meant.get("name"),
            area_name=meant.get("area"),
            floor_name=meant.get("floor"),
            domains={Platform.CAMERA},
        )
        states = [camera.state for camera in exposed]
        result = intent.async_match_targets(hass, constraints, states=states)
        if not states or not result.is_match:
            err = intent.MatchFailedError(result, constraints)
            return await _failed(hass, llm_context, err)
        matched = {state.entity_id for state in result.states}
        grammar = await async_grammar(hass, llm_context.language)
        seen = [c.seen(grammar) for c in exposed if c.state.entity_id in matched]
        return ToolResult(
            {"cameras": list(seen)}, error=all("error" in camera for camera in seen)
        )


class CameraTool(IntentTool):
    """One of our intents; if it fails, the result contains the reason."""

    def __init__(self, handler: intent.IntentHandler) -> None:
        """Make a tool of an intent."""
        title, annotations = INTENTS[handler.intent_type]
        super().__init__(
            f"{DOMAIN}__{handler.intent_type}",
            handler,
            title=title,
            integration=DOMAIN,
            annotations=annotations,
        )

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult:
        """Handle the intent."""
        try:
            result = await super().async_call(hass, tool_input, llm_context)
        except intent.IntentError as err:
            return await _failed(hass, llm_context, err)
        told: dict[str, Any] = result.data
        if told["response_type"] != intent.IntentResponseType.ERROR.value:
            return result
        return ToolResult({"error": told["speech"]["plain"]["speech"]}, error=True)


async def _failed(
    hass: HomeAssistant, llm_context: LLMContext, err: intent.IntentError
) -> ToolResult:
    """Return an error that a model can act on."""
    if isinstance(err, intent.InvalidSlotInfo):
        text = str(err.__cause__)
    else:
        grammar = await async_grammar(hass, llm_context.language)
        text = grammar.why_not(err)
    return ToolResult({"error": text}, error=True)
