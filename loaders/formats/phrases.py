"""A line of a page goes in, whose it is comes out: the site's (打印, 当前位置, 版权所有 …), or one that only documents have."""

from __future__ import annotations

import re

from loaders.dates import DATE
from loaders.docnumbers import PATTERN as NUMBER
from loaders.rules.record import Rule
from loaders.titles import PLAN

MAX_LINE = 120
SHORTEST_TITLE, LONGEST_TITLE = 8, 90

_BUTTON = (
    r"打印(?:本?[页文]|此[页文]|文章|稿)?|关闭(?:本?页|窗口|此页)?|收藏(?:本?页)?|加入收藏|返回(?:顶部|首页|上一?页|列表)?|顶部|我要纠错|纠错|"
    r"下载(?:文字版|图片版|原文)?|字[体号](?:大小|颜色)?|[大中小]|默认|超大|A[+-]?|分享(?:到|至|文章)?|复制链接|朗读|语音播报|无障碍(?:阅读|浏览)?|"
    r"长者助手|适老化|关怀版|扫一扫|微信|微博|QQ(?:空间|好友)?|空间|朋友圈|评论|点赞|转发|听全文|我的收藏|基本信息|正文|繁體|简体|English"
)
_BUTTONS = re.compile(rf"(?:[【\[「（(]?(?:{_BUTTON})[】\]」）)]?[：:|｜/\s　·、>»]*)+")
_PLACE = re.compile(r"(?:您.{0,4}位置|当前(?:所在)?位置)[：:]|首页\s*[>＞»›/-]+\s*\S")
_SCAN = re.compile(r"请?用?(?:手机|微信)?(?:扫一扫|扫描二维码)(?:在手机|打开|分享|关注|添加|此|二维码|，|$).{0,24}")
_FOOT = re.compile(
    r"版权所有|\bCopyright\b|ICP备\s?\w+号|公网安备|网站标识码[：:]|您访问的链接|(?:即将|将要)离开.{0,20}网站|(?:主办|承办)(?:单位)?[：:].*(?:主办|承办|技术支持|备案|维护|联系)"
    r"|未经.{0,12}(?:授权|许可).{0,12}转载|建议使用.{0,20}(?:浏览器|分辨率)"
)
_BYLINE = re.compile(
    r"(?:(?:信息|文章)?来源|稿源|发布(?:时间|日期|人|者)|发表时间|更新(?:时间|日期)|日期|时间|作者|责任?编辑|编辑|审[核签]|校对|初审|复审|终审|供稿|录入|撰稿"
    r"|(?:浏览|点击|阅读|访问)(?:次数|量|数|人次)?|字[体号]|栏目|分类|打印|视力保护色|保护视力色|背景色)[：:]"
)
_DAY = re.compile(r"(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|(?:19|20)\d\d年\d{1,2}月\d{1,2}日")
_CLOCK = re.compile(rf"(?:{_DAY.pattern})\s*\d{{1,2}}:\d\d(?::\d\d)?")
_PUBLISHED = re.compile(rf".{{0,40}}{_CLOCK.pattern}.{{0,20}}")
_NEXT = re.compile(r"[【\[]?(?:上一?|下一?|前一|后一)[篇条页][】\]]?\s*[：:].{0,80}|[上下]一[篇条页]")
_RELATED = re.compile(
    r"[【\[]?(?:相关(?:文[档件章]|解读|链接|信息|阅读|新闻|报道|稿件|政策|内容|附件)|解读(?:链接|材料|文章|回应)?|政策解读|图解|延伸阅读|推荐阅读|热门(?:文章|推荐|信息)|最新(?:信息|文件)"
    r"|猜你喜欢|友情链接|原文链接|阅读原文|附件下载)[】\]]?(?:\s*[：:>»]*)"
)
_SIGNED = re.compile(r"[一-鿿、\s　]{2,40}(?:人民政府|办公[厅室]|委员会|委|局|厅|部|院|会|中心)(?:（代章）)?")
_MARKED = re.compile(
    r"[（(](?:此[件文]|本文|联系|经|\d{4}年).{0,60}[）)]|附[件表录].{0,60}|抄送[：:].{0,90}|.{2,30}办公[厅室].{0,16}日?印发"
)
_SENTENCE = re.compile(r"[^。；！？]{10}[。；！？]")


