"""Says all sentences of a language in its house, and judges them."""

import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from . import expectation
from .heard import Heard
from .home import home
from .houses import Sentence, houses
from .judge import Judgement, judge, judge_foreign
from .speaker import Speaker

# What cannot be done is answered; a stack beside it helps nobody here.
logging.getLogger("homeassistant.components.conversation").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Result:
    """What became of a sentence."""

    sentence: Sentence
    judgement: Judgement
    said: tuple[Heard, ...]

    @property
    def happened(self) -> str:
        """Tell what reached the cameras and others, and what was answered."""
        last = self.said[-1]
        parts = [
            f"{letter}: {act}" for letter in last.acts for act in last.acts[letter]
        ]
        parts += last.calls
        parts += [f"picture of {letter}" for letter in sorted(last.pictures)]
        parts += [f"clip of {letter}" for letter in sorted(last.recordings)]
        answers = dict.fromkeys(heard.answer.speech for heard in self.said)
        return "; ".join([*parts, *(f'"{answer}"' for answer in answers)])


async def check(sentences: Sequence[Sentence]) -> AsyncIterator[Result]:
    """Say sentences of one language, one after the other."""
    house = houses()[sentences[0].language]
    async with home(house, len(sentences)) as running:
        for sentence, satellite in zip(sentences, running.satellites, strict=True):
            speaker = Speaker(running, satellite, sentence.text)
            if sentence.foreign:
                heard = await speaker.foreign()
                yield Result(sentence, judge_foreign(heard), (heard,))
                continue
            expected = expectation.parse(sentence.expect)
            said = await speaker.command(expected)
            yield Result(sentence, judge(expected, said), tuple(said))
