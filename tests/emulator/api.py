"""/api/param: from a request to its answer."""

from http import HTTPStatus
from typing import TYPE_CHECKING

from .faults import Refusal
from .forms import REFUSED
from .http_head import ROLES, Head, Reply
from .parameters import LONGEST

if TYPE_CHECKING:
    from .camera import EmulatedCamera


async def answer(camera: EmulatedCamera, head: Head) -> Reply | None:
    """Answer a request; None is no answer at all."""
    query = head.target.partition("?")[2]
    if camera.faults.status is not None:
        return Reply(HTTPStatus(camera.faults.status))
    user = head.login
    if user is None or camera.passwords.get(user[0]) != user[1]:
        if camera.forms.login_refused == "body" and "authorization" in head.headers:
            return _reply(camera, head, [f"{query.partition('=')[0]}&{REFUSED}"])
        realm = ("WWW-Authenticate", f'Basic realm="{camera.short_model}"')
        return Reply(HTTPStatus.UNAUTHORIZED, extra=(realm,))
    if refusal := _refusal(camera, query):
        return _refused(camera, head, refusal)
    if len(head.target) > LONGEST:
        lines = [f"{query.partition('=')[0][:64]}&{camera.forms.bad_value}"]
    else:
        role = ROLES[user[0]]
        lines = camera.parameters.answer(query, role)
    before, camera.before_reply = camera.before_reply, None
    if before is not None:
        await before()
    return _reply(camera, head, lines)


def _reply(camera: EmulatedCamera, head: Head, lines: list[str]) -> Reply:
    text = "".join(f"{line}\r\n" for line in lines)
    return Reply(_status(camera, lines[0]), text, head.wants_html)


def _refusal(camera: EmulatedCamera, query: str) -> Refusal | None:
    now = camera.clock()
    refusals = camera.faults.refusals
    return next((one for one in refusals if one.refuses(query, now)), None)


def _refused(camera: EmulatedCamera, head: Head, refusal: Refusal) -> Reply | None:
    if refusal.silent:
        return None
    if refusal.status is not None:
        return Reply(HTTPStatus(refusal.status))
    key = head.target.partition("?")[2].partition("=")[0]
    return _reply(camera, head, [f"{key}&{refusal.answer}"])


def _status(camera: EmulatedCamera, line: str) -> HTTPStatus:
    """Return the status of an answer that starts with this line."""
    code = line.rpartition("&")[2][:3]
    if camera.faults.error_status and code.isdecimal():
        return HTTPStatus(int(code))
    return HTTPStatus.OK
