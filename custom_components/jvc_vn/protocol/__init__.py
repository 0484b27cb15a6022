"""The language of JVC VN-V685, VN-V686 and VN-V686B cameras.

Nothing in here knows Home Assistant.
"""
