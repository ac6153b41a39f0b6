"""Whatever goes wrong in a request goes in, one shape of answer comes out: RFC 9457, `application/problem+json`."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.origins import CORS

MEDIA_TYPE = "application/problem+json"
_IN_CHINESE: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "需要有效的令牌。",
    HTTPStatus.FORBIDDEN: "没有权限进行此操作。",
    HTTPStatus.NOT_FOUND: "此处没有所请求的内容。",
    HTTPStatus.METHOD_NOT_ALLOWED: "此处不支持该方法。",
    HTTPStatus.SERVICE_UNAVAILABLE: "暂时无法处理，请稍后重试。",
}
"""What is said in Chinese of what other libraries, and commands, tell in English alone."""


class Problem(Exception):
    """A request that cannot be answered: the HTTP status, what is wrong, and what to do about it.

    `members` stand in the body beside the four that every problem has: `detail_zh`, `line`, `column`, `excerpt`,
    `retry_after`, `request_id` and the like; one that is None is left out.

    >>> Problem(404, "No graph <urn:g>.", detail_zh="没有图 <urn:g>。").body()["title"]
    'Not Found'
    """

    def __init__(
        self, status: int, detail: str, *, headers: Mapping[str, str] | None = None, **members: object
    ) -> None:
        super().__init__(detail)
        self.status = HTTPStatus(status)
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = {name: value for name, value in members.items() if value is not None}

    def body(self) -> dict[str, object]:
        """The document that tells it."""
        told = {"type": "about:blank", "title": self.status.phrase, "status": int(self.status), "detail": self.detail}
        return told | self.members

    def told(self) -> dict[str, object]:
        """What it takes to raise it again in another process."""
        return {"status": int(self.status), "detail": self.detail, "headers": self.headers, **self.members}

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (self.told(),)


class BrokenOff(Exception):
    """An answer that has begun cannot be ended: raised so that the server breaks the connection, and nobody takes it for whole."""


def _again(told: dict[str, Any]) -> Problem:
    return Problem(**told)


def answer(problem: Problem) -> JSONResponse:
    """The response that tells a problem."""
    return JSONResponse(
        problem.body(), status_code=int(problem.status), media_type=MEDIA_TYPE, headers={**CORS, **problem.headers}
    )


def install(app: FastAPI) -> None:
    """Make every failure of `app` answer in this one shape."""

    @app.exception_handler(Problem)
    async def problem(_: Request, error: Problem) -> JSONResponse:
        return answer(error)

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> JSONResponse:
        zh = _IN_CHINESE.get(error.status_code, "请求无法处理。")
        return answer(Problem(error.status_code, str(error.detail), detail_zh=zh, headers=error.headers))

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        places = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        where = "、".join(".".join(map(str, one["loc"])) for one in error.errors())
        return answer(Problem(HTTPStatus.BAD_REQUEST, places, detail_zh=f"请求中的以下部分不符合要求：{where}。"))

    @app.exception_handler(Exception)
    async def bug(_: Request, __: Exception) -> JSONResponse:
        said = "The service failed; its log says why."
        return answer(Problem(HTTPStatus.INTERNAL_SERVER_ERROR, said, detail_zh="服务出错，原因见日志。"))
