"""Hears what is said in Assist, with any agent, and takes what is meant for cameras.

Home Assistant asks sentence triggers before anybody else, but their templates can only
be taken or not: there is no handing back what was taken by mistake, and hundreds of
sentences with all names written out would take it long to parse. So there is no
trigger until somebody has said something for us: Home Assistant tells what was said
before it asks the triggers, and in that moment there is one, of exactly that sentence.

Imported when Home Assistant has `conversation` only, which brings hassil.
"""

import logging
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any

from hassil.util import normalize_for_matching
from homeassistant.components import conversation
from homeassistant.components.conversation.chat_log import async_subscribe_chat_logs
from homeassistant.components.conversation.const import ChatLogEventType
from homeassistant.components.homeassistant import async_should_expose
from homeassistant.const import (
    EVENT_CORE_CONFIG_UPDATE,
    EVENT_HOMEASSISTANT_FINAL_WRITE,
    MATCH_ALL,
)
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import floor_registry as fr
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.importlib import async_import_module
from homeassistant.helpers.script import ScriptRunResult
from homeassistant.helpers.trigger import async_initialize_triggers
from homeassistant.setup import async_when_setup
from homeassistant.util.async_ import create_eager_task
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN, VOCABULARY_CHANGED
from .answering import Answerer
from .exposed_outputs import ExposedOutputs
from .language_files import ENGLISH
from .matching import CALLED, cameras
from .recognizer import Recognizer
from .responses import Grammar, async_grammars, nearest
from .sentences import Sentences, Understood
from .spelling import spelled
from .vocabulary import (
    Articles,
    CalledOtherwise,
    CameraWord,
    Spoken,
    Vocabulary,
    vocabulary,
)

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
LISTENER: HassKey[Listener] = HassKey(f"{DOMAIN}_listener")
_SYNTAX = re.compile(r"[^\w\s]")


async def async_start(hass: HomeAssistant) -> None:
    """Listen from now on, as long as there are cameras."""
    grammars = await async_grammars(hass)
    contents = [grammar.content for grammar in grammars.values()]
    camera_word = await hass.async_add_executor_job(CameraWord, contents)
    articles = await hass.async_add_executor_job(Articles, contents)
    listener = hass.data[LISTENER] = Listener(hass, grammars, camera_word, articles)
    await listener.async_watch()
    await ExposedOutputs(hass).async_watch()


