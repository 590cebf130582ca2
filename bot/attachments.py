"""What was sent otherwise than as text becomes text: voice, files, pictures.

A platform's own transcript comes first. Files are fetched through their channel and opened in a process of their own
(`bot/opening`); voice, and pictures where wanted, go to a program that the settings name. What cannot be read stays
stored, and its sender is asked, politely, to write.
"""

import asyncio
import contextlib
import importlib.util
import json
import logging
import os
import re
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bot.channels.base import Channel, Fetching, Quoting, SendFailed
from bot.opening import Found
from config.settings import Media
from handlers.domain.messaging import HEARD, HIDDEN, QUOTE, READ, UNREAD, Message, MessageKind, spoken
from nlp import LIMIT, is_list

log = logging.getLogger(__name__)

TRANSCRIPT = "transcript"  # of `Message.media`: what the platform heard
_PARTS = {MessageKind.FILE: "file", MessageKind.IMAGE: "picture", MessageKind.VOICE: HEARD}
_MAGIC = {b"PK\x03\x04": "xlsx", b"%PDF": "pdf", b"\xd0\xcf\x11\xe0": "xlsx"}
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF", b"II*\x00", b"MM\x00*")
_HEIC = re.compile(rb"....ftyp(?:hei[cxms]|hev[cx]|mif1|msf1|avif)", re.DOTALL)  # how a telephone's photographs begin
_NOTHING = Found("")
_TEXTS = (".csv", ".txt", ".tsv")


class Attachments:
    """Reads attachments of every channel."""

    def __init__(self, settings: Media, channels: Mapping[str, Channel]) -> None:
        """Looks once whether pictures can be read here."""
        self._settings = settings
        self._channels = channels
        self._ocr = settings.ocr and importlib.util.find_spec("rapidocr_onnxruntime") is not None

    async def read(self, msg: Message) -> Message:
        """The message as text, or as it was with the reason in `media`; raises SendFailed where trying again helps."""
        if heard := spoken(msg.media.get(TRANSCRIPT, "")):
            return _as_text(msg, heard)
        argv = {MessageKind.VOICE: self._settings.voice_command, MessageKind.IMAGE: self._settings.picture_command}
        command = argv.get(msg.kind, ())
        if msg.kind is MessageKind.VOICE and not command:
            return _unread(msg, "none")
        if msg.kind is MessageKind.IMAGE and not command and not self._ocr:
            return _unread(msg, "none")
        channel = self._channels.get(msg.channel)
        if not isinstance(channel, Fetching):
            return _unread(msg, "none")
        try:
            data = await channel.fetch(msg, self._settings.max_mb * 1_000_000)
        except SendFailed as failed:
            if failed.retry:
                raise
            return _unread(msg, "large" if failed.code == "too-large" else "gone")
        if not data:
            return _unread(msg, "empty")
        kind = (
            "" if msg.kind is MessageKind.VOICE else kind_of(data, msg.media.get("name") or msg.media.get("title", ""))
        )
        if not kind and msg.kind is not MessageKind.VOICE:
            return _unread(msg, "heic" if _HEIC.match(data) else "kind")
        if kind == "picture" and not command:
            command = self._settings.picture_command
            if not command and not self._ocr:
                return _unread(msg, "none")
        own = (sys.executable, "-m", "bot.opening", kind)
        found, error = await self._run(command or own, data, own=not command, kind=kind)
        if error:
            return _unread(msg, error)
        if found.hidden:
            msg = replace(msg, media={**msg.media, HIDDEN: str(found.hidden)})
        return _as_text(msg, found.text, "picture" if kind == "picture" else _PARTS[msg.kind])

    async def quoted(self, msg: Message) -> Message:
        """The message with what it quotes in its place, or why that cannot be seen; raises SendFailed as `read`."""
        channel = self._channels.get(msg.channel)
        if not isinstance(channel, Quoting):
            return msg
        try:
            return await channel.quoted(msg)
        except SendFailed as failed:
            if failed.retry:
                raise
            log.warning("quotation cannot be seen", extra={"channel": msg.channel, "code": failed.code})
            why = "right" if failed.reason == "auth" else "gone"
            return replace(msg, kind=MessageKind.OTHER, media={**msg.media, "type": QUOTE, UNREAD: why})

    async def record(self, msg: Message) -> Message:
        """A forwarded record of a chat as the words that stand in it, or why it cannot be seen."""
        found = await self.quoted(replace(msg, quoted_id=msg.external_id))
        if found.kind is MessageKind.TEXT:
            return (
                _as_text(replace(msg, media=found.media), found.text, "record") if found.text else _unread(msg, "empty")
            )
        return _unread(msg, found.media.get(UNREAD, ""))

    async def _run(self, argv: Sequence[str], data: bytes, *, own: bool, kind: str) -> tuple[Found, str]:
        """What it says and "", or nothing and why not.

        A program that is not ours gets the file's name and prints plain text.
        """
        with tempfile.TemporaryDirectory(prefix="jiedan-") as folder:
            path = Path(folder) / f"it.{kind or 'voice'}"
            await asyncio.to_thread(path.write_bytes, data)
            try:
                process = await asyncio.create_subprocess_exec(
                    *argv,
                    str(path),
                    stdout=asyncio.subprocess.PIPE,
                    stderr=asyncio.subprocess.DEVNULL,
                    start_new_session=True,
                    env={name: value for name, value in os.environ.items() if not name.startswith("JIEDAN_")},
                )
            except OSError:
                return _NOTHING, "none"
            try:
                async with asyncio.timeout(self._settings.seconds):
                    out, _ = await process.communicate()
            except TimeoutError:
                return _NOTHING, "slow"
            finally:
                if process.returncode is None:
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGKILL)  # and whatever it started
                    await process.wait()
        if process.returncode:
            return _NOTHING, "broken"
        if not own:
            text = spoken(out.decode("utf-8", "replace"))
            return Found(text), "" if text else "empty"
        answer = json.loads(out)
        return Found(str(answer.get("text", "")), int(answer.get("hidden", 0))), str(answer.get("error", ""))


def kind_of(data: bytes, name: str) -> str:
    """What a file is by what it holds; its name only tells texts: xlsx | csv | pdf | picture, or nothing."""
    if data.startswith(_PICTURES):
        return "picture"
    known = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), "")
    if known == "xlsx" and name.lower().endswith((".docx", ".pptx", ".zip", ".doc", ".ppt")):
        return ""
    plain = not name and b"\0" not in data[:4000]  # 微信客服 tells no name
    return known or ("csv" if plain or name.lower().endswith(_TEXTS) else "")


def _as_text(msg: Message, text: str, how: str = HEARD) -> Message:
    if len(text) > LIMIT and not is_list(text):
        return _unread(msg, "long")  # a part of it would be taken for all
    return replace(msg, kind=MessageKind.TEXT, text=text, media={**msg.media, READ: how})


def _unread(msg: Message, why: str) -> Message:
    return replace(msg, media={**msg.media, UNREAD: why})
