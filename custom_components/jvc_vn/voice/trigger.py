"""Answers sentences that are meant for our cameras, in Assist with any agent.

It is imported only when Home Assistant has `conversation`, which brings hassil.
"""

import logging
from collections.abc import Callable, Collection, Mapping
from typing import Any

from homeassistant.components import conversation
from homeassistant.const import (
    EVENT_CORE_CONFIG_UPDATE,
    EVENT_HOMEASSISTANT_FINAL_WRITE,
    MATCH_ALL,
)
from homeassistant.core import CALLBACK_TYPE, Context, Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import chat_session, intent
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import floor_registry as fr
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.importlib import async_import_module
from homeassistant.helpers.script import ScriptRunResult
from homeassistant.helpers.trigger import async_initialize_triggers
from homeassistant.setup import async_when_setup

from ..const import DOMAIN, VOCABULARY_CHANGED
from .language_files import ENGLISH
from .responses import Grammar, async_grammars, nearest
from .templates import Said, Sentences, Vocabulary, parsed
from .vocabulary import CameraWord, vocabulary

_LOGGER = logging.getLogger(__name__)

COOLDOWN = 1.0
"""Seconds in which changes of names are collected."""
_CHANGES = (
    er.EVENT_ENTITY_REGISTRY_UPDATED,
    dr.EVENT_DEVICE_REGISTRY_UPDATED,
    ar.EVENT_AREA_REGISTRY_UPDATED,
    fr.EVENT_FLOOR_REGISTRY_UPDATED,
    EVENT_CORE_CONFIG_UPDATE,
)


async def async_start(hass: HomeAssistant) -> None:
    """Listen for sentences from now on, as long as there are cameras."""
    grammars = await async_grammars(hass)
    contents = [grammar.content for grammar in grammars.values()]
    camera_word = await hass.async_add_executor_job(CameraWord, contents)
    voice = Voice(hass, grammars, camera_word)
    voice.async_watch()


