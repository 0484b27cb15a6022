"""The actions of the camera entity, by what a person asks for."""