def is_sentence(line: str) -> bool:
    """Whether a line holds a sentence: labels and menus do not.

    >>> is_sentence("坚持以人为本，办好民生实事。"), is_sentence("政务公开 政务服务 互动交流")
    (True, False)
    """
    return _SENTENCE.search(line) is not None


def is_site(line: str) -> bool:
    """Whether a line is the site's, wherever it stands."""
    if len(line) > MAX_LINE:
        return False
    known = _BUTTONS.fullmatch(line) or _PLACE.match(line) or _SCAN.fullmatch(line) or _FOOT.search(line)
    return bool(known or _CLOCK.fullmatch(line)) or _bylines(line) > 1


def is_margin(line: str) -> bool:
    """Whether a line above or below a document's text is the site's: who put it there and when, what else there is."""
    known = _NEXT.fullmatch(line) or _RELATED.fullmatch(line) or _PUBLISHED.fullmatch(line)
    return len(line) <= MAX_LINE and bool(known or _bylines(line))


def is_day(line: str) -> bool:
    """Whether a line is a day as sites print it, not as documents do (2023-11-07)."""
    return _DAY.fullmatch(line) is not None and "年" not in line


def is_related(line: str) -> bool:
    """Whether a line heads a list of other pages."""
    return _RELATED.fullmatch(line) is not None


def is_official(line: str) -> bool:
    """Whether a line alone is a document's: its number, its date, a mark under its text, its annex."""
    if len(line) > MAX_LINE:
        return False
    return bool(NUMBER.fullmatch(line) or DATE.fullmatch(line.strip("（）() ")) or _MARKED.fullmatch(line))


def is_signature(line: str) -> bool:
    """Whether a line could be the body that signs, above the date."""
    return _SIGNED.fullmatch(line) is not None


def is_titled(line: str) -> bool:
    """Whether a line could be the title of a plan."""
    return SHORTEST_TITLE <= len(line) <= LONGEST_TITLE and PLAN.search(line) is not None


def _bylines(line: str) -> int:
    """How many labels of a byline a line is made of (发布时间：… 来源：…); none where it begins with anything else."""
    labels = list(_BYLINE.finditer(line))
    head = line[: labels[0].start()].strip("　 【[|（(") if labels else "-"
    return len(labels) if not head or _DAY.match(head) else 0


RULES = (
    Rule(
        "page.site",
        "a line that is the site's wherever it stands",
        lambda line: [line] if is_site(line) else [],
        (
            "【打印】【字体：大 中 小】",
            "当前位置：首页 > 政务公开 > 规划计划",
            "发布日期：2023-11-07  浏览次数：-",
            "来源：某市人民政府办公室 发布时间：2021-10-09 09:30 字体：[大] [中] [小]",
            "扫一扫在手机打开当前页",
            "版权所有：某市人民政府",
            "分享到：",
        ),
        (
            "（三）推广扫一扫支付",
            "资金来源：财政资金",
            "位置：某市某路1号",
            "二、分享发展成果",
            "打印店应当登记",
            "2021年10月9日",
            "联系人：某某，联系电话：1234567",
        ),
    ),
    Rule(
        "page.margin",
        "a line above or below a document's text that is the site's",
        lambda line: [line] if is_margin(line) else [],
        (
            "来源：本网",
            "责任编辑：某某",
            "上一篇：某市规划",
            "相关解读",
            "【字号：",
            "时间：2021-10-09",
            "原创 某市发布 2021-10-09 09:30",
        ),
        (
            "附件：1.任务分工表",
            "抄送：市委各部门。",
            "（此件公开发布）",
            "上一轮规划的成效",
            "数据来源：统计年报",
            "解读国家政策",
        ),
    ),
    Rule(
        "page.official",
        "a line that only documents have",
        lambda line: [line] if is_official(line) else [],
        ("某政发〔2021〕17号", "2021年10月9日", "（此件公开发布）", "附件：任务分工表", "抄送：市委各部门。"),
        ("发布日期：2021-10-09", "某市人民政府门户网站", "政府信息公开"),
    ),
)
