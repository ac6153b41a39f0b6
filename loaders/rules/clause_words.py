"""The words that responsibility clauses are made of, as patterns: labels, duties, times, notes, declarations.

A label stands before the bodies that it gives a duty (牵头单位：), a duty behind them (按职责分工负责). How they make a clause is
the matter of `loaders.rules.clause_forms`.
"""

from __future__ import annotations

import re

# ---- Labels
_UNIT = r"(?:单位|部门|处室|科室|主体|机构|地区)(?:(?:及其?|和|、)?(?P<{0}>责任人|负责人|联系人|领导))?"
_LABEL_WORDS = (
    r"(?:[一-鿿]{{0,4}}?(?:牵头|主责|主办|主管|首要|责任|配合|协办|协同|协作|协助|参与|参加|落实|实施|承办|负责|承担)[一-鿿]{{0,4}}?"
    rf"{_UNIT}|(?:部门|责任|任务|职责|工作)?分工|牵头|主办|主责|配合|协办|协同|参与|参加|承办)"
)
_BOXED, _COLON, _SPACED = (_LABEL_WORDS.format(name) for name in ("person_b", "person_c", "person_s"))
LABEL = re.compile(
    rf"(?:[【\[〔](?P<boxed>{_BOXED})[】\]〕][:：]?|(?<![一-鿿])(?P<label>{_COLON})[:：]\*{{0,2}}"
    rf"|(?:^|(?<=[\n；]))(?P<spaced>{_SPACED})[ 　\t\n；]+(?=[省市县区州旗盟国中自各]))"
)
"""What stands before the names that it gives a duty: 牵头单位：, 【责任单位】, 部门分工：; or the label alone on its line."""

ANY_LABEL = re.compile(rf"{LABEL.pattern}|(?<![一-鿿])[一-鿿]{{1,10}}[:：]")
"""A label of a duty, or one of another matter (完成时限：, 责任领导：)."""

TIME_LABEL = re.compile(r"[一-鿿]{0,6}(?:时限|期限|节点|时间(?:要求)?)[:：]")
ALONE = re.compile(rf"{_LABEL_WORDS.format('person_a')}[:：]?")

LEADS = re.compile("牵头|主办|主责|承办|首要|第一责任")
TAKES_PART = re.compile("配合|参与|参加|协[办同作助]")

# ---- Duties
_HOW = (
    r"(?:按照?|依照?|依据|根据|结合)(?:各自|各)?(?:的)?(?:部门|单位|工作|法定)?(?:职能|职责|职权|任务|权限|实际|要求)?(?:职责|任务)?"
    r"(?:和|及)?(?:分工|职责|权限)?(?:要求)?"
)
_BEFORE = "(?:分别|共同|联合|具体|统筹|全面|认真|抓好|做好|组织|制[定订]|推[进动]|协同|加强|并)*"
_DOES = "牵头|负责|落实|配合|参与|参加|协助|(?<!政)协办|主办|承办|主责|组织实施|各负其责|各司其职"
_AFTER = f"(?:{_DOES}|督导|督促|指导|抓总|协调|推进|推动|实施|到位)*"
DUTY = re.compile(
    r"(?P<others>(?<![高中初平])等(?:[一-鿿]{0,4}(?:有关|相关|各))?(?:部门和单位|部门单位|部门|单位|地区)?)?[，,]?"
    rf"(?:(?P<how>{_HOW})?(?P<role>{_BEFORE}(?:{_DOES}){_AFTER})|(?P<shared>按照?(?:各自)?的?(?:职能|职责)(?:职责)?分工))$"
)
"""A duty at the end of a name: 市财政局等部门 + 按职责分工 + 负责."""
SAYS_DUTY = re.compile(f"{_DOES}|职责分工")

# ---- Times
WHEN = re.compile(
    r"(?:于|在|自|到|力争|确保)?(?:\d{4}年|每[年季月]|长期|持续|[年当今明]年?[内底初]|今年|全年|常态|立即|即时|适时|[上下]半年|\d{1,2}月|"
    r"第?[一二三四]季度)[^、]{0,20}$|[^、]{0,16}(?:前|底)(?:完成|取得[^、]{2,8}|启动|见效|建成|出台)[^、]{0,8}$"
)

# ---- Notes and declarations inside a clause
_UNITS = "(?:责任)?(?:单位|部门)?"
FIRST_LEADS = re.compile(
    rf"(?:(?:第一|首|最前|前面)[位个名家面]?的?者?{_UNITS}的?{_UNITS}(?:均|即)?(?:为|是|系|作为)(?:本项)?(?:任务)?的?牵头(?:责任)?(?:单位|部门)?"
    r"|牵头(?:单位|部门)(?:排|位?列|排列|居)在?(?:首位|第一位?))(?:或(?:汇总)?(?:单位|部门))?"
    r"(?:[，,；;]?其[他余它]的?(?:单位|部门)?均?为(?:配合|责任|参与|协办|协同)(?:单位|部门))?"
    r"(?:[，,、；;]?(?P<on>(?:以)?下(?:均|类|文)?同))?"
)
"""A declaration that the first of a list leads: 列第一位者为牵头单位, 下同 where it holds from there on."""

NOT_AGAIN = re.compile(
    r"不再(?:一一|逐一|单独|重复|另行|分别|逐项|具体)*(?:列|单列|重复|赘述|标注|注明|标明|做?作?分工|明确)[^。；，,;\n）)〕\]】]{0,4}"
)
"""What is said once for all is not said again: 不再列出."""
DECLARED = re.compile(
    r"(?:^|[，,。；;])\s*(?:(?:以上|以下|上述|下述|下列|具体|各项|所有|全部|其[他余它]|本方案|文中|下文)[^。；;\n]{0,80}?"
    r"|[^。；;，,\n]{2,60}?(?:均|都|皆|同)[^。；;\n]{0,40}?|[^。；;，,\n]{2,60}?为共同[^。；;\n]{2,12})"
    rf"[，,]?[^。；;，,\n]{{0,8}}{NOT_AGAIN.pattern}(?:[，,]下同)?"
)
"""The sentence of such a declaration, with the mark before it."""
REMARK = re.compile(
    r"[，,。；;]?[^。；;，,（）()]{0,8}(?:加粗|黑体|标[注有“”*＊]+|带[*＊])[^。；;，,]{0,8}牵头(?:单位|部门)?"
)
ROLE_NOTE = re.compile(r"[（(](?P<does>牵头|主办|主责|承办|配合|协办|参与|负责|落实)(?:单位|部门)?[）)]")
"""A duty in brackets behind a name: 市财政局（牵头）."""
NOTE = re.compile(
    r"[（(〈〔](?:含|包括|不含|注|除)[^（）()〈〉〔〕]{1,40}[）)〉〕]|[（(〈〔][^（）()〈〉〔〕]{0,40}下同[）)〉〕]"
)
"""What a bracket behind a name explains, and is no part of it: 各区政府〈含管委会，下同〉."""
SAME_BELOW = re.compile(r"[，,、。；;]?(?:以)?下均?同[。；;，,]*$")

# ---- Bodies that are none in particular, and people
PERSON = re.compile(".*(?:负责人|负责同志|领导|同志|局长|主任|书记|秘书长|[省市县区州旗盟]长|工作人员)")
NOBODY = re.compile(
    "(?:党委|党组织|政府|部门|单位|企业|社会|市场|家庭|学校|个人|群众|(?:行业)?主管部门|行业部门|职能部门|社会组织|机构|社区|属地)+"
)
"""Words for bodies in general: a clause that names no other is a principle (党委领导、政府负责)."""
