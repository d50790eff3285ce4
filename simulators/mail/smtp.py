"""A small SMTP server that keeps every letter and delivers none.

Source: RFC 5321 with SIZE (1870), 8BITMIME (6152) and SMTPUTF8 (6531); AUTH PLAIN and LOGIN accept anything.
"""

import asyncio
import re
from asyncio import StreamReader, StreamWriter

from attrs import define, field

from simulators.mail.letters import Letters

LARGEST = 30 * 1024 * 1024
PATH = re.compile(r"\s*(?:FROM|TO):\s*<([^>]*)>(.*)", re.IGNORECASE)


@define
class Dialogue:
    """One connection; the envelope is emptied by RSET, a new MAIL and a finished letter."""

    reader: StreamReader
    writer: StreamWriter
    letters: Letters
    sender: str | None = None
    recipients: list[str] = field(factory=list)

    async def run(self) -> None:
        await self._say("220 mail.simulator ESMTP")
        while line := await self._line():
            verb, _, rest = line.partition(" ")
            verb = verb.upper()
            if verb == "QUIT":
                await self._say("221 2.0.0 Bye")
                return
            await self._answer(verb, rest)

    async def _answer(self, verb: str, rest: str) -> None:
        if verb == "EHLO":
            await self._say(
                "250-mail.simulator", "250-8BITMIME", "250-SMTPUTF8", "250-AUTH PLAIN LOGIN", f"250 SIZE {LARGEST}"
            )
        elif verb in ("HELO", "NOOP", "RSET"):
            if verb == "RSET":
                self._empty()
            await self._say("250 2.0.0 OK")
        elif verb == "AUTH":
            await self._auth(rest)
        elif verb == "MAIL":
            await self._mail(rest)
        elif verb == "RCPT":
            await self._rcpt(rest)
        elif verb == "DATA":
            await self._data()
        elif verb == "VRFY":
            await self._say("252 2.1.5 Will see")
        else:
            await self._say("502 5.5.1 Unknown command")

    async def _auth(self, rest: str) -> None:
        kind, _, initial = rest.partition(" ")
        for prompt in {"LOGIN": ("VXNlcm5hbWU6", "UGFzc3dvcmQ6"), "PLAIN": ("",)}.get(kind.upper(), ()):
            if initial:
                initial = ""
                continue
            await self._say(f"334 {prompt}")
            await self._line()
        await self._say("235 2.7.0 Accepted")

    async def _mail(self, rest: str) -> None:
        found = PATH.match(rest)
        size = re.search(r"SIZE=(\d+)", rest, re.IGNORECASE)
        if found is None:
            await self._say("501 5.5.4 MAIL FROM:<address>")
        elif self.sender is not None:
            await self._say("503 5.5.1 Nested MAIL")
        elif size and int(size[1]) > LARGEST:
            await self._say("552 5.3.4 Too large")
        else:
            self.sender = found[1]
            await self._say("250 2.1.0 OK")

    async def _rcpt(self, rest: str) -> None:
        found = PATH.match(rest)
        if self.sender is None:
            await self._say("503 5.5.1 MAIL first")
        elif found is None or not found[1]:
            await self._say("501 5.5.4 RCPT TO:<address>")
        else:
            self.recipients.append(found[1])
            await self._say("250 2.1.5 OK")

    async def _data(self) -> None:
        if self.sender is None or not self.recipients:
            await self._say("503 5.5.1 RCPT first")
            return
        await self._say("354 End with <CRLF>.<CRLF>")
        lines: list[bytes] = []
        size = 0
        while (line := await self.reader.readline()) not in (b".\r\n", b".\n"):
            if not line:
                return
            size += len(line)
            if size <= LARGEST:
                lines.append(line[1:] if line.startswith(b".") else line)
        if size > LARGEST:
            await self._say("552 5.3.4 Too large")
        else:
            number = await asyncio.to_thread(self.letters.keep, self.sender, self.recipients, b"".join(lines))
            await self._say(f"250 2.0.0 Kept as {number}")
        self._empty()

    def _empty(self) -> None:
        self.sender, self.recipients = None, []

    async def _line(self) -> str:
        """A command without its line end; empty when the other side is gone."""
        while True:
            raw = await self.reader.readline()
            line = raw.decode("utf-8", "replace").strip()
            if line or not raw:
                return line
            await self._say("500 5.5.2 Empty command")

    async def _say(self, *lines: str) -> None:
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await self.writer.drain()


async def serve(letters: Letters, host: str, port: int) -> asyncio.Server:
    """A listening server; port 0 takes a free one."""

    async def talk(reader: StreamReader, writer: StreamWriter) -> None:
        try:
            await Dialogue(reader, writer, letters).run()
        except (ConnectionError, ValueError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    return await asyncio.start_server(talk, host, port, limit=1 << 20)
