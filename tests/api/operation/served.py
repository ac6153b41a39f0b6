"""A small service of several processes, for tests: `python -m tests.api.operation.served PORT` with a frame around one answer."""

from __future__ import annotations

import os
import sys

from api.operation import facts, shared
from api.operation.frame import App, Frame, Receive, Scope, Send
from api.operation.logs import RequestLog, config

PER_MINUTE = 60  # and ten at once


def create() -> App:
    """What each process serves: its own number, or the metrics of all."""
    from api.operation.metrics import Metrics

    folder = shared.named()
    metrics = Metrics("1.0", folder)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": f"{message['type']}.complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        if scope["path"] == "/id/bug":
            raise RuntimeError("a bug")
        text = metrics.render()[0] if scope["path"] == "/health" else str(os.getpid()).encode()
        facts.of(scope)["outcome"] = "ok"
        await send({"type": "http.response.start", "status": 200, "headers": [(b"connection", b"close")]})
        await send({"type": "http.response.body", "body": text})

    return Frame(answer, shared.rate_limit(PER_MINUTE, folder), metrics, RequestLog("json"))


if __name__ == "__main__":
    with shared.folder():
        import uvicorn

        uvicorn.run(
            "tests.api.operation.served:create",
            factory=True,
            port=int(sys.argv[1]),
            workers=2,
            log_config=config("json"),
            proxy_headers=False,
        )
