"""A long time with many cameras under faults: `scripts/soak`."""
