"""Web pages as governments publish them: the document comes out whole, the site around it stays behind."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest

from loaders import errors
from loaders.clean import clean
from loaders.formats import read
from loaders.formats.html import read_page
from loaders.formats.phrases import RULES
from loaders.pipeline import read_text
from loaders.rules.record import Rule
from ontology.model import Document, Source
from tests.loaders.helpers import PLAN

PROSE = "坚持以人为本，办好民生实事，让人人都有保障。"


def markdown(page: str) -> str:
    """The Markdown of a page."""
    return read_page(page.encode(), "a.html").text


def inside(markup: str) -> str:
    """The Markdown of markup that follows a sentence."""
    return markdown(f"<div><p>{PROSE}</p>{markup}</div>").removeprefix(PROSE).strip("\n")


TITLE = "某市人民政府关于印发某市“十四五”残疾人事业发展规划的通知"
TEXT = (
    "某政发〔2021〕17号",
    "各区人民政府，市各有关部门：",
    "现将《某市“十四五”残疾人事业发展规划》印发给你们，请认真贯彻执行。",
    "某市人民政府",
    "2021年10月9日",
    "某市“十四五”残疾人事业发展规划",
    "一、发展基础",
    "“十三五”时期，全市残疾人事业全面发展，31万困难残疾人得到补贴。",
    "二、重点任务",
    "（一）促进就业。做好服务，到2025年，适配率达到90%。（市残联牵头，市财政局按照职能分工负责）",
    "（二）提高保障。落实《残疾人就业条例》（国务院令第488号），应保尽保。",
    "附件：1.任务分工表",
)
PROPERTIES = {
    "索引号": "011/2021-17",
    "发文机关": "某市人民政府",
    "成文日期": "2021年10月09日",
    "发文字号": "某政发〔2021〕17号",
}
BODY = "".join(f"<p>{line}</p>\n" for line in TEXT)
NAVIGATION = (
    "<div class=head><a href=/>某市人民政府</a><ul class=nav><li><a href=/a>首页</a><li><a href=/b>政务公开</a>"
    "<li><a href=/c>互动交流</a></ul><div class=search><input name=q><button>搜索</button></div></div>"
    "<div class=Breadcrumb-nav>当前位置：<a href=/>首页</a> &gt; <a href=/b>规划计划</a></div>"
)
FOOTER = (
    "<div class=footer><p>主办：某市人民政府办公室　承办：某市大数据中心</p><p>网站标识码：1500000001　某ICP备05000248号</p>"
    "<p>版权所有：某市人民政府，未经授权不得转载。</p></div>"
)
RELATED = (
    "<div class=xg><h3>相关解读</h3><ul><li><a href=1>某规划解读</a><li><a href=2>一图读懂某规划，看五年怎么干</a>"
    "<li><a href=3>新闻发布会</a></ul></div>"
)


def rows(form: str, per_row: int = 1) -> str:
    """The properties as rows of a table, label and value in a form."""
    cells = [form.format(label=label, spaced=" ".join(label), value=value) for label, value in PROPERTIES.items()]
    return "".join(f"<tr>{''.join(cells[at : at + per_row])}</tr>" for at in range(0, len(cells), per_row))


PAGES = {
    "TRS": (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><meta name=ArticleTitle content='{TITLE}'><title>{TITLE}_规划_某市政府网</title>"
        f"<style>.TRS_Editor P{{margin:0}}</style></head><body>{NAVIGATION}<div class=main><table>{rows('<td>{label}：</td><td>{value}</td>')}</table>"
        f"<h1>{TITLE}</h1><div class=info><span>发布时间：2021-10-09 09:30</span><span>来源：市政府办公室</span><span>字号：[<a href='javascript:z(16)'>大</a>]"
        f"[<a href='javascript:z(12)'>小</a>]</span> <a href='javascript:print()'>打印</a></div><div class=TRS_Editor><style>.a{{}}</style>"
        f"<div class=TRS_Editor>{BODY}</div></div><div class=bdsharebuttonbox><a href=#>分享到：</a></div>{RELATED}</div>{FOOTER}"
        "<script>document.write('<p>假的一段话，不是正文。</p>')</script></body></html>",
        "the title outside the text, a byline, nested containers, a list of readings",
    ),
    "JCMS": (
        f"<html><head><meta name='ArticleTitle' content='{TITLE}'></head><body><table width=1000><tr><td><img src=a.jpg></td></tr><tr><td>您现在的位置：<a href=/>首页</a>"
        f" &gt;&gt; 信息公开</td></tr><tr><td><table border=1>{rows('<td><b>{spaced}</b></td><td>{value}</td>', 2)}</table></td></tr><tr><td class=title><!--begin-->"
        f"{TITLE}<!--end--></td></tr><tr><td>信息来源：市政府办公室　浏览次数：<script>w(1)</script>次　字号：[ 大 中 小 ]</td></tr><tr><td><div id=zoom><!--ZJEG-->{BODY}"
        "</div></td></tr><tr><td align=right>【打印本页】【关闭窗口】</td></tr><tr><td><p>上一篇：<a href=1>甲</a></p><p>下一篇：<a href=2>乙</a></p></td></tr></table>"
        "<table><tr><td>Copyright 2021 某市人民政府 版权所有</td></tr></table></body></html>",
        "a page of nested tables; labels spaced out and without colons, two to a row",
    ),
    "VSB": (
        f"<html><head><title>{TITLE}-某市人民政府</title></head><body>{NAVIGATION}<div class=left><ul><li><a href=1>领导之窗</a><li><a href=2>机构职能</a><li><a href=3>政策</a>"
        f"</ul></div><div class=right><form name=_newscontent><ul>{''.join(f'<li><span>{k}</span>：{v}</li>' for k, v in PROPERTIES.items())}</ul><div class=tit>{TITLE}</div>"
        f"<div>日期：2021-10-09&nbsp;&nbsp;作者：&nbsp;点击：[<span>12</span>]</div><div id=vsb_content><div class=v_news_content>{BODY}</div></div>"
        f"<p>【<a href='javascript:close()'>关闭窗口</a>】</p></form></div>{FOOTER}</body></html>",
        "properties in a list, the text in a form, a menu at the side",
    ),
    "gov.cn": (
        f"<div class=wrap><table><tr><td><table>{rows('<td><b>{spaced}：</b></td><td>{value}</td>', 2)}</table></td></tr></table><table><tr><td><table><tr><td id=UCAP-CONTENT>"
        f"<p><b>{TITLE[:15]}</b></p><p><b>{TITLE[15:]}</b></p>{BODY}</td></tr></table><div id=qr_container>扫一扫在手机打开当前页</div></td><td><iframe src=x></iframe></td></tr>"
        "</table><!--二维码--><div class=banner><img src=b.jpg><a href=/x></a></div></div>",
        "a saved fragment without head: the title on two lines of the text",
    ),
    "WeChat": (
        f"<html><head><meta property='og:title' content='{TITLE}'><title></title></head><body><div id=js_article><h1 class=rich_media_title>\n{TITLE}\n</h1><div><span>原创</span>"
        "<a href='javascript:void(0);'>某市发布</a> <em>2021-10-09 09:30</em></div><div id=js_content style='visibility: hidden;'><section><section>"
        + "".join(f"<section><p><span>{line[:3]}</span><span>{line[3:]}</span></p></section>" for line in TEXT)
        + "<p><img data-src=a></p></section></section></div></div><div class=qr_code_pc><p>微信扫一扫<br>关注该公众号</p></div></body></html>",
        "a section in a section for each paragraph, hidden until a script shows it",
    ),
    "Word": (
        f"<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><meta name=Generator content='Microsoft Word 12'><!--[if gte mso 9]><xml></xml><![endif]-->"
        f"<style>p.MsoNormal{{}}</style><title>{TITLE}</title></head><body lang=ZH-CN><div class=Section1 style='layout-grid:15.6pt'><p class=MsoTitle><b><span\nlang=EN-US>"
        f"<o:p>&nbsp;</o:p></span></b></p><p class=MsoTitle><b>{TITLE}</b></p>"
        + "".join(
            f"<p class=MsoNormal style='mso-char-indent-count:2.0'><span\nstyle='font-size:16.0pt'>{line[:6]}</span><span lang=EN-US\nstyle='font-family:\"Times New Roman\"'>"
            f"{line[6:8]}</span>{line[8:]}<span lang=EN-US><o:p></o:p></span></p>\n\n"
            for line in TEXT
        )
        + "</div></body></html>",
        "a page saved by Word: styles in every run, tags broken over lines",
    ),
    "two containers": (
        f"<html><head><title>{TITLE}</title></head><body>{NAVIGATION}<div class=main><h1>{TITLE}</h1><div class=a>{''.join(f'<p>{one}' for one in TEXT[:8])}</div>"
        f"<div class=b>{''.join(f'<div>{one}</div>' for one in TEXT[8:])}</div></div>{FOOTER}</body></html>",
        "no child holds most of the text: all that is no site's is the document",
    ),
    "parts beside the text": (
        f"<html><head><title>某市政府网</title></head><body>{NAVIGATION}<div class=page><div class=share><a href=1>微博</a></div><div class=biaoti>{TITLE}</div><div>{TEXT[0]}</div>"
        f"<div class=txt>{''.join(f'<p>{one}</p>' for one in TEXT[1:11])}</div><div class=fj>{TEXT[11]}</div>{RELATED}</div>{FOOTER}</body></html>",
        "title, number and annex stand in blocks of their own beside what is the site's",
    ),
}  # fmt: skip
WITH_PROPERTIES = {"TRS", "JCMS", "VSB", "gov.cn"}


@pytest.mark.parametrize("name", PAGES)
def test_the_same_document_in_every_kind_of_page(name: str) -> None:
    page, reason = PAGES[name]
    lines = [line.removeprefix("# ") for line in markdown(page).split("\n") if line]
    head = [f"{label}：{value}" for label, value in PROPERTIES.items()] if name in WITH_PROPERTIES else []
    title = [TITLE[:15], TITLE[15:]] if name == "gov.cn" else [TITLE]
    assert lines == [*head, *title, *TEXT], reason


def test_an_old_page_laid_out_by_tables_in_gb2312() -> None:
    """Upper-case tags, nothing closed, the text between line breaks, links and a notice around it."""
    page = (
        "<HTML><HEAD><META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=gb2312'><TITLE>某市政府网站</TITLE></HEAD><BODY BGCOLOR=#FFFFFF><TABLE WIDTH=780><TR>"
        "<TD COLSPAN=2><A HREF=/>首页</A> | <A HREF=/a>市情</A> | <A HREF=/b>公文</A><TR><TD WIDTH=150><A HREF=1>市委文件</A><BR><A HREF=2>市府文件</A><BR><A HREF=3>部门</A>"
        f"<TD><P ALIGN=CENTER><FONT SIZE=5><B>{TITLE}</B></FONT><P><FONT SIZE=3>{'<BR>'.join('&nbsp;' * 4 + line for line in TEXT)}</FONT><TR><TD COLSPAN=2>"
        "建议使用IE6.0以上浏览器，分辨率1024*768<BR>某市人民政府办公室主办 技术支持：某某公司</TABLE></BODY></HTML>"
    )
    decoded = read_page(page.encode("gb18030"), "a.htm")
    assert decoded.encoding == "gb18030"
    assert decoded.text == f"{TITLE}\n\n" + "\n".join(f"　　{line}" for line in TEXT) + "\n"


FRONT_MATTER = [
    ("<dl><dt>索引号：<dd>1-2<dt>公文种类：<dd>通知<dt>有效性：<dd>有效</dl>", ["索引号：1-2", "公文种类：通知", "有效性：有效"], "a list of definitions"),
    ("<p>统一编号：G1　文　　号：某规字〔2019〕2 号&nbsp; 实施日期：2019年02月01日</p>", ["统一编号：G1", "文号：某规字〔2019〕2 号", "实施日期：2019年02月01日"], "one line"),
    ("<p>索引号：1-2<br>发布机构：某局<br>主题词：</p>", ["索引号：1-2", "发布机构：某局"], "a line each; what has no value is not printed"),
    (
        "<div><div><b>信息索引</b></div><div>1-2</div><div><b>发文字号</b></div><div>某〔2021〕1号</div><div><b>公开方式</b></div><div>主动公开</div></div>",
        ["信息索引：1-2", "发文字号：某〔2021〕1号", "公开方式：主动公开"],
        "blocks without colons",
    ),
    (
        "<table class=pc><tr><td>索引号：<td>1<td>文号：<td>某〔2021〕1号</table><table class=wap><tr><td>索引号：<td>1<tr><td>有效性：<td>有效</table>",
        ["索引号：1", "文号：某〔2021〕1号", "有效性：有效"],
        "printed twice, for screens and telephones: once",
    ),
    ("<p>文号：某〔2021〕1号</p>", ["文号：某〔2021〕1号"], "a lone label is a line of the text"),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "expected", "reason"), FRONT_MATTER, ids=[case[-1] for case in FRONT_MATTER])
def test_properties_stand_before_the_text(markup: str, expected: list[str], reason: str) -> None:
    lines = markdown(f"<div class=box>{markup}</div><div><p>{PROSE}</p></div>").split()
    assert "".join(lines) == "".join("".join(line.split()) for line in [*expected, PROSE]), reason


BESIDE = [
    ("<div class=d>某市人民政府</div><div class=e>2021年10月9日</div>", "某市人民政府\n\n2021年10月9日", "a signature"),
    ("<table><tr><td>序号<td>任务<tr><td>1<td>就业</table>", "| 序号 | 任务 |\n| 1 | 就业 |", "a table"),
    (f"<div>{PROSE * 400}</div>", PROSE * 400, "a long text"),
    ("<p>附件：</p><p><a href=/f/1>1.分工表</a></p><p><a href=/f/2>2.指标</a></p>", "附件：\n\n1.分工表\n\n2.指标", "annexes"),
    ("<ul><li><a href=#1>第一章</a><li><a href=#2>第二章</a><li><a href=#3>第三章</a></ul>", "", "links alone, to this page"),
    ("<div>地址：某市某路1号</div><div>值班电话：1234567</div>", "", "what is the site's"),
    ("<div class=links><a href=1>某规划解读</a></div>", "", "a link to another page"),
    ("<div>相关解读</div><div>责任编辑：某某</div>", "", "a byline"),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "expected", "reason"), BESIDE, ids=[case[-1] for case in BESIDE])
def test_beside_the_text_stands_more_of_it_or_more_of_the_site(markup: str, expected: str, reason: str) -> None:
    text = "".join(f"<p>{number}.{PROSE}</p>" for number in range(900))
    page = f"{NAVIGATION}<div class=main><div class=share><a href=1>微博</a></div><div class=c>{text}</div>{markup}</div>{FOOTER}"
    assert markdown(page).split(f"899.{PROSE}")[1].strip() == expected, reason


def test_the_header_of_a_table_of_documents_is_no_property() -> None:
    table = "<table><tr><th>序号<th>名称<th>文号<th>成文日期<tr><td>1<td>某办法<td>某〔2021〕1号<td>2021-01-02</table>"
    assert inside(table) == "| 序号 | 名称 | 文号 | 成文日期 |\n| 1 | 某办法 | 某〔2021〕1号 | 2021-01-02 |"


TITLES = [
    ("<title>某市残疾人保障规划 - 某市人民政府门户网站</title>", "# 某市残疾人保障规划", "without the site's name"),
    ("<title>某市残疾人保障规划_规划计划_某市人民政府</title>", "# 某市残疾人保障规划", "the first of its parts"),
    ("<title>某市政府网</title><h1>某市政府信息公开</h1><h1>某市残疾人保障规划</h1>", "# 某市残疾人保障规划", "the site's heading is none"),
    ("<title>某市人民政府</title><meta name=SiteName content=某市人民政府>", "", "the site's name is none"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "expected", "reason"), TITLES, ids=[case[-1] for case in TITLES])
def test_the_title_is_printed_where_the_text_does_not(head: str, expected: str, reason: str) -> None:
    page = f"{head}{NAVIGATION}<div class=main><p>{PROSE}</p><p>{PROSE}</p></div>"
    assert markdown(page) == f"{expected}\n\n{PROSE}\n\n{PROSE}\n".lstrip("\n"), reason


ENCODINGS = [
    ("<meta charset=gb2312>", "gb18030", "gb18030", "named, and of another family's name"),
    ("", "gb18030", "gb18030", "not named: reads like Chinese"),
    ("<meta charset=gb2312>", "utf-8", "utf-8", "named wrongly: valid UTF-8 is UTF-8"),
    ("", "utf-16", "utf-16", "marked"),
    ("<meta charset=gbk>" + "<style>a{}</style>" * 2000, "gb18030", "gb18030", "little Chinese in sight, but named"),
]


@pytest.mark.parametrize(("head", "encoding", "expected", "reason"), ENCODINGS, ids=[case[-1] for case in ENCODINGS])
def test_encodings(head: str, encoding: str, expected: str, reason: str) -> None:
    decoded = read_page(f"{head}<p>{PROSE * 3}</p>".encode(encoding), "a.html")
    assert (decoded.text, decoded.encoding) == (f"{PROSE * 3}\n", expected), reason


def test_stray_bytes_count_only_in_the_document() -> None:
    stray = b"\xe5\xb9"
    page = f"<meta charset=utf-8><meta name=d content='某市@'><p>{PROSE}</p>".encode()
    assert read_page(page.replace(b"@", stray), "a.html").text == f"{PROSE}\n"
    with pytest.raises(errors.UnknownEncoding, match="让人人"):
        read_page(page.replace("都".encode(), stray), "a.html")


REFUSED = [
    ("<title>登录</title><form>用户名：<input>密码：<input><button>登录</button></form>", errors.NoDocumentInPage, "a login page"),
    (f"<div id=app></div><noscript>{PROSE}</noscript><script>app('{PROSE}')</script>", errors.NoDocumentInPage, "a shell"),
    ("<p>An English page about plans, of some length.</p>" * 9, errors.NoDocumentInPage, "not Chinese"),
    (NAVIGATION + FOOTER, errors.NoDocumentInPage, "nothing but the site"),
    (" \n ", errors.EmptyFile, "blank"),
    ("\0\1\2" * 900, errors.NotText, "binary data"),
    ("<p>" * 400_000, errors.FileTooLarge, "more elements than any document has"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "error", "reason"), REFUSED, ids=[case[-1] for case in REFUSED])
def test_pages_without_a_document_are_refused(page: str, error: type[errors.LoaderError], reason: str) -> None:
    with pytest.raises(error) as caught:
        markdown(page)
    assert (caught.value.where, bool(caught.value.remedy)) == ("a.html", True), reason


@pytest.mark.parametrize("ending", [".html", ".htm", ".xhtml", ".HTML"])
def test_endings(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"page{ending}"
    path.write_text(f"<p>{PROSE}</p>", encoding="utf-8")
    text, source = read(path)
    assert (text, source.media_type, source.encoding) == (f"{PROSE}\n", "text/html", "utf-8")


def source(media_type: str) -> Source:
    """A file of a kind."""
    return Source(name="a", sha256="0" * 64, media_type=media_type, encoding="utf-8", bytes=1)


def facts(documents: tuple[Document, ...]) -> list[Any]:
    """What documents say, without the places where they say it."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: bare(one) for key, one in value.items() if key not in ("evidence", "start", "end")}
        return [bare(one) for one in value] if isinstance(value, list | tuple) else value

    return [bare(one.model_dump(exclude={"source", "text", "rejects"})) for one in documents]


