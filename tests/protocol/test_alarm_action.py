"""The grammar of alarm actions, both ways (guide, 6.4)."""

from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.alarm_action_grammar import (
    PERIODIC,
    ActionGrammar,
    actions,
    triggers,
)
from custom_components.jvc_vn.protocol.errors import InvalidValueError

MAKE_1 = {"input": 1, "edge": "make"}
BREAK_2 = {"input": 2, "edge": "break"}
SEQUENCE = {"type": "sequence", "first": MAKE_1, "within": 100, "then": BREAK_2}

TRIGGERS = {
    "m1": {"type": "input", "input": 1, "edge": "make"},
    "b1": {"type": "input", "input": 1, "edge": "break"},
    "m2": {"type": "input", "input": 2, "edge": "make"},
    "b2": {"type": "input", "input": 2, "edge": "break"},
    "v1": {"type": "motion"},
    "ncbws": {"type": "day_night", "filter": "off"},
    "ncbwe": {"type": "day_night", "filter": "on"},
    "efans": {"type": "fan"},
    "camera.position(0).status": {"type": "preset", "preset": 0},
    "camera.position(99).status": {"type": "preset", "preset": 99},
    "m1(100)b2": SEQUENCE,
}
"""As the guide prints them."""

ACTIONS = {
    "mailto/somebody@somecompany.com/none/Message": {
        "type": "mail",
        "address": "somebody@somecompany.com",
        "attach_picture": False,
        "text": "Message",
    },
    "mailto/somebody@somecompany.com/object01/Alarm%20ON": {
        "type": "mail",
        "address": "somebody@somecompany.com",
        "attach_picture": True,
        "text": "Alarm ON",
    },
    "recftp/ftp01/object01": {"type": "record"},
    "tcpto/10.0.0.100/20000/Message": {
        "type": "tcp",
        "host": "10.0.0.100",
        "port": 20000,
        "text": "Message",
    },
    "udpto/10.0.0.100/20000/Message": {
        "type": "udp",
        "host": "10.0.0.100",
        "port": 20000,
        "text": "Message",
    },
    "pinout/m1/1500": {
        "type": "output",
        "output": 1,
        "state": "make",
        "duration": 1500,
    },
    "pinout/b1/0": {"type": "output", "output": 1, "state": "break", "duration": 0},
    "camera.position(2).status/goto": {"type": "preset", "preset": 2},
    "camera.image.true_daynight/bw": {"type": "day_night", "mode": "black_white"},
    "camera.image.true_daynight/autoH": {"type": "day_night", "mode": "auto_high"},
}


@pytest.mark.parametrize(
    ("grammar", "sent", "fields"),
    [
        *((triggers(1), sent, fields) for sent, fields in TRIGGERS.items()),
        *((actions(1), sent, fields) for sent, fields in ACTIONS.items()),
        (triggers(PERIODIC), "i1500", {"type": "interval", "seconds": 1500}),
        (triggers(PERIODIC), "v1", {"type": "motion"}),
        (actions(PERIODIC), "ftpto/ftp01/object01", {"type": "ftp"}),
        (triggers(1), "", None),
    ],
)
def test_both_ways(grammar: ActionGrammar, sent: str, fields: Any) -> None:
    """What is sent, and what is read: the same with real blanks."""
    assert grammar.format("x", fields) == sent
    assert grammar.parse(unquote(sent)) == fields
    assert grammar.again(unquote(sent)) == sent
    assert p.EVENT_ACTION[1].encode(sent) in (sent, "\0")


@pytest.mark.parametrize(
    ("grammar", "text"),
    [
        (triggers(1), "m3"),
        (triggers(1), "v2"),
        (triggers(1), "i1500"),
        (triggers(1), "m1(50)m1"),
        (triggers(1), "camera.position(100).status"),
        (triggers(1), "something new"),
        (actions(1), "pinout/m2/1500"),
        (actions(1), "pinout/m1/50"),
        (actions(1), "mailto/somebody@somecompany.com/none/"),
        (actions(1), "tcpto/10.0.0.300/1/x"),
        (actions(1), "ftpto/ftp01/object01"),
        (actions(1), "camera.image.true_daynight/purple"),
    ],
)
def test_what_is_unknown_is_kept(grammar: ActionGrammar, text: str) -> None:
    """It can be seen and put back, but nobody can set it."""
    other = {"type": "other", "text": text}
    assert grammar.parse(text) == other
    assert unquote(grammar.again(text)) == text
    with pytest.raises(InvalidValueError) as caught:
        grammar.format("trigger", other)
    assert caught.value.field == "trigger.type"


