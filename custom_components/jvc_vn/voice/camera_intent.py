"""What all intents share: who is asked, who may ask, and how it is answered."""

import asyncio
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, override

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.core import Context, HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import intent
from homeassistant.helpers.typing import VolDictType

from ..coordinator import VnCoordinator
from .matching import TARGET, Meant, Slots, match
from .permissions import async_rights, readable
from .responses import Grammar, async_grammar

type Told = tuple[str, Mapping[str, Any]]
"""The key of the answer, and what it speaks of."""


@dataclass(frozen=True, slots=True)
class Request:
    """What one camera is asked for.

    Attributes:
        coordinator: the camera.
        entity_id: of its camera entity.
        values: of the slots.
        context: of who asks.
        grammar: of the language in which it is asked.
    """

    coordinator: VnCoordinator
    entity_id: str
    values: Mapping[str, Any]
    context: Context
    grammar: Grammar

    @property
    def hass(self) -> HomeAssistant:
        """Home Assistant."""
        return self.coordinator.hass


class CameraIntent(intent.IntentHandler):
    """Does something with our cameras: mostly with one."""

    slots: ClassVar[VolDictType] = {}
    response_type = intent.IntentResponseType.ACTION_DONE
    policy = POLICY_CONTROL
    """What the user who asks must be permitted, as with the actions."""

    @property
    @override
    def slot_schema(self) -> VolDictType:
        return {**TARGET, **self.slots}

    @override
    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        hass = intent_obj.hass
        grammar = await async_grammar(hass, intent_obj.language)
        slots = self.async_validate_slots(intent_obj.slots)
        values = {name: slot["value"] for name, slot in slots.items()}
        may = await async_rights(hass, intent_obj.context)
        meant = self.match(intent_obj, slots, readable(hass, may))
        response = intent_obj.create_response()
        for state, _ in meant:
            if not may(state.entity_id, self.policy):
                # An error that is raised would lose its words on some ways to the
                # person.
                response.async_set_error(
                    intent.IntentResponseErrorCode.FAILED_TO_HANDLE,
                    grammar.say("not_allowed", {"camera": state.name}),
                )
                return response
        told = await self._ask_all(intent_obj, grammar, meant, values)
        response.response_type = self.response_type
        response.async_set_speech(grammar.sentences(text for text, _ in told))
        response.async_set_speech_slots({k: v for _, t in told for k, v in t.items()})
        states = [hass.states.get(state.entity_id) or state for state, _ in meant]
        response.async_set_states(states)
        response.async_set_results(
            [
                intent.IntentResponseTarget(
                    state.name,
                    intent.IntentResponseTargetType.ENTITY,
                    state.entity_id,
                )
                for state in states
            ]
        )
        return response

    async def _ask_all(
        self,
        intent_obj: intent.Intent,
        grammar: Grammar,
        meant: list[Meant],
        values: Mapping[str, Any],
    ) -> list[tuple[str, Mapping[str, Any]]]:
        """Ask all at once; return what each answers, and what that speaks of.

        Raises:
            HomeAssistantError: none has done it.
        """
        asked = (
            self._ask(
                state,
                Request(
                    coordinator,
                    state.entity_id,
                    values,
                    intent_obj.context,
                    grammar,
                ),
            )
            for state, coordinator in meant
        )
        answers = await asyncio.gather(*asked, return_exceptions=True)
        told: list[tuple[str, Mapping[str, Any]]] = []
        failures = []
        for answer in answers:
            if isinstance(answer, HomeAssistantError):
                failures.append(answer)
                told.append((str(answer), {}))
            elif isinstance(answer, BaseException):
                raise answer
            else:
                told.append(answer)
        if len(failures) == len(told):
            raise failures[0]
        return told

    async def _ask(
        self, state: State, request: Request
    ) -> tuple[str, Mapping[str, Any]]:
        try:
            with request.coordinator.translated_errors():
                key, told = await self.act(request)
        except intent.IntentError:
            raise
        except HomeAssistantError as err:
            why = request.grammar.why_not(err, camera=state.name)
            raise intent.IntentHandleError(why) from err
        told = {**told, "camera": state.name}
        return request.grammar.say(f"{self.intent_type}.{key}", told), told

    def match(
        self,
        intent_obj: intent.Intent,
        slots: Slots,
        known: dict[str, VnCoordinator],
    ) -> list[Meant]:
        """Return the cameras that are meant, of those that the user may know of."""
        return match(intent_obj, slots, known)

    @abstractmethod
    async def act(self, request: Request) -> Told:
        """Do it; VnError or HomeAssistantError if it cannot be done."""
