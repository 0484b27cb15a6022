"""Cameras at new addresses: who may follow one there, and who asks a person first."""
