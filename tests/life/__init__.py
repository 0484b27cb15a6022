"""The life of the integration in a Home Assistant of its own, in any version."""
