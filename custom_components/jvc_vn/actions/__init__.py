"""The actions of the camera entity."""
