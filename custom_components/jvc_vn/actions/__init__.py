"""The actions of the camera entity, a module for each subject."""
