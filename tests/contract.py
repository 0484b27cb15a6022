"""The entities of the contract: platform → keys, those enabled by default first."""

ENABLED = {
    "binary_sensor": "input_1 input_2 motion moving fan alarm_link",
    "button": (
        "home autofocus ptz_left ptz_right ptz_up ptz_down ptz_zoom_in ptz_zoom_out"
        " ptz_stop"
    ),
    "camera": "camera",
    "event": "alarm_event preset_event",
    "image": "last_alarm_image",
    "number": "pan tilt zoom focus motion_sensitivity",
    "select": "preset day_night focus_mode",
    "sensor": "tracking",
    "switch": (
        "output_1 output_2 auto_pan auto_trace auto_patrol_1 auto_patrol_2"
        " auto_patrol_3 auto_tracking intelligent_tracking auto_return"
        " motion_detection privacy_mask stabilizer"
    ),
}
DISABLED = {
    "binary_sensor": "digital_flip",
    "button": (
        "white_balance_once restart sync_clock save_settings restore_settings"
        " auto_pan_start auto_pan_end left_limit right_limit refresh_presets"
        " check_camera"
        " save_pan_trace_image auto_return_now auto_return_stop"
    ),
    "number": (
        "iris black_level gamma_level enhance color stabilizer_level red_gain"
        " blue_gain tilt_limit preset_speed auto_pan_speed tracking_level"
        " intelligent_tracking_level tracking_zoom_limit tracking_max_zoom"
        " output_1_duration output_2_duration jpeg_file_size mpeg4_bitrate"
        " mpeg4_iframe_interval pre_recording post_recording ntp_interval"
    ),
    "select": (
        "agc sense_up_limit exposure_priority shutter white_balance backlight"
        " iris_mode gamma monitor_type enhance_band noise_reduction_3d focus_light"
        " auto_flip auto_pan_direction auto_return_mode auto_return_timeout"
        " tracking_restart intelligent_tracking_restart digital_zoom_limit jpeg_size"
        " jpeg_rate_control mpeg4_size mpeg4_rate_control mpeg4_frame_rate"
        " mpeg4_priority jpeg_stream_priority ntp_unit ftp_mode timezone"
        " recording_frame_rate privacy_mask_color"
    ),
    "sensor": (
        "clock_offset bitrate streams viewers requests last_alarm firmware_net"
        " firmware_sys firmware_cam firmware_lens pan_limit_left pan_limit_right"
        " awb_red awb_blue"
    ),
    "switch": (
        "privacy_mask_1 privacy_mask_2 privacy_mask_3 privacy_mask_4 privacy_mask_5"
        " privacy_mask_6 privacy_mask_7 privacy_mask_8 noise_reduction"
        " day_night_focus variable_speed pan_limit tracking_zoom auto_cleaning"
        " jpeg_multicast mpeg4_multicast alarm_action_1 alarm_action_2"
        " alarm_action_3 alarm_action_4 alarm_action_5 periodic_ftp ntp vsip amx"
    ),
    "text": "camera_id ntp_host",
    "time": "auto_cleaning_time",
}


def keys(*tables: dict[str, str]) -> set[tuple[str, str]]:
    """All (platform, key) of the tables."""
    return {
        (platform, key)
        for table in tables
        for platform, names in table.items()
        for key in names.split()
    }


ALL = keys(ENABLED, DISABLED)

# What each model lacks (reference, 0.1), with the newest firmware and with an old one.
NEWER_ONLY = {("switch", "vsip"), ("switch", "amx")}
TRACKING = {
    ("switch", "intelligent_tracking"),
    ("switch", "tracking_zoom"),
    ("number", "intelligent_tracking_level"),
    ("number", "tracking_zoom_limit"),
    ("number", "tracking_max_zoom"),
    ("select", "intelligent_tracking_restart"),
}
PRIORITY = ("select", "jpeg_stream_priority")
OLD_NOISE = ("switch", "noise_reduction")
NEW_NOISE = ("select", "noise_reduction_3d")
LACKS = {
    ("VN-V685", "V3-00"): {OLD_NOISE},
    ("VN-V685", "V2-00"): {NEW_NOISE},
    ("VN-V685", "V1-00"): {NEW_NOISE, PRIORITY},
    ("VN-V686", "V1-04"): {NEW_NOISE, PRIORITY, *NEWER_ONLY},
    ("VN-V686", "V1-00"): {NEW_NOISE, PRIORITY, *NEWER_ONLY, *TRACKING},
    ("VN-V686B", "V3-00"): {OLD_NOISE},
}

# What only an administrator may change (reference, 6.15-6.20).
ADMINISTRATOR_ONLY = {
    ("switch", "auto_cleaning"),
    ("time", "auto_cleaning_time"),
    ("select", "timezone"),
    ("button", "sync_clock"),
    ("button", "restart"),
}
READ_ONLY = {"binary_sensor", "camera", "event", "image", "sensor"}
SHOWN_BY = {
    "switch": "binary_sensor",
    "number": "sensor",
    "select": "sensor",
    "text": "sensor",
    "time": "sensor",
}
"""Platform → the one that shows the same to a login that may only read."""
# What `user` may not read (reference, 6.4, 6.12, 6.13).
OPERATOR_READS = {
    *(("switch", f"alarm_action_{n}") for n in range(1, 6)),
    *(("switch", f"{name}_multicast") for name in ("jpeg", "mpeg4")),
    ("switch", "periodic_ftp"),
    ("switch", "vsip"),
    ("switch", "amx"),
    ("select", "jpeg_stream_priority"),
}


def seen_by(role: str, everything: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """What a login has of all entities: what it may not change is only shown."""
    if role == "admin":
        return everything
    may_not = {
        (platform, key)
        for platform, key in everything
        if platform not in READ_ONLY
        and (role == "user" or (platform, key) in ADMINISTRATOR_ONLY)
    }
    hidden = OPERATOR_READS if role == "user" else set()
    return everything - may_not | {
        (SHOWN_BY[platform], key)
        for platform, key in may_not - hidden
        if platform in SHOWN_BY
    }
