"""Sentences for Assist, and the commands that they share with language models."""
