"""微信客服 and an official account on 127.0.0.1, strictly."""
