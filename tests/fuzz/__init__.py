"""Mutated messages for everything that reads what a camera sends: `scripts/fuzz`."""
