"""Single questions to cameras that answer in ways no emulated form has."""

import itertools
from typing import Any

import pytest

from custom_components.jvc_vn.check import (
    alarms,
    api,
    comments,
    moves,
    mpeg4,
    values,
    writes,
)
from custom_components.jvc_vn.check.finding import (
    UnseenError,
    Verdict,
)
from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.clock import ZONE_WORDS

from .answers import (
    BARE,
    INPUTS,
    MIDDLE,
    MODEL,
    MOTION,
    POSITION,
    alarm_port,
    evidence_of,
    picture,
)

ZONE = {"system.timezone": "Berlin"}


@pytest.mark.parametrize(
    ("probe", "known", "why"),
    [
        (values.summer, ZONE | {"system.date": "now"}, "its clock is not understood"),
        (
            values.summer,
            ZONE | {"system.date": "20081301000000"},
            "its clock is not understood",
        ),
        (
            values.summer,
            {"system.timezone": "Atlantis", "system.date": "20080701140000"},
            "its time zone is not known",
        ),
        (
            values.summer,
            ZONE | {"system.date": "20090701140000"},
            "its clock is too wrong to tell",
        ),
        (values.threshold, POSITION, "it has neither"),
        (values.texts, {}, "it tells no texts"),
        (values.documented, MODEL, "not one of them is told"),
        (values.documented, {"system.model": "VN-X1U"}, "it is none of our models"),
        (values.session, {}, "it is not told"),
        (values.programs, {}, "it tells no position: it has no motors"),
        (api.batch_network, MODEL, "it takes one key in a request"),
        (
            api.batch_network,
            MODEL | {"several": "", p.FIRMWARE_NET.key: "V3-00"},
            "network.dns.status is not told",
        ),
        (
            moves.click,
            POSITION
            | dict.fromkeys(
                (f"{p.CLICK_ON_CENTER.key}={at}" for at in MIDDLE), "&401 Unauthorized"
            ),
            "it takes neither",
        ),
        (
            moves.arrival,
            POSITION | {q.key: "unregistered" for q in p.PRESET_REGISTERED},
            "no other preset is registered",
        ),
        (
            moves.stopping,
            POSITION | {p.AUTO_PAN.key: "moving"},
            "a program is running",
        ),
        (
            writes.titles,
            {p.PRESET_TITLE[99].key: "Far"},
            "the last preset has a title",
        ),
        (
            writes.letters,
            {p.CAMERA_ID.key: "caf\xe9"},
            "its title has letters that might not come back",
        ),
        (
            writes.reply,
            {p.COLOR.key: "50", f"{p.COLOR.key}=50": "&503 Busy"},
            "refused: 503 Busy",
        ),
        (mpeg4.stream, {"video": "\0\0\1\xb6\x50" * 3}, "no I-VOP came in this time"),
        (
            comments.alarm,
            {"video": picture("type = V\0", "pan = 1\0", "tilt = 5\0")},
            "it has no such field",
        ),
        (comments.alarm, {"video": picture()}, "its pictures have no such comment"),
        (
            comments.alarm,
            {"video": BARE.decode("latin-1")},
            "its pictures have no such comment",
        ),
    ],
)
async def test_unseen(probe: Any, known: dict[str, str], why: str) -> None:
    """Where a camera does not tell, nothing is claimed, and the reason is said."""
    async with evidence_of(known) as evidence:
        with pytest.raises(UnseenError) as unseen:
            await probe(evidence)
    assert str(unseen.value) == why


async def test_it_never_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    """A while is waited for a camera that somebody else turns."""
    monkeypatch.setattr(moves, "LONGEST", 2.0)
    turning = itertools.count(10)
    known = POSITION | {"camera.motion.pan": lambda: f"{next(turning)}.00"}
    async with evidence_of(known) as evidence:
        began = evidence.timing.clock()
        with pytest.raises(UnseenError, match="it does not come to rest"):
            await moves.stand(evidence)
        assert evidence.timing.clock() - began == 2


