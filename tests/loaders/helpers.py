"""Small plans in our own words, read from memory."""

from __future__ import annotations

from loaders.pipeline import read_text
from ontology.model import Document, Source


def read(text: str, markdown: bool = False) -> Document:
    """The document in a text, as if it had been a file."""
    media_type = "text/markdown" if markdown else "text/plain"
    source = Source(name="plan.txt", sha256="0" * 64, media_type=media_type, encoding="utf-8", bytes=len(text.encode()))
    return read_text(text, source, "plan.txt")[0]


PLAN = """某市人民政府关于印发某市“十四五”残疾人事业发展规划的通知
二连浩特市“十四五”残疾人事业发展规划
为发展残疾人事业，根据《残疾人就业条例》（国务院令第488号），制定本规划。
一、发展基础
31万困难残疾人得到补贴。
二、总体要求
（一）基本原则
坚持以人为本。
三、重点任务
（一）促进就业
1.做好服务。到2025年，适配率达到90%。（市残联牵头，市财政局按照职能分工负责）
2.办好“助康工程”。
（二）提高保障
1.做好救助。
四、保障措施
（一）强化责任。抓好落实。
"""