@pytest.mark.parametrize(
    ("text", "segment"),
    [
        ("a/b", "a%2Fb"),
        ('& / < > # % " { } | \\ ^ [ ] `', None),
        ("camera.id=x&y", "camera.id%3Dx%26y"),
        ("100%20", "100%2520"),
        ("Tür 🔔", "T%C3%BCr%20%F0%9F%94%94"),
        ("x" * 127, "x" * 127),
    ],
)
def test_a_text_stays_one_segment(text: str, segment: str | None) -> None:
    """Whatever it holds."""
    fields = {"type": "udp", "host": "10.0.0.1", "port": 1, "text": text}
    sent = actions(1).format("perform", fields)
    last = sent.removeprefix("udpto/10.0.0.1/1/")
    assert segment in (None, last)
    assert not set(last) & set(' &/<>#"{}|\\^[]`=?')
    assert actions(1).parse(unquote(sent)) == fields
    assert p.EVENT_ACTION[1].encode(sent) == sent


def test_an_event_of_a_sequence_is_a_text_of_its_own() -> None:
    """It is read and written like any value."""
    (sequence,) = (form for form in triggers(1).forms if form.type == "sequence")
    event = sequence.codecs["first"]
    assert event.encode(event.decode("m1")) == "m1"
    assert [event.takes(text) for text in ("b2", "m3", "v1", "")] == [
        True,
        *[False] * 3,
    ]
    with pytest.raises(InvalidValueError):
        event.encode({"input": 3, "edge": "make"})


LONG = "x" * 2000
EVILS = (None, True, -1, 100_000, 1.5, [], {}, "a&b=c", "%", "a\r\nb", "🔔", LONG, "")
TEXT_EVILS = (None, True, 5, [], {}, "a\r\nb", "a\tb", LONG, "x" * 128, "ü" * 64, "")
MEANT = {("filter", "True"), ("attach_picture", "True")}


def spoilt(good: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Variants of something without one of its fields, or with it spoilt."""
    evils = TEXT_EVILS if name == "text" else EVILS
    without = {other: value for other, value in good.items() if other != name}
    return [
        without,
        *({**good, name: evil} for evil in evils if (name, str(evil)) not in MEANT),
    ]


@pytest.mark.parametrize(
    ("grammar", "good"),
    [
        *((triggers(1), good) for good in TRIGGERS.values()),
        *((actions(1), good) for good in ACTIONS.values()),
        (triggers(PERIODIC), {"type": "interval", "seconds": 1500}),
        (actions(PERIODIC), {"type": "ftp"}),
    ],
)
def test_a_spoilt_field_is_refused(
    grammar: ActionGrammar, good: dict[str, Any]
) -> None:
    """Each of them, by its name."""
    for name in good:
        for bad in spoilt(good, name):
            with pytest.raises(InvalidValueError) as caught:
                grammar.format("trigger", bad)
            assert caught.value.field.startswith(f"trigger.{name}"), bad


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (5, "trigger"),
        ("motion", "trigger"),
        ([], "trigger"),
        ({}, "trigger.type"),
        ({"type": ["input"]}, "trigger.type"),
        ({"type": "interval", "seconds": 5}, "trigger.type"),
        ({"type": "motion", "input": 1}, "trigger"),
        ({"type": "motion", 5: 1}, "trigger"),
        ({**SEQUENCE, "then": MAKE_1}, "trigger.then"),
        ({**SEQUENCE, "then": 5}, "trigger.then"),
        ({**SEQUENCE, "then": {**MAKE_1, "input": 3}}, "trigger.then.input"),
        ({**SEQUENCE, "first": {**MAKE_1, "type": "motion"}}, "trigger.first"),
    ],
)
def test_what_is_no_trigger_is_refused(given: Any, field: str) -> None:
    """Wherever in it the mistake is."""
    with pytest.raises(InvalidValueError) as caught:
        triggers(1).format("trigger", given)
    assert caught.value.field == field


@pytest.mark.parametrize(("word", "sent"), [(True, "ncbwe"), (False, "ncbws")])
def test_yaml_says_true_for_on(word: bool, sent: str) -> None:
    """Where somebody forgot the quotes."""
    assert triggers(1).format("trigger", {"type": "day_night", "filter": word}) == sent


@given(
    st.text() | st.from_regex(r"(mailto|tcpto|pinout)/.*/.*/.*"),
    st.sampled_from([1, 6]),
)
def test_any_text_of_the_camera_is_read(text: str, number: int) -> None:
    """And what we know of it can be sent again."""
    for grammar in (triggers(number), actions(number)):
        fields = grammar.parse(text)
        if fields and fields["type"] != "other":
            assert grammar.parse(unquote(grammar.format("", fields))) == fields
