"""How long sentences take: sixteen cameras, three names each, 32 presets each."""

import asyncio
import time
from collections.abc import Callable
from itertools import islice

from hassil.intents import Intents
from hassil.recognize import recognize_all

from custom_components.jvc_vn.voice.language_files import read_languages
from custom_components.jvc_vn.voice.templates import Sentences, Vocabulary, parsed

from .report import Figure, below

LANGUAGES = read_languages()
PLACES = (
    "Gate",
    "Driveway",
    "Garage",
    "Orchard",
    "Stable",
    "Terrace",
    "Cellar",
    "Chapel",
)
HITS = (
    "pan the north gate camera left",
    "tilt south driveway cam down a little",
    "point the north orchard camera at the north stable corner 7",
    "show me the south terrace corner 12",
    "where is the garage 4 north looking",
    "start the patrol on the south chapel camera",
)
MISSES = (
    "turn on the kitchen light",
    "what time is it",
    "set a timer for five minutes",
    "play some jazz in the living room",
    "what is the weather like tomorrow",
)
NEAR_MISSES = ("turn the north gate red", "open south garage door")
BEATS = 0.001


def _vocabulary() -> Vocabulary:
    cameras = [f"{side} {place}" for place in PLACES for side in ("North", "South")]
    names = [
        name
        for number, camera in enumerate(cameras)
        for name in (
            camera,
            f"{camera} view",
            f"{camera.split()[1]} {number} {camera.split()[0]}",
        )
    ]
    presets = [f"{camera} corner {n}" for camera in cameras for n in range(1, 33)]
    return Vocabulary(
        name=dict(zip(names, names, strict=True)),
        area={place: place for place in PLACES},
        floor={"Ground floor": "Ground floor"},
        preset=dict(zip(presets, presets, strict=True)),
    )


def _best(what: Callable[[], object], rounds: int = 9) -> float:
    """Milliseconds of the processor, whatever else the machine does."""
    best = float("inf")
    for _ in range(rounds):
        began = time.thread_time()
        what()
        best = min(best, time.thread_time() - began)
    return best * 1e3


def _heard(templates: list[str]) -> Intents:
    """Make of the templates what Home Assistant makes of a trigger's."""
    data = [{"sentences": templates}]
    return Intents.from_dict({"language": "en", "intents": {"t": {"data": data}}})


def _parse(templates: list[str]) -> Intents:
    intents = _heard(templates)
    assert intents.intents["t"].data[0].sentences
    return intents


class _House:
    """What Home Assistant and we hold while people speak."""

    def __init__(self, *languages: str) -> None:
        self.grammars = {language: LANGUAGES[language] for language in languages}
        self.words = _vocabulary()
        self.prepare()
        self.trigger = _parse(self.templates)

    def prepare(self) -> None:
        """Do what the integration does after a change, in another thread."""
        self.sentences = Sentences(self.grammars)
        self.sentences.fill(self.words)
        self.templates = self.sentences.templates(self.words)
        parsed(self.templates)

    def hit(self, text: str) -> None:
        """Hear and understand."""
        # Home Assistant looks on until a trigger fits a second time.
        assert list(islice(recognize_all(text, self.trigger), 2))
        assert self.sentences.recognize(text, "en")

    def miss(self, text: str) -> None:
        """Hear nothing."""
        assert not any(recognize_all(text, self.trigger))


async def _longest_pause(house: _House) -> float:
    """Milliseconds that the event loop stands still while a thread prepares."""
    longest = 0.0
    done = asyncio.get_running_loop().run_in_executor(None, house.prepare)
    while not done.done():
        began = time.perf_counter()
        await asyncio.sleep(BEATS)
        longest = max(longest, time.perf_counter() - began - BEATS)
    await done
    return longest * 1e3


async def run() -> list[Figure]:
    """Measure with one language in use, with two, and with all."""
    one, two, every = _House("en"), _House("en", "de"), _House(*LANGUAGES)
    return [
        below("hit, the slowest of six", max(map(_timed(one.hit), HITS)), 5, "ms", 2),
        below("the same, two languages", max(map(_timed(two.hit), HITS)), 5, "ms", 2),
        below("miss", max(map(_timed(one.miss), MISSES)), 0.1, "ms", 3),
        below("miss, two languages", max(map(_timed(two.miss), MISSES)), 0.1, "ms", 3),
        Figure(
            "miss that names a camera",
            f"{max(map(_timed(one.miss), NEAR_MISSES)):.2f} ms",
        ),
        below("rebuild, in a thread", _best(one.prepare), 100, "ms"),
        below("rebuild, two languages", _best(two.prepare), 100, "ms"),
        Figure(
            "longest pause of the event loop", f"{await _longest_pause(two):.1f} ms"
        ),
        Figure(
            "Home Assistant parses the trigger, once after a change",
            f"{_best(lambda: _parse(one.templates)):.1f} ms",
        ),
        Figure(
            "the same, two languages", f"{_best(lambda: _parse(two.templates)):.1f} ms"
        ),
        Figure(
            "the same, all ten languages",
            f"{_best(lambda: _parse(every.templates)):.1f} ms",
        ),
    ]


def _timed(what: Callable[[str], None]) -> Callable[[str], float]:
    return lambda text: _best(lambda: what(text), 20)
