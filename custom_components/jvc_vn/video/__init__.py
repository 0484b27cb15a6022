"""One upstream for any number of viewers."""
