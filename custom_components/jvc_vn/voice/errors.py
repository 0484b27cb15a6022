"""What goes wrong in a conversation and nowhere else; answered in its language."""

from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import intent


class VoiceError(HomeAssistantError):
    """Something that has an answer among the errors of the language files."""

    def __init__(self, key: str, **slots: object) -> None:
        """Name the answer, and what it speaks of."""
        super().__init__(key)
        self.key, self.slots = key, slots


class AnsweredError(HomeAssistantError):
    """It was not done; the text is the answer, in the language of who asked."""


class WhichPresetError(intent.IntentHandleError):
    """Several presets of a camera may be meant.

    Attributes:
        presets: number → title of each.
    """

    def __init__(self, message: str, presets: dict[int, str]) -> None:
        """Ask which one."""
        super().__init__(message)
        self.presets = presets