def forms(lines: list[str]) -> dict[str, list[Any]]:
    """The facts of a document given as text, as Markdown and as a page of a site."""
    paragraphs = "\n".join(f"<p>　　{html.escape(line).replace('  ', '&nbsp;&nbsp;')}</p>" for line in lines)
    page = f"<html><body>{NAVIGATION}<div class=main><div class=TRS_Editor>{paragraphs}</div></div>{RELATED}{FOOTER}</body></html>"
    texts = {
        "text/plain": "\n".join(lines),
        "text/markdown": "\n\n".join(re.sub(r"^[>#*]", r"\\\g<0>", line) for line in lines),
        "text/html": markdown(page),
    }
    return {kind: facts(read_text(text, source(kind), "a")) for kind, text in texts.items()}


def test_one_plan_in_three_forms_says_the_same() -> None:
    found = forms([*PLAN.splitlines(), "2.#号、*号、_号和|号都是字。", "> 90 %", "* 注：同上。"])
    assert len(found["text/html"][0]["tasks"]) == 3
    assert found["text/plain"] == found["text/markdown"] == found["text/html"]


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("wider/gansu-reform-2023.txt", {"text/plain", "text/markdown"}),
        ("neimenggu-plan-2021.txt", {"text/plain", "text/markdown"}),
        ("wider/shanghai-farm-machinery-145.md", {"text/markdown"}),  # as text its paragraphs look like wrapped lines
    ],
)
def test_real_plans_say_the_same_in_a_page(name: str, kinds: set[str], corpus: Path) -> None:
    cleaned = clean((corpus / name).read_text(encoding="utf-8"), markdown=name.endswith(".md"))
    found = forms([cleaned.line_text(line) for line in cleaned.lines])
    for kind in kinds:
        assert found[kind] == found["text/html"], kind


