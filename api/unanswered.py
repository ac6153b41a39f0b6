"""Why a question has no answer, or why a change was not made, goes in; the Problem that tells it comes out."""

from __future__ import annotations

import json
import math
import signal
from http import HTTPStatus

from api.operation.facts import Outcome
from api.pool.values import Limits, NoAnswer, Question
from api.problems import Problem
from api.protocol import faults

OUTCOMES: dict[str, Outcome] = {
    "syntax": "syntax", "format": "refused", "rows": "rows", "memory": "memory", "time": "timeout", "busy": "busy",
    "failed": "failed", "crashed": "memory", "gone": "hangup", "unusable": "failed",
}  # fmt: skip
"""What is counted and logged of each kind."""

_TOO_DEEP, _OUT_OF_MEMORY = -int(signal.SIGSEGV), -int(signal.SIGABRT)


def of_question(why: NoAnswer, question: Question, limits: Limits) -> Problem:
    """What hindered a query."""
    match why.kind:
        case "syntax":
            return faults.syntax(why.told, question.text)
        case "format":
            return faults.not_acceptable("this", why.told)
        case "rows":
            return faults.too_many_rows(limits.rows)
        case "memory":
            return faults.out_of_memory(limits.memory)
        case "time":
            return faults.out_of_time(limits.seconds)
        case "busy":
            return faults.busy(max(1, math.ceil(limits.seconds / 4)))
        case "unusable":
            return unusable(why.told)
        case "crashed":
            if int(why.told) == _OUT_OF_MEMORY:
                return faults.out_of_memory(limits.memory)
            return too_deep() if int(why.told) == _TOO_DEEP else ended_from_outside()
        case _:
            return _failed(why.told)


def of_change(why: NoAnswer, text: str, limits: Limits) -> Problem:
    """What hindered a change: nothing of it was done."""
    match why.kind:
        case "time":
            return Problem(
                HTTPStatus.GATEWAY_TIMEOUT,
                f"The change was stopped after {limits.writing:g} seconds, and nothing of it was done. Do it in parts.",
                detail_zh=f"更改超过 {limits.writing:g} 秒，已被停止，未作任何更改。请分批进行。",
            )
        case "Problem":
            return Problem(**json.loads(why.told))
        case "SyntaxError":
            return faults.syntax(why.told, text, update=True)
        case "crashed" if why.told == str(_TOO_DEEP):
            return too_deep()
        case "crashed" | "MemoryError":
            return Problem(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                "The change needs more memory than it may have, or its process was ended; nothing of it was done.",
                detail_zh="更改所需内存超出限制，或其进程被终止，未作任何更改。",
            )
        case "StoreLocked":
            return Problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                f"Nothing was changed: {why.told}",
                detail_zh="另有进程正在写入，未作任何更改，请稍后重试。",
                headers={"Retry-After": "10"},
            )
        case "StoreUnusable" | "OSError":
            return Problem(
                HTTPStatus.INSUFFICIENT_STORAGE,
                f"The change could not be made: {why.told}",
                detail_zh="存储无法写入。请检查磁盘空间和目录权限后重试。",
            )
        case _:
            return _failed(why.told)


def too_deep() -> Problem:
    """A query whose parts are nested beyond what the engine can read."""
    return Problem(
        HTTPStatus.BAD_REQUEST,
        "The query is nested too deeply. Write it with fewer brackets within brackets.",
        detail_zh="查询嵌套过深。请减少括号的层数。",
    )


def ended_from_outside() -> Problem:
    """A process that somebody else ended, as the system does where memory is short."""
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The process that worked on this was ended from outside. Ask again.",
        detail_zh="处理此请求的进程被外部终止，请重试。",
        headers={"Retry-After": "1"},
    )


def unusable(told: str) -> Problem:
    """A store, or its last published state, that cannot be read."""
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        f"The store cannot be read: {told}",
        detail_zh="存储无法读取，请管理员检查。",
        headers={"Retry-After": "10"},
    )


def _failed(told: str) -> Problem:
    return Problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        f"The engine could not answer: {told}",
        detail_zh="引擎无法回答。",
    )