class Voice:
    """One sentence trigger for all cameras, kept up to date."""

    def __init__(
        self,
        hass: HomeAssistant,
        grammars: Mapping[str, Grammar],
        camera_word: CameraWord,
    ) -> None:
        """Prepare; nothing is listened for yet."""
        self._hass = hass
        self._grammars = grammars
        self._camera_word = camera_word
        self._sentences: Sentences | None = None
        self._present: tuple[Vocabulary, tuple[str, ...]] | None = None
        self._deafen: CALLBACK_TYPE | None = None
        self._pipelines: Callable[[], Collection[Any]] = tuple
        self._changed = Debouncer(
            hass,
            _LOGGER,
            cooldown=COOLDOWN,
            immediate=False,
            function=self._refresh,
            background=True,
        )

    @callback
    def async_watch(self) -> None:
        """Listen for the names that there are, and follow their changes."""
        for event_type in _CHANGES:
            self._hass.bus.async_listen(event_type, self._something_changed)
        async_dispatcher_connect(
            self._hass, VOCABULARY_CHANGED, self._something_changed
        )
        self._hass.bus.async_listen_once(
            EVENT_HOMEASSISTANT_FINAL_WRITE, self._home_assistant_ends
        )
        async_when_setup(self._hass, "assist_pipeline", self._pipelines_there)
        self._changed.async_schedule_call()

    @callback
    def _something_changed(self, _what: Event[Any] | str) -> None:
        self._changed.async_schedule_call()

    @callback
    def _home_assistant_ends(self, _event: Event) -> None:
        self._changed.async_shutdown()

    async def _pipelines_there(self, hass: HomeAssistant, _component: str) -> None:
        """Use the languages of the pipelines, too."""
        module = await async_import_module(
            hass, "homeassistant.components.assist_pipeline.pipeline"
        )
        store = hass.data[module.KEY_ASSIST_PIPELINE].pipeline_store

        async def changed(_changes: object) -> None:
            """Look again which languages are in use."""
            self._changed.async_schedule_call()

        store.async_add_change_set_listener(changed)
        self._pipelines = store.data.values
        self._changed.async_schedule_call()

    def _languages_in_use(self) -> tuple[str, ...]:
        """Return the languages of Home Assistant and its pipelines.

        Each language costs milliseconds of the event loop for parsing, so those that
        nobody uses are left out.
        """
        spoken = {self._hass.config.language} | {
            language
            for pipeline in self._pipelines()
            for language in (pipeline.language, pipeline.conversation_language)
            if language != MATCH_ALL
        }
        known = {nearest(language, self._grammars) for language in spoken}
        return tuple(sorted(filter(None, known))) or (ENGLISH,)

    async def _refresh(self) -> None:
        """Listen for the present names, if they have changed."""
        # Something may be renamed meanwhile.
        while (wanted := self._wanted()) != self._present:
            await self._listen_for(*wanted)
            self._present = wanted

    def _wanted(self) -> tuple[Vocabulary, tuple[str, ...]]:
        return vocabulary(self._hass, self._camera_word), self._languages_in_use()

    async def _listen_for(self, words: Vocabulary, languages: tuple[str, ...]) -> None:
        sentences, templates = await self._hass.async_add_executor_job(
            self._prepare, words, languages
        )
        # Never two at a time: both would do what is said.
        if self._deafen:
            self._deafen()
            self._deafen = None
        self._sentences = sentences
        if templates:
            self._deafen = await async_initialize_triggers(
                self._hass,
                [{"platform": conversation.DOMAIN, "command": templates}],
                self._heard,
                DOMAIN,
                "cameras by voice",
                _LOGGER.log,
            )

    def _prepare(
        self, words: Vocabulary, languages: tuple[str, ...]
    ) -> tuple[Sentences, list[str]]:
        """Make sentences and templates; slow, and run in another thread."""
        sentences = Sentences({n: self._grammars[n].content for n in languages})
        sentences.fill(words)
        templates = sentences.templates(words)
        # One that cannot be parsed would disable all sentence triggers.
        parsed(templates)
        return sentences, templates

    async def _heard(
        self, variables: Mapping[str, Any], _context: Context | None = None
    ) -> ScriptRunResult:
        """Answer a sentence that fits one of the templates."""
        trigger = variables["trigger"]
        said = conversation.ConversationInput(
            **{
                **trigger["user_input"],
                "context": Context(user_id=trigger["user_input"]["context"]["user_id"]),
                "device_id": trigger["device_id"],
            }
        )
        language = nearest(said.language, self._grammars) or ENGLISH
        understood = (
            self._sentences.recognize(said.text, language) if self._sentences else None
        )
        if understood:
            answer = await self._do(understood, said)
        else:
            answer = await self._hand_on(said, self._grammars[language])
        return ScriptRunResult(
            conversation_response=answer, service_response=None, variables={}
        )

    async def _do(self, understood: Said, said: conversation.ConversationInput) -> str:
        try:
            response = await intent.async_handle(
                self._hass,
                DOMAIN,
                understood.intent,
                understood.slots,
                said.text,
                said.context,
                understood.language,
                assistant=conversation.DOMAIN,
                device_id=said.device_id,
                satellite_id=said.satellite_id,
                conversation_agent_id=said.agent_id,
            )
        except HomeAssistantError as err:
            return self._grammars[understood.language].why_not(err)
        return str(response.speech["plain"]["speech"])

    async def _hand_on(
        self, said: conversation.ConversationInput, grammar: Grammar
    ) -> str:
        """Pass on a sentence that fits a template but none of our grammars."""
        if said.agent_id != conversation.HOME_ASSISTANT_AGENT:
            result = await conversation.async_converse(
                self._hass,
                said.text,
                said.conversation_id,
                said.context,
                said.language,
                agent_id=said.agent_id,
                device_id=said.device_id,
                satellite_id=said.satellite_id,
                extra_system_prompt=said.extra_system_prompt,
            )
            return _speech(result.response)
        with (
            chat_session.async_get_chat_session(
                self._hass, said.conversation_id
            ) as session,
            conversation.async_get_chat_log(self._hass, session, said) as log,
        ):
            response = await conversation.async_handle_intents(self._hass, said, log)
        return _speech(response) if response else grammar.say("not_understood", {})


def _speech(response: intent.IntentResponse) -> str:
    return str(response.speech.get("plain", {}).get("speech", ""))
