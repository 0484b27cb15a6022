"""Does what was understood, and answers: in a conversation, in its language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.components import conversation
from homeassistant.components.homeassistant import async_should_expose
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import intent

from ..const import DOMAIN
from ..protocol import parameters as p
from . import commands, satellites
from .dialogue import Dialogues, Question, Talk
from .errors import AnsweredError, VoiceError, WhichPresetError
from .follow_ups import FOLLOW_UPS, MovesBack, followed_up
from .language_files import ENGLISH
from .matching import PREFERRED, cameras
from .permissions import async_rights, readable
from .responses import Grammar, nearest
from .sentences import Understood

type Spoken = Mapping[str, Any]
"""A sentence as Home Assistant tells of it: text, language, context and so on."""


@dataclass
class _Turn:
    """One sentence and what comes of it.

    Attributes:
        grammar: of the answer.
        said: the sentence.
        device_id: of the satellite.
        talk: what was said before.
        next: what is remembered of this one.
    """

    grammar: Grammar
    said: Spoken
    device_id: str | None
    talk: Talk
    next: Talk = field(default_factory=Talk)


class Answerer:
    """Answers sentences, each in the light of those before."""

    def __init__(self, hass: HomeAssistant, grammars: Mapping[str, Grammar]) -> None:
        """Remember no conversation yet."""
        self.dialogues = Dialogues(hass.loop.time)
        self._hass = hass
        self._grammars = grammars
        self._has_told_where_to_expose = False

    async def answer(
        self,
        understood: Understood,
        conversation_id: str,
        said: Spoken,
        device_id: str | None,
    ) -> str:
        """Do it, and say so.

        Raises:
            HomeAssistantError: it was not done, and an error reaches whoever asked;
                its text is the answer.
        """
        grammar = self._grammar(understood, said)
        turn = _Turn(grammar, said, device_id, self.dialogues.of(conversation_id))
        turn.next = Talk(turn.talk.camera, turn.talk.done, turn.talk.before)
        failure: Exception | None = None
        try:
            text = await self._in_talk(understood, turn)
        except _NotDoneError as err:
            text, failure = str(err), err
        self.dialogues.keep(conversation_id, turn.next)
        if failure:
            return _not_done(text, said, failure)
        if turn.next.question and satellites.can_ask(self._hass, said["satellite_id"]):
            satellites.ask(self._hass, said, conversation_id, text)
            return ""
        return text

    def lost(self, said: Spoken) -> str:
        """Answer what means nothing any more.

        Raises:
            HomeAssistantError: as `answer` does.
        """
        spoken = nearest(said["language"], self._grammars) or ENGLISH
        failure = VoiceError("nothing_before")
        return _not_done(self._grammars[spoken].why_not(failure), said, failure)

    def _grammar(self, understood: Understood, said: Spoken) -> Grammar:
        """Return what is answered to who speaks: in the variant that is spoken here."""
        for language in (said["language"], self._hass.config.language):
            spoken = nearest(language, self._grammars)
            if spoken and self._grammars[spoken].language == understood.language:
                return self._grammars[spoken]
        return self._grammars[understood.language]

    async def _in_talk(self, understood: Understood, turn: _Turn) -> str:
        """Do what a sentence means after those before; _NotDoneError if it fails."""
        if understood.intent not in FOLLOW_UPS:
            return await self._do(understood, turn)
        try:
            meant = followed_up(understood, turn.talk)
        except VoiceError as err:
            turn.next.question = turn.talk.question
            raise _NotDoneError(turn.grammar.why_not(err)) from err
        if meant is None:
            return turn.grammar.say("never_mind", {})
        if isinstance(meant, MovesBack):
            return await self._go_back(meant, turn)
        return await self._do(meant, turn)

    async def _go_back(self, meant: MovesBack, turn: _Turn) -> str:
        may = await async_rights(self._hass, Context(user_id=_user_id(turn.said)))
        coordinator = readable(self._hass, may).get(meant.camera)
        state = self._hass.states.get(meant.camera)
        if coordinator is None or state is None:
            raise _NotDoneError(turn.grammar.say("no_camera", {}))
        if not async_should_expose(self._hass, conversation.DOMAIN, meant.camera):
            raise _NotDoneError(turn.grammar.say("not_exposed", {}))
        if not may(meant.camera, POLICY_CONTROL):
            told = {"camera": state.name}
            raise _NotDoneError(turn.grammar.say("not_allowed", told))
        try:
            with coordinator.translated_errors():
                await commands.go_back(coordinator, *meant.position)
        except HomeAssistantError as err:
            raise _NotDoneError(turn.grammar.why_not(err)) from err
        turn.next = Talk(meant.camera)
        return turn.grammar.say("turns_back", {"camera": state.name})

    async def _do(self, understood: Understood, turn: _Turn) -> str:
        """Do it for each camera that was named."""
        before = self._positions()
        names = understood.slots.get("name")
        named = names if isinstance(names, list) else [names]
        texts: list[str] = []
        done: list[str] = []
        for name in named:
            slots = understood.slots | ({"name": name} if name else {})
            response = await self._handle(understood._replace(slots=slots), turn)
            if response is None:
                return turn.grammar.sentences([*texts, self._asked(turn)])
            texts.append(_speech(response))
            if response.response_type is intent.IntentResponseType.ERROR:
                raise _NotDoneError(turn.grammar.sentences(texts))
            done += [target.id for target in response.success_results if target.id]
        if len(done) == 1:
            turn.next = Talk(done[0], understood, before.get(done[0]))
        return turn.grammar.sentences(texts)

    def _positions(self) -> dict[str, tuple[float, float]]:
        """Return where the cameras look that know it."""
        found = {}
        for entity_id, coordinator in cameras(self._hass).items():
            pan, tilt = coordinator.data.get(p.PAN), coordinator.data.get(p.TILT)
            if pan is not None and tilt is not None:
                found[entity_id] = (pan, tilt)
        return found

    async def _handle(
        self, understood: Understood, turn: _Turn
    ) -> intent.IntentResponse | None:
        """Handle an intent; None if it is asked what is meant."""
        slots = {name: {"value": value} for name, value in understood.slots.items()}
        if turn.talk.camera and PREFERRED not in slots:
            slots[PREFERRED] = {"value": turn.talk.camera}
        said = turn.said
        try:
            return await intent.async_handle(
                self._hass,
                DOMAIN,
                understood.intent,
                slots,
                said["text"],
                Context(user_id=_user_id(said)),
                turn.grammar.spoken,
                assistant=conversation.DOMAIN,
                device_id=turn.device_id,
                satellite_id=said["satellite_id"],
                conversation_agent_id=said["agent_id"],
            )
        except WhichPresetError as err:
            choices = tuple({"preset": str(number)} for number in err.presets)
            turn.next.question = Question("preset", understood, choices, str(err))
        except intent.MatchFailedError as err:
            text = turn.grammar.why_not(err)
            if not turn.grammar.is_question(err):
                raise _NotDoneError(self._or_where_to_expose(err, text, turn)) from err
            states = sorted(err.result.states, key=lambda state: state.name)
            choices = tuple({PREFERRED: state.entity_id} for state in states)
            turn.next.question = Question("camera", understood, choices, text)
        except HomeAssistantError as err:
            raise _NotDoneError(turn.grammar.why_not(err)) from err
        return None

    def _asked(self, turn: _Turn) -> str:
        question = turn.next.question
        return question.text if question else ""

    def _or_where_to_expose(
        self, err: intent.MatchFailedError, text: str, turn: _Turn
    ) -> str:
        """Say once where a camera is let be seen."""
        hidden = err.result.no_match_reason is intent.MatchFailedReason.ASSISTANT
        if not hidden or self._has_told_where_to_expose:
            return text
        self._has_told_where_to_expose = True
        return turn.grammar.sentences([text, turn.grammar.say("where_to_expose", {})])


class _NotDoneError(Exception):
    """It was not done; the text says why, in the language of who asked."""


def _not_done(text: str, said: Spoken, failure: Exception) -> str:
    """Say that it was not done: by an error, where the error's words are said."""
    if said["agent_id"] == conversation.HOME_ASSISTANT_AGENT:
        raise AnsweredError(text) from failure
    # Another agent's pipeline would say that something unexpected happened.
    return text


def _user_id(said: Spoken) -> str | None:
    user_id: str | None = said["context"]["user_id"]
    return user_id


def _speech(response: intent.IntentResponse) -> str:
    return str(response.speech.get("plain", {}).get("speech", ""))