async def test_a_preset_that_is_never_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is gone to all the same, and the way back is by position."""
    monkeypatch.setattr(moves, "LONGEST", 2.0)
    known = POSITION | {q.key: "registered" for q in p.PRESET_REGISTERED}
    async with evidence_of(known) as evidence:
        finding = await moves.arrival(evidence)
        assert await evidence.put_back() == []
    assert (finding.came, finding.verdict) == ("not told in 2 s", Verdict.TOLERATED)


@pytest.mark.parametrize(
    ("probe", "known", "came", "verdict"),
    [
        (
            values.summer,
            {p.TIMEZONE.key: ZONE_WORDS["japan"], p.DATE.key: "20080701210000"},
            "its zone has none now",
            Verdict.AS_GUIDE,
        ),
        (
            values.position,
            POSITION | {"camera.motion.tilt": "up"},
            "9.9 a 9.9",
            Verdict.NOT_HANDLED,
        ),
        (
            values.texts,
            {p.CAMERA_ID.key: "caf\xe9"},
            "not UTF-8",
            Verdict.TOLERATED,
        ),
        (
            values.texts,
            {p.CAMERA_ID.key: "caf\xc3\xa9"},
            "UTF-8",
            Verdict.TOLERATED,
        ),
        (
            writes.bad_value,
            {p.SHUTTER.key: "60", f"{p.SHUTTER.key}=61": "&200 OK"},
            "&200 OK: taken",
            Verdict.TOLERATED,
        ),
        (
            api.wrong_password,
            MODEL,
            "HTTP 200, &200 in the body",
            Verdict.TOLERATED,
        ),
        (
            values.log,
            {p.LOG.key: "&200 OK\r\nsystem alive time: 5\r\nnot as printed"},
            "2 lines; other forms: a a a",
            Verdict.TOLERATED,
        ),
    ],
)
async def test_found(
    probe: Any, known: dict[str, str], came: str, verdict: Verdict
) -> None:
    """What came is shown, and whether we can live with it."""
    async with evidence_of(known) as evidence:
        finding = await probe(evidence)
    assert (finding.came, finding.verdict) == (came, verdict)


async def test_documented_keys() -> None:
    """Those that are refused, and those that say something else, are named."""
    known = MODEL | {p.SHUTTER.key: "60", p.COLOR.key: "much"}
    async with evidence_of(known, login=("operator", "jvc")) as evidence:
        finding = await values.documented(evidence)
    assert finding.came.endswith(f"; not understood: {p.COLOR.key}")
    assert "; refused: camera.id, " in finding.came
    assert finding.verdict is Verdict.NOT_HANDLED


async def test_no_wrong_password_without_a_right_one() -> None:
    """A camera without a password takes every one."""
    async with evidence_of(MODEL, login=("admin", "")) as evidence:
        with pytest.raises(UnseenError, match="no password was given"):
            await api.wrong_password(evidence)


# The alarm port.


@pytest.mark.parametrize(
    ("sent", "probe", "came"),
    [
        (b"", alarms.connects, "closed at once"),
        (INPUTS, alarms.connects, "open"),
        (INPUTS, alarms.greeting, "the state at once"),
        (INPUTS, alarms.third, "two lines where nothing moves"),
        (
            b"hello\r\n" + INPUTS,
            alarms.form,
            "3 lines that end with CRLF; strange: hello\\r",
        ),
    ],
)
async def test_alarm_port(sent: bytes, probe: Any, came: str) -> None:
    """What comes over it, until it is closed."""
    async with alarm_port(sent) as port, evidence_of({}, alarm_port=port) as evidence:
        assert (await probe(evidence)).came == came


@pytest.mark.parametrize(
    ("sent", "probe", "why"),
    [
        (b"", alarms.greeting, "it closed the connection"),
        (b"", alarms.third, "no line came in this time"),
        (MOTION, alarms.third, "no line of an input came in this time"),
        (INPUTS, alarms.motion_end, "no motion came and went in this time"),
    ],
)
async def test_silent_alarm_port(sent: bytes, probe: Any, why: str) -> None:
    """Of what does not come nothing is claimed."""
    async with alarm_port(sent) as port, evidence_of({}, alarm_port=port) as evidence:
        with pytest.raises(UnseenError, match=why):
            await probe(evidence)


async def test_an_idle_link_that_is_cut() -> None:
    """It is told after how many seconds, by a reset too."""
    for end in (b"", None):
        async with (
            alarm_port(end) as port,
            evidence_of({}, alarm_port=port, thorough=True) as evidence,
        ):
            assert (await alarms.idle(evidence)).came == "closed after 0 s"
