"""Tests of the JVC VN integration."""

import logging

# An optional library of Home Assistant: where it is missing, a green run would end
# with its traceback.
_OPTIONAL = "homeassistant.components.camera.img_util"
logging.getLogger(_OPTIONAL).setLevel(logging.CRITICAL)
