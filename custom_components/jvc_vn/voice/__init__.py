"""Sentences and language models."""
