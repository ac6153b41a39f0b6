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
from kg.errors import StoreError, StoreGone

OUTCOMES: dict[str, Outcome] = {
    "syntax": "syntax", "format": "refused", "rows": "rows", "memory": "memory", "time": "timeout", "busy": "busy",
    "failed": "failed", "crashed": "memory", "gone": "hangup", "unusable": "failed", "unreachable": "failed",
    "refused": "failed",
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
        case "unreachable":
            return unreachable(why.told)
        case "refused":
            return refused(why.told)
        case "crashed":
            if int(why.told) == _OUT_OF_MEMORY:
                return faults.out_of_memory(limits.memory)
            return too_deep() if int(why.told) == _TOO_DEEP else ended_from_outside()
        case "failed" if why.told.startswith("JSON-LD does not support RDF 1.2"):
            return Problem(
                HTTPStatus.NOT_ACCEPTABLE,
                "The answer has triple terms, for which JSON-LD has no place; ask for Turtle, N-Triples or RDF/XML.",
                detail_zh="结果含有三元组项，JSON-LD 无法表示；请改用 Turtle、N-Triples 或 RDF/XML。",
            )
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
        case "crashed" | "unsure" if why.told == str(_TOO_DEEP):
            return too_deep()
        case "unsure":
            return unsure(f"The process that carried out the change was ended ({why.told})", HTTPStatus.GATEWAY_TIMEOUT)
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


# ── A remote store ───────────────────────────────────────────────────────────────────────────────────────────────────


def of_remote(error: StoreError, *, is_begun: bool) -> Problem:
    """What hindered a change of a remote store; where it `is_begun`, nobody knows how far it came."""
    told = without_address(error)
    if not isinstance(error, StoreGone):
        return refused(told)
    return unsure(f"The store behind this service gave no answer: {told}") if is_begun else unreachable(told)


def without_address(error: StoreError) -> str:
    """What is wrong with a store, but for its address, which is nobody's business."""
    return f"expected {error.expected}, found {error.found}; {error.remedy}"


def unreachable(told: str) -> Problem:
    """A remote store that gives no answer."""
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        f"The store behind this service gives no answer. Ask again in a while. For who operates the service: {told}.",
        detail_zh="本服务所用的存储没有应答，请稍后重试。请管理员检查该存储是否在运行、能否访问；已确认的内容不会丢失。",
        headers={"Retry-After": "10"},
    )


def refused(told: str) -> Problem:
    """A remote store that does not do what it was asked."""
    return Problem(
        HTTPStatus.BAD_GATEWAY,
        f"The store behind this service does not do this: {told}",
        detail_zh="本服务所用的存储没有完成此请求，原因见英文说明。请改写后重试，或请管理员检查该存储。",
    )


def unsure(told: str, status: HTTPStatus = HTTPStatus.BAD_GATEWAY) -> Problem:
    """A change of which nobody knows whether a remote store carried it out."""
    return Problem(
        status,
        f"{told}. It is not known whether the change was made: look before you send it again.",
        detail_zh="存储没有确认此更改，无法得知是否已经执行。请先查询结果，再决定是否重发。",
    )


def _failed(told: str) -> Problem:
    return Problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        f"The engine could not answer: {told}",
        detail_zh="引擎无法回答。",
    )
