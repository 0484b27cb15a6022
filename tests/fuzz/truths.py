"""True messages, as the guide prints them and as the emulated camera writes them."""

from tests.emulator.alarm import alarm_lines
from tests.emulator.search import search_reply


def _words(*parts: bytes) -> list[bytes]:
    return b"|".join(parts).split(b"|")


REPLIES = (
    b"camera.agc=mid&200 OK\r\n",
    b"camera.agc=mid&202 Accepted(camera.status=save)\r\n",
    b"camera.motion.pan=123.45&200 OK\r\ncamera.motion.tilt=5.00&200 OK\r\n",
    b"camera.id=a & b = c&200 OK\r\n",
    b"no.such.key&401 Unauthorized\r\n",
    b"camera.position(0)=&206 Partial Content(no such preset)\r\n",
    b"network.interface.ipv6.status=on&202 Accepted(network.destination(1).host=save)",
    b"camera.position(3).status=goto&202 Accepted(camera.status=save or restore)\n",
)
REPLY_WORDS = _words(
    b"&200 OK|&202 Accepted(|(a=b)|&|=|(|)|\r\n|\n|&999 ",
    b"\xd9\xa2|\xc3\xa4|\xff|\0| or |%00",
)

ALARMS = (
    alarm_lines({1: "make", 2: "break"}, motion=True),
    alarm_lines({1: "break", 2: "make"}, motion=False) * 3,
    b"peripheral.input_pin.pin(1).status=make\n",
)
ALARM_WORDS = _words(b"make|break|on|off|pin(1)|pin(2)|pin(3)|\r\n|\r|\n| |=|\0|motion")

SEARCHES = (search_reply("VN-V685U", "192.168.1.10", 24), b"system.id\r\n")
SEARCH_WORDS = _words(b"system.id=|(|/|)|&200 OK|\r\n|1.2.3.4|&|\xff")
LOGS = (
    (
        b"system alive time: 2142sec\n"
        b"Dec 19 14:35:32 vn-v685 user.info evman: Motion Detect\n"
        b"Dec 19 14:36:03 vn-v685 user.info evman: Alarm Detect (m1)\n"
        b"Feb 29 14:36:04 vn-v685 user.info evman: Alarm Detect (b2)\n"
    ),
    b"Jan  1 00:00:00 vn-v685 user.info syslog: started\nsystem alive time: 3sec\n",
)
LOG_WORDS = _words(
    b"system alive time: |Feb 29 |Jan|Mrz| 00:00:60 |\n",
    b"Alarm Detect (m1)|: |  |31|\xd9\xa2",
)

SESSIONS = (
    (
        b"system.session.total_bitrate=388k\n"
        b"system.session.sending_count=2\n"
        b"system.session.sending_max=20\n"
        b"system.session.sending(03).bitrate=326k\n"
        b"system.session.sending(03).to.ip=10.0.0.100\n"
        b"system.session.sending(03).to.port=1536\n"
        b"system.session.sending(03).from.framerate=7.5\n"
    ),
    b"system.session.total_bitrate=0k\nsystem.session.sending_max=20\n",
)
SESSION_WORDS = _words(
    b"system.session.|sending(03)|=|.|k|M|\n|1e999|-1|nan| |\xd9\xa2"
)

ALARM_ACTIONS = (
    *(b"m1", b"v1", b"ncbws", b"efans", b"m1(50)b2", b"i60", b"recftp/ftp01/object01"),
    *(b"camera.position(12).status", b"camera.position(12).status/goto"),
    *(b"ftpto/ftp01/object01", b"pinout/m1/500", b"camera.image.true_daynight/bw"),
    b"mailto/somebody@somecompany.com/object01/a text / with a slash",
    b"tcpto/192.168.1.2/8080/a text",
    b"udpto/192.168.1.2/8080/%41",
)
ALARM_ACTION_WORDS = _words(
    b"/|(|)|((((|m1|b2|%|@|0|86401|tcpto/|mailto/|none|\xc3\xa4|\n"
)

COMMENTS = (
    (
        b"JVC V1.0\0size = 123456\0type = VN-V685U\0Timestamp = 20071014130509123UTC"
        b"\0\0alarm = 00000000camera = input01\0\0\0motion = 1\0md = 1\0pan = 123.45\0"
        b"tilt = 123.45\0zoom = 12.34\0position = 99\0stabilizer = 0\0fan = 0\0"
        b"track_status = 0\0track_area = 90,420-150,460\0track_color = 10-20-30\0"
    ),
    b"JVC V1.0\0pan = 0.00\0position = NA\0",
)
COMMENT_WORDS = _words(b" = |\0|pan|md|track_area|9|.|-|,|NA|alarm|\xff|\xd9\xa2|99999")


def _segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(data) + 2).to_bytes(2) + data


def _picture(comment: bytes, size: int) -> bytes:
    """Make a small picture in the guide's order of segments (1.5)."""
    return b"".join(
        (
            b"\xff\xd8",
            _segment(0xE0, b"JFIF\0\xff\xd8thumb\xff\xd9"),
            _segment(0xFE, comment),
            _segment(0xDA, b"scan"),
            b"\xff\x00\xff\xd0" + b"x" * size,
            b"\xff\xd9",
        )
    )


def _vop(user_data: bytes, kind: int, size: int) -> bytes:
    """Make what the camera sends of an I-VOP with its headers, or of a P-VOP."""
    headers = b"".join(
        b"\0\0\1" + section
        for section in (
            b"\xb0\xf5",
            b"\xb5\x09",
            b"\x00",
            b"\x20\x08\xd4\x8d",
            b"\xb2JVC",
            b"\xb2" + user_data,
        )
    )
    return (headers if kind == 0 else b"") + b"\0\0\1\xb6" + bytes((kind << 6,)) * size


MPEG4S = (
    b"".join(_vop(COMMENTS[0], kind, 20) for kind in (0, 1, 1, 0, 1)),
    b"noise"
    + b"".join(_vop(COMMENTS[1], kind, 4) for kind in (1, 0, 1))
    + b"\0\0\1\xb1",
)
MPEG4_WORDS = _words(
    b"\0\0\1|\0\0\1\xb6|\0\0\1\xb2|\0\0\1\x20|\0\0|\0|\1|pan = |\xb6|\0\0\1\0\0\1"
)

PICTURES = tuple(_picture(comment, size) for comment in COMMENTS for size in (9, 80))


def _part(jpeg: bytes, promise: int) -> bytes:
    head = f"--foo\r\nContent-Type: image/jpeg\r\nContent-Length: {promise}\r\n\r\n"
    return head.encode() + jpeg + b"\r\n"


MULTIPARTS = (
    b"".join(_part(jpeg, len(jpeg)) for jpeg in PICTURES),
    _part(PICTURES[1], len(PICTURES[1]) + 10) * 2,
    b"".join(PICTURES),
)
JPEG_WORDS = _words(
    b"\xff\xd8|\xff\xd9|\xff\xda|\xff\xfe|\xff|\0\0|\0\2",
    b"Content-Length: 5\r\n|--foo\r\n",
)
