"""Alarm actions, and what they work with (reference, 6.4, 6.5)."""

from ..codecs import Choice, Number, Text, contact, on_off, one_of
from ..formats import PulseLength, Raw, Window
from .parameter import NOBODY, OPERATORS, SavedBy
from .rows import ACTION, HOST, LIVE, PORT, SECRET, each, one

# 6.4 Alarm actions 1-5; 6 is the periodic FTP
EVENTS = range(1, 7)
DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_EVENT = SavedBy.EVENT
EVENT = each(
    "application.event({}).status",
    EVENTS,
    on_off(),
    readers=OPERATORS,
    commands=frozenset({"restart"}),
)
EVENT_ACTION = each(
    "application.event({}).action", EVENTS, Raw(), readers=OPERATORS, saved_by=_EVENT
)
EVENT_TRIGGER = each(
    "application.event({}).trigger", EVENTS, Raw(), readers=OPERATORS, saved_by=_EVENT
)
EVENT_FILTER = {
    day: each(
        f"application.event({{}}).filter({day}).status",
        EVENTS,
        on_off(),
        readers=OPERATORS,
        saved_by=_EVENT,
    )
    for day in DAYS
}
EVENT_FILTER_TIME = {
    day: each(
        f"application.event({{}}).filter({day}).time",
        EVENTS,
        Window(),
        readers=OPERATORS,
        saved_by=_EVENT,
    )
    for day in DAYS
}
EVENT_FILTER_TYPE = {
    day: each(
        f"application.event({{}}).filter({day}).type",
        EVENTS,
        one_of(("mask", "unmask")),
        readers=OPERATORS,
        saved_by=_EVENT,
    )
    for day in DAYS
}

# 6.5 Alarm environment
SMTP_HOST = one("application.smtp.host", HOST)
SMTP_PORT = one("application.smtp.port", PORT)
SMTP_FROM = one("application.smtp.mailfrom", Text(96))
SMTP_TYPE = one(
    "application.smtp.type",
    Choice(simple="simple", pop_before_smtp="pbs"),
    misprints=frozenset({"application.event.smtp.type"}),
)
POP_HOST = one("application.pop.host", HOST)
POP_PORT = one("application.pop.port", PORT)
POP_USER = one("application.pop.user", Text(64))
POP_PASSWORD = one("application.pop.password", SECRET, readers=NOBODY)
FTP_HOST = one("application.ftp.host", HOST)
FTP_PATH = one("application.ftp.path", Text(63))
FTP_USER = one("application.ftp.user", Text(32), readers=OPERATORS)
FTP_PASSWORD = one("application.ftp.password", SECRET, readers=NOBODY)
FTP_NAMING = one(
    "application.ftp.naming",
    Choice(default="default", type_1="type1", type_2="type2"),
    readers=OPERATORS,
)
FTP_NAMING_TEXT = one("application.ftp.naming_option", Text(16), readers=OPERATORS)
RECORDING_FRAME_RATE = one(
    "application.object.framerate",
    Choice(
        **{
            n.replace(".", "_"): n
            for n in ["30", "15", "10", "7.5", "6", "5", "3", "2", "1"]
        }
    ),
)
PRE_RECORDING = one("application.object.prerec", Number(0, 60))
POST_RECORDING = one("application.object.postrec", Number(0, 60))
PINS = range(1, 3)
OUTPUT_DURATION = each(
    "peripheral.output_pin.pin({}).duration",
    PINS,
    PulseLength(),
    misprints=frozenset({f"peripheral.input_pin.pin({n}).duration" for n in PINS}),
    printed=("peripheral.input_pin.pin({}).duration",),
)
OUTPUT = each(
    "peripheral.output_pin.pin({}).status",
    PINS,
    contact(),
    rhythm=LIVE,
    saved_by=ACTION,
)
