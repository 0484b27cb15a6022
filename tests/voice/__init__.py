"""Sentences and intents."""
