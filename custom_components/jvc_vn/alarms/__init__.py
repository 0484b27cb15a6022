"""Inputs and motion: heard, read, recovered, told once."""
