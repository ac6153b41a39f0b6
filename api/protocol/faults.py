"""What hindered an answer goes in, a Problem comes out that says in English and in Chinese what to do about it."""

from __future__ import annotations

from http import HTTPStatus

from api.problems import Problem
from api.protocol.accepting import not_acceptable
from api.protocol.mistakes import diagnose
from api.protocol.places import excerpt, place

__all__ = ["busy", "not_acceptable", "out_of_memory", "out_of_time", "syntax", "too_many_rows"]


def syntax(error: str, text: str, *, update: bool = False) -> Problem:
    """A text that is no SPARQL: where, what the engine said, and what a person may have meant.

    >>> problem = syntax("error at 1:22: expected Prefix not found", "ASK { ?s a foaf:Person }")
    >>> problem.detail
    'Not SPARQL at line 1, column 12: the prefix foaf: is not declared; put PREFIX foaf: <…> before the query.'
    >>> print(problem.members["excerpt"])
    ASK { ?s a foaf:Person }
               ^
    """
    mistake = diagnose(error, text, update=update)
    line, column = place(text, mistake.offset)
    return Problem(
        HTTPStatus.BAD_REQUEST,
        f"Not SPARQL at line {line}, column {column}: {mistake.en}.",
        detail_zh=f"第 {line} 行第 {column} 列有语法错误：{mistake.zh}。",
        line=line,
        column=column,
        excerpt=excerpt(text, mistake.offset),
    )


def out_of_time(seconds: float) -> Problem:
    """A question that was stopped at its deadline."""
    return Problem(
        HTTPStatus.GATEWAY_TIMEOUT,
        f"The query was stopped after {seconds:g} seconds. Ask for less: more specific patterns, or fewer of them.",
        detail_zh=f"查询超过 {seconds:g} 秒，已被停止。请使用更具体的条件，或减少模式的数量。",
        seconds=seconds,
    )


def too_many_rows(rows: int) -> Problem:
    """A question whose answer is longer than answers may be."""
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        f"The answer has more than {rows} rows. Add LIMIT {rows} or less, and OFFSET to read on.",
        detail_zh=f"结果超过 {rows} 行。请加 LIMIT（不超过 {rows}），并用 OFFSET 分批读取。",
        rows=rows,
    )


def out_of_memory(most_bytes: int) -> Problem:
    """A question that was stopped since it would take too much memory."""
    size = f"{most_bytes / 1_000_000:,.0f} MB"
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        f"The query was stopped: it needs more than {size} of memory. Join, sort or group less, or limit it earlier.",
        detail_zh=f"查询所需内存超过 {size}，已被停止。请减少连接、排序或分组，或更早加以限制。",
        bytes=most_bytes,
    )


def busy(retry_after: int) -> Problem:
    """A question for which nobody is free."""
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        f"All workers are busy and the queue is full. Ask again in {retry_after} seconds.",
        detail_zh=f"服务繁忙，队列已满。请在 {retry_after} 秒后重试。",
        headers={"Retry-After": str(retry_after)},
        retry_after=retry_after,
    )
