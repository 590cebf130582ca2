"""The vendor's own SDK as the other side of the fake platform; run as a process of its own.

python tests/sdk/dingtalk.py client_id client_secret template     (DINGTALK_OPENAPI_ENDPOINT names the platform)

It prints one line of JSON for everything it hears and answers every message with its text through the session. What
looks like the variables of a card is shown as one, and changed once.
"""

import json
import logging
import sys

import dingtalk_stream  # type: ignore[import-untyped,unused-ignore]
from dingtalk_stream import AckMessage, CallbackMessage, ChatbotMessage

TEMPLATE = sys.argv[3]


class Echo(dingtalk_stream.ChatbotHandler):  # type: ignore[misc,unused-ignore]
    """Answers a message with its own words."""

    async def process(self, callback: CallbackMessage) -> tuple[int, str]:
        message = ChatbotMessage.from_dict(callback.data)
        words = (message.get_text_list() or [""])[0] if message.message_type in ("text", "richText") else ""
        say("message", message.sender_staff_id, words)
        if words.startswith("{"):
            card = dingtalk_stream.CardReplier(self.dingtalk_client, message)
            number = card.create_and_send_card(TEMPLATE, json.loads(words), support_forward=False)
            card.put_card_data(number, json.loads(words) | {"title": "已改"})
            say("shown", number, "")
            return AckMessage.STATUS_OK, "OK"
        self.reply_text(f"听到:{words}", message)
        return AckMessage.STATUS_OK, "OK"


class Pressed(dingtalk_stream.CallbackHandler):  # type: ignore[misc,unused-ignore]
    """Reads a pressed card as the SDK does."""

    async def process(self, callback: CallbackMessage) -> tuple[int, object]:
        card = dingtalk_stream.CardCallbackMessage.from_dict(callback.data)
        say("card", card.user_id, json.dumps(card.content))
        return AckMessage.STATUS_OK, {"cardData": {"cardParamMap": {"title": "好"}}}


def say(kind: str, who: str, words: str) -> None:
    """One line for the test."""
    print(json.dumps({"kind": kind, "who": who, "words": words}), flush=True)  # noqa: T201 the test reads it


def main() -> None:
    """Listens for ever."""
    client = dingtalk_stream.DingTalkStreamClient(
        dingtalk_stream.Credential(*sys.argv[1:3]), logging.getLogger("quiet")
    )
    client.register_callback_handler(ChatbotMessage.TOPIC, Echo())
    client.register_callback_handler(dingtalk_stream.CallbackHandler.TOPIC_CARD_CALLBACK, Pressed())
    client.start_forever()


if __name__ == "__main__":
    main()
