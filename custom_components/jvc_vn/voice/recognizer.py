"""Understands sentences in all languages that somebody may speak here."""

from collections.abc import Iterable, Mapping

from .expressions import Words
from .sentences import Said, Sentences, Template, Understood

LONGEST = 200
"""Letters of a sentence: nobody says more to a camera."""


class Recognizer:
    """Sentences and names, by language; it never changes."""

    def __init__(
        self,
        sentences: Mapping[str, Sentences],
        names: Mapping[str, Mapping[str, Words]],
    ) -> None:
        """Understand these languages, in each of which names are said differently."""
        self._sentences, self._names = sentences, names

    @property
    def languages(self) -> Iterable[str]:
        """The languages that are understood."""
        return self._sentences.keys()

    def understand(
        self, text: str, context: Mapping[str, str], first: str
    ) -> Understood | None:
        """Understand a sentence, if possible in the language of who speaks.

        Args:
            text: as it was said.
            context: what somebody is talking about.
            first: the language to try first.
        """
        if len(text) > LONGEST:
            return None
        said = Said.of(text, context)
        if not said.text:
            return None
        ordered = sorted(self._sentences, key=lambda known: known != first)
        fitting = {
            language: templates
            for language in ordered
            if (templates := self._fitting(language, said))
        }
        # What takes any words is for when nothing else fits.
        for wild in (False, True):
            for language, templates in fitting.items():
                sentences, names = self._sentences[language], self._names[language]
                those = [template for template in templates if template.wild is wild]
                if understood := sentences.understand(said, names, those):
                    return understood
        return None

    def _fitting(self, language: str, said: Said) -> list[Template]:
        return self._sentences[language].fitting(said, self._names[language])