class Listener:
    """Knows the sentences of the languages in use, and the names that may be said."""

    def __init__(
        self,
        hass: HomeAssistant,
        grammars: Mapping[str, Grammar],
        camera_word: CameraWord,
        articles: Articles,
    ) -> None:
        """Hear nothing yet."""
        self.known: Vocabulary | None = None
        """The names that are listened for."""
        self._hass = hass
        self._grammars = grammars
        self._camera_word = camera_word
        self._articles = articles
        self._sentences: dict[str, Sentences] = {}
        self._recognizer = Recognizer({}, {})
        self._spoken = Spoken()
        self._answerer = Answerer(hass, grammars)
        self._let_go: CALLBACK_TYPE | None = None
        self._pipelines: Callable[[], Collection[Any]] = tuple
        self._changed = Debouncer(
            hass,
            _LOGGER,
            cooldown=COOLDOWN,
            immediate=False,
            function=self._refresh,
            background=True,
        )

    @property
    def languages(self) -> Iterable[str]:
        """The languages that are understood."""
        return self._recognizer.languages

    async def async_watch(self) -> None:
        """Start with what is there, and follow what changes."""
        hass = self._hass
        # From now on a trigger is there as soon as it is asked for.
        self._let_go = await self._trigger(DOMAIN, "")
        self._leave(self._let_go)
        async_subscribe_chat_logs(hass, self._something_said)
        for event_type in _CHANGES:
            hass.bus.async_listen(event_type, self._something_changed)
        async_dispatcher_connect(hass, VOCABULARY_CHANGED, self._something_changed)
        hass.bus.async_listen_once(
            EVENT_HOMEASSISTANT_FINAL_WRITE, self._home_assistant_ends
        )
        async_when_setup(hass, "assist_pipeline", self._pipelines_there)
        self._changed.async_schedule_call()

    @callback
    def _something_changed(self, _what: Event[Any] | str) -> None:
        self._changed.async_schedule_call()

    @callback
    def _home_assistant_ends(self, _event: Event) -> None:
        self._changed.async_shutdown()

    # What may be said

    async def _pipelines_there(self, hass: HomeAssistant, _component: str) -> None:
        """Know the languages of the pipelines, too."""
        module = await async_import_module(
            hass, "homeassistant.components.assist_pipeline.pipeline"
        )
        store = hass.data[module.KEY_ASSIST_PIPELINE].pipeline_store

        async def changed(_changes: object) -> None:
            self._changed.async_schedule_call()

        store.async_add_change_set_listener(changed)
        self._pipelines = store.data.values
        self._changed.async_schedule_call()

    def _languages_in_use(self) -> set[str]:
        """Return the languages that somebody may speak here."""
        spoken = {self._hass.config.language} | {
            language
            for pipeline in self._pipelines()
            for language in (pipeline.language, pipeline.conversation_language)
            if language != MATCH_ALL
        }
        known = filter(None, (nearest(name, self._grammars) for name in spoken))
        return {self._grammars[name].language for name in known} or {ENGLISH}

    async def _refresh(self) -> None:
        """Hear what is called differently now by its new name."""
        # Something may be renamed while we are at it.
        while (words := vocabulary(self._hass)) != self.known or (
            self._languages_in_use() != set(self._recognizer.languages)
        ):
            languages = self._languages_in_use()
            spoken, recognizer = await self._hass.async_add_executor_job(
                self._prepare, words, languages
            )
            self._spoken, self._recognizer, self.known = spoken, recognizer, words
            self._hass.data[CALLED] = CalledOtherwise(spoken.meant, self._articles)

    def _prepare(
        self, words: Vocabulary, languages: set[str]
    ) -> tuple[Spoken, Recognizer]:
        """Do what takes its time."""
        contents = {name: self._grammars[name].content for name in sorted(languages)}
        for language in contents.keys() - self._sentences.keys():
            self._sentences[language] = Sentences(contents[language])
        spoken = Spoken.of(words, self._camera_word)
        return spoken, Recognizer(
            {language: self._sentences[language] for language in contents},
            {language: spoken.names(content) for language, content in contents.items()},
        )

    # What is said

    @callback
    def _something_said(
        self, conversation_id: str, what: ChatLogEventType, data: dict[str, Any]
    ) -> None:
        """Take a sentence, if it is for us, before anybody else is asked."""
        if what is not ChatLogEventType.CONTENT_ADDED:
            return
        if data["content"]["role"] != "user":
            return
        text = str(data["content"]["content"])
        if self._is_ours(text, conversation_id):
            self._take(text, conversation_id)
        else:
            self._answerer.dialogues.forget(conversation_id)

    def _is_ours(self, text: str, conversation_id: str) -> bool:
        """Whether a sentence is for our cameras, and nobody else can be meant."""
        ours = cameras(self._hass)
        if not any(map(self._is_exposed, ours)):
            return False
        understood = self._understand(text, conversation_id, self._hass.config.language)
        if understood is None:
            return False
        return not self._somebody_else(text, understood, ours)

    def _understand(
        self, text: str, conversation_id: str, language: str
    ) -> Understood | None:
        context = self._answerer.dialogues.of(conversation_id).context
        first = nearest(language, self._grammars) or ENGLISH
        first = self._grammars[first].language
        return self._recognizer.understand(text, context, first)

    def _is_exposed(self, entity_id: str) -> bool:
        return async_should_expose(self._hass, conversation.DOMAIN, entity_id)

    def _somebody_else(
        self, text: str, understood: Understood, ours: Collection[str]
    ) -> bool:
        """Whether something else is called so, and nobody said that it is a camera."""
        if self._camera_word.is_in(spelled(text)):
            return False
        said = {
            name
            for kind in ("name", "area")
            for name, meant in self._spoken.meant[kind].items()
            if meant in _listed(understood.slots.get(kind))
        }
        return bool(said) and any(
            spelled(state.name) in said
            for state in self._hass.states.async_all()
            if state.entity_id not in ours and self._is_exposed(state.entity_id)
        )

    def _take(self, text: str, conversation_id: str) -> None:
        """Be asked for this sentence, and for no other."""
        if self._let_go:
            self._let_go()
        there = create_eager_task(self._trigger(text, conversation_id))
        # It is asked before anything else happens; then it goes.
        self._let_go = there.result() if there.done() else None
        self._hass.loop.call_soon(self._leave, self._let_go)

    @callback
    def _leave(self, let_go: CALLBACK_TYPE | None) -> None:
        if let_go and let_go is self._let_go:
            let_go()
            self._let_go = None

    async def _trigger(self, text: str, conversation_id: str) -> CALLBACK_TYPE | None:
        """Have a trigger for a sentence; return what takes it away."""
        template = _SYNTAX.sub(r"\\\g<0>", normalize_for_matching(text).text)
        return await async_initialize_triggers(
            self._hass,
            [{"platform": conversation.DOMAIN, "command": [template]}],
            partial(self._heard, conversation_id),
            DOMAIN,
            "cameras by voice",
            _LOGGER.log,
        )

    async def _heard(
        self, conversation_id: str, variables: dict[str, Any], _context: object = None
    ) -> ScriptRunResult:
        """Answer a sentence that is ours."""
        trigger = variables["trigger"]
        said = trigger["user_input"]
        understood = self._understand(said["text"], conversation_id, said["language"])
        if understood is None:
            # Names have changed within the moment, or the subject has.
            answer = self._answerer.lost(said)
        else:
            answer = await self._answerer.answer(
                understood, conversation_id, said, trigger["device_id"]
            )
        return ScriptRunResult(
            conversation_response=answer, service_response=None, variables={}
        )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
