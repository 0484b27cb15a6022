"""How long sentences take: sixteen cameras, three names each, 32 presets each."""

import asyncio
import time
from collections.abc import Callable

from custom_components.jvc_vn.voice.language_files import read_languages
from custom_components.jvc_vn.voice.recognizer import Recognizer
from custom_components.jvc_vn.voice.sentences import Sentences
from custom_components.jvc_vn.voice.vocabulary import CameraWord, Spoken, Vocabulary

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
    return Vocabulary(
        cameras=tuple(
            (
                camera,
                f"{camera} view",
                f"{camera.split()[1]} {number} {camera.split()[0]}",
            )
            for number, camera in enumerate(cameras)
        ),
        areas=tuple((place, (place,)) for place in PLACES),
        floors=(("Ground floor", ("Ground floor",)),),
        presets=tuple(
            {n: (f"{camera} corner {n}",) for n in range(1, 33)} for camera in cameras
        ),
    )


def _best(what: Callable[[], object], rounds: int = 9) -> float:
    """Milliseconds of the processor, whatever else the machine does."""
    best = float("inf")
    for _ in range(rounds):
        began = time.thread_time()
        what()
        best = min(best, time.thread_time() - began)
    return best * 1e3


class _House:
    """What we hold while people speak these languages."""

    def __init__(self, *languages: str) -> None:
        self.words = _vocabulary()
        self.contents = {language: LANGUAGES[language] for language in languages}
        self.camera_word = CameraWord(LANGUAGES.values())
        self.read()
        self.prepare()

    def read(self) -> None:
        """Do what is done once."""
        self.sentences = {
            language: Sentences(content) for language, content in self.contents.items()
        }

    def prepare(self) -> None:
        """Do what the integration does after a change, in another thread."""
        spoken = Spoken.of(self.words, self.camera_word)
        names = {
            language: spoken.names(content)
            for language, content in self.contents.items()
        }
        self.recognizer = Recognizer(self.sentences, names)

    def hit(self, text: str) -> None:
        """Understand."""
        assert self.recognizer.understand(text, {}, "en")

    def miss(self, text: str) -> None:
        """Find out that it is for others."""
        assert not self.recognizer.understand(text, {}, "en")


async def _longest_pause(what: Callable[[], object]) -> float:
    """Milliseconds that the event loop stands still while a thread works."""
    longest = 0.0
    done = asyncio.get_running_loop().run_in_executor(None, what)
    while not done.done():
        began = time.perf_counter()
        await asyncio.sleep(BEATS)
        longest = max(longest, time.perf_counter() - began - BEATS)
    await done
    return longest * 1e3


async def run() -> list[Figure]:
    """Measure with one language in use, and with all."""
    one, every = _House("en"), _House(*LANGUAGES)
    titles = min([await _longest_pause(every.prepare) for _ in range(3)])
    return [
        below("hit, the slowest of six", max(map(_timed(one.hit), HITS)), 5, "ms", 2),
        below("the same, all ten", max(map(_timed(every.hit), HITS)), 10, "ms", 2),
        below("miss", max(map(_timed(one.miss), MISSES)), 0.1, "ms", 3),
        below("miss, all ten", max(map(_timed(every.miss), MISSES)), 0.2, "ms", 3),
        Figure(
            "miss that names a camera",
            f"{max(map(_timed(one.miss), NEAR_MISSES)):.2f} ms",
        ),
        Figure(
            "the same, all ten", f"{max(map(_timed(every.miss), NEAR_MISSES)):.2f} ms"
        ),
        below("titles change, in a thread", _best(one.prepare), 100, "ms"),
        Figure("the same, all ten", f"{_best(every.prepare):.0f} ms"),
        below("longest pause of the event loop meanwhile", titles, 10, "ms"),
        Figure("read one language, once, in a thread", f"{_best(one.read, 3):.0f} ms"),
        Figure("the same, all ten", f"{_best(every.read, 1):.0f} ms"),
    ]


def _timed(what: Callable[[str], None]) -> Callable[[str], float]:
    return lambda text: _best(lambda: what(text), 20)