REAL = {
    "cn-gf2018-39": (["索引号：000014349/2018-00212", "发文字号：国发〔2018〕39号"], "（此件公开发布）", 0),
    "cn-gf2018-38": (["索引号：000014349/2018-00207", "成文日期：2018年11月07日"], "（此件公开发布）", 0),
    "cn-gbf2018-121": (["发文机关：国务院办公厅", "发布日期：2018年12月21日"], "（此件公开发布）", 0),
    "guangzhou-assistive-devices-2019": (["统一编号：GZ0320190014", "文号：穗残联规字〔2019〕2 号"], "公开方式：主动公开", 0),
    "guangzhou-family-doctor-2023": (["发布机构：广州市卫生健康委员会", "成文日期：2023-10-19"], "| 考评处 | 宣传处 |", 2),
}  # fmt: skip
SITE = re.compile(
    "打印|当前位置|扫一扫|版权所有|ICP|浏览次数|分享到|登录|无障碍|搜索|返回顶部|网站标识码|相关解读|长者助手"
)


@pytest.mark.parametrize("name", REAL)
def test_real_pages_give_the_document_alone(name: str, corpus: Path) -> None:
    properties, last, tables = REAL[name]
    text, _ = read(corpus / "wider" / f"{name}.html")
    lines = text.split("\n")
    assert set(properties) <= set(lines[:16])
    assert lines[-2].endswith(last) or tables
    assert SITE.findall(text) == []
    grids = re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    assert [len({line.count("|") for line in grid.splitlines()}) for grid in grids] == [1] * tables
    assert all(text.count(line) == 1 for line in lines if len(line) > 60)


def test_a_real_duty_table_keeps_its_columns(corpus: Path) -> None:
    text, _ = read(corpus / "wider" / "guangzhou-family-doctor-2023.html")
    assert (
        "| 序号 | 工作事项 | 主要内容 | 牵头单位 | 配合单位 | 市卫健委内牵头处室 | 市卫健委内配合处室 |\n| 1 |" in text
    )
    assert [int(number) for number in re.findall(r"(?m)^\| (\d+) \|", text)] == list(range(1, 25))


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule in RULES for text in rule.examples], ids=str)
def test_the_sites_words_are_known(rule: Rule, text: str) -> None:
    assert rule.finds(text)


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule in RULES for text in rule.counter_examples], ids=str)
def test_a_documents_words_are_left(rule: Rule, text: str) -> None:
    assert rule.finds(text) == []
