"""WeCom: the server for an app and the one for a smart robot, their rules, the seal, what people do."""
