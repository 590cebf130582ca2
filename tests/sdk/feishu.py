"""The vendor's own library as a client, in a process of its own: it binds an event loop when it is imported.

python -m tests.sdk.feishu api|ws|callback BASE: what it got goes to stdout, one JSON value a line behind ">".
"""

import json
import sys
from typing import Any

import lark_oapi as lark
from lark_oapi.api.im.v1 import (
    CreateMessageRequest,
    CreateMessageRequestBody,
    GetMessageRequest,
    PatchMessageRequest,
    PatchMessageRequestBody,
    ReplyMessageRequest,
    ReplyMessageRequestBody,
)
from lark_oapi.event.callback.model.p2_card_action_trigger import P2CardActionTriggerResponse

from tests.fakes.feishu.seal import App

APP = App()
CARD = {
    "schema": "2.0",
    "config": {"update_multi": True},
    "body": {"elements": [{"tag": "markdown", "content": "hello"}]},
}


def tell(value: object) -> None:
    """One line of what happened."""
    sys.stdout.write("> " + json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def api(base: str) -> None:
    """Sends, replies and updates; then what must be refused."""
    client = lark.Client.builder().app_id(APP.app_id).app_secret(APP.secret).domain(base).build()
    wrong = lark.Client.builder().app_id("cli_sdk").app_secret("wrong").domain(base).build()

    def send(who: str, kind: str, content: object, by: lark.Client = client) -> Any:
        body = CreateMessageRequestBody.builder().receive_id(who).msg_type(kind).content(json.dumps(content)).build()
        return by.im.v1.message.create(
            CreateMessageRequest.builder().receive_id_type("open_id").request_body(body).build()
        )

    sent = send("ou_lisi", "interactive", CARD)
    tell([sent.code, sent.data.message_id])
    reply = ReplyMessageRequestBody.builder().msg_type("text").content('{"text":"re"}').uuid("u1").build()
    replied = client.im.v1.message.reply(
        ReplyMessageRequest.builder().message_id(sent.data.message_id).request_body(reply).build()
    )
    tell([replied.code, replied.data.parent_id])
    changed = json.dumps(CARD | {"header": {"title": {"tag": "plain_text", "content": "changed"}}})
    patch = PatchMessageRequestBody.builder().content(changed).build()
    patched = client.im.v1.message.patch(
        PatchMessageRequest.builder().message_id(sent.data.message_id).request_body(patch).build()
    )
    tell([patched.code])
    (item,) = client.im.v1.message.get(GetMessageRequest.builder().message_id(sent.data.message_id).build()).data.items
    tell([item.message_id, item.msg_type, item.sender.sender_type, item.deleted])
    tell([send("ou_lisi", "interactive", {"schema": "1.0"}).code])
    tell([send("oc_lisi", "text", {"text": "x"}).code])
    try:
        tell([send("ou_lisi", "text", {"text": "x"}, wrong).code])
    except Exception as refused:  # the library raises where it gets no token
        tell([str(refused)])


def handler() -> lark.EventDispatcherHandler:
    """Answers messages with nothing and pressed buttons with a toast."""

    def pressed(data: Any) -> P2CardActionTriggerResponse:
        tell(["pressed", data.event.operator.open_id, data.event.action.value, data.event.context.open_message_id])
        return P2CardActionTriggerResponse({"toast": {"type": "success", "content": "ok"}})

    def said(data: Any) -> None:
        message = data.event.message
        tell(["said", message.message_id, json.loads(message.content), [m.name for m in message.mentions or []]])

    return (
        lark.EventDispatcherHandler.builder(APP.encrypt_key, APP.token)
        .register_p2_im_message_receive_v1(said)
        .register_p2_card_action_trigger(pressed)
        .build()
    )


def ws(base: str) -> None:
    """Listens over the long connection until the process is ended."""
    lark.ws.Client(APP.app_id, APP.secret, event_handler=handler(), domain=base, log_level=lark.LogLevel.ERROR).start()


def callback(_: str) -> None:
    """Reads callbacks from stdin, one a line: [headers, body]."""
    taking = handler()
    for line in sys.stdin:
        headers, body = json.loads(line)
        request = lark.RawRequest()
        request.uri, request.headers, request.body = "/hook", headers, body.encode()
        answer = taking.do(request)
        tell([answer.status_code, json.loads(answer.content)])


if __name__ == "__main__":
    {"api": api, "ws": ws, "callback": callback}[sys.argv[1]](sys.argv[2])
