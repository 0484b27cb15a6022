"""The protocol layer against the guide: its bytes, its limits, and bad weather."""
