"""A POP server that lets people log in, and has no mail for them."""

from typing import override

from .server import Line, Server


class PopServer(Server):
    """POP3, as far as POP before SMTP needs it."""

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        users: dict[str, str] | None = None,
    ) -> None:
        """Prepare to listen; `users` have passwords."""
        super().__init__(host, port)
        self.users = users or {}
        self.logins: list[str] = []
        """The addresses from which somebody has logged in."""

    @override
    async def talk(self, line: Line) -> None:
        await line.say("+OK pop.test ready")
        user = ""
        while (heard := await line.hear())[0]:
            match heard:
                case "USER", name:
                    user = name
                    await line.say("+OK")
                case "PASS", word if self.users.get(user) == word:
                    self.logins.append(line.peer)
                    await line.say("+OK no mail")
                case "QUIT", _:
                    await line.say("+OK bye")
                    return
                case _:
                    await line.say("-ERR no")
