"""Tables of indicators as text, Markdown and PDF leave them, and what a reader finds in each; words and numbers are made up."""

from __future__ import annotations

from dataclasses import dataclass

Row = tuple[object, ...]


def row(
    name: str,
    value: float | None,
    unit: str | None = None,
    operator: str | None = "=",
    nature: str | None = None,
    year: int | None = 2025,
    base: tuple[float, int | None] = (0, 0),
    change: str = "level",
    scope: str | None = None,
) -> Row:
    """What is compared of a row; without a number it has no operator."""
    baseline = (None, None) if base == (0, 0) else base
    return (name, operator if value is not None else None, value, unit, year, nature, *baseline, change, scope)


@dataclass(frozen=True)
class Case:
    """A table, its rows and why it is here; `period` the years of its plan."""

    reason: str
    text: str
    rows: tuple[Row, ...]
    period: tuple[int | None, int | None] = (2021, 2025)


BINDING, EXPECTED = "约束性", "预期性"

CASES = (
    Case(
        "a cell a line, the unit in the name, no numbers but the printed ones",
        "指  标\n2025年\n属  性\n1.托位普及率（%）\n>60\n预期性\n2.培训保育员（万人）\n≥1.5\n约束性\n3.备案机构\n达到300家\n预期性",
        (
            row("托位普及率", 60, "%", ">", EXPECTED),
            row("培训保育员", 15000, "人", "≥", BINDING),
            row("备案机构", 300, "家", "≥", EXPECTED),
        ),
    ),
    Case(
        "a cell a line: categories and numbers on lines of their own, an open baseline, a unit column, a cumulative value",
        "表2 主要指标\n类别\n序号\n指标\n单位\n2020年\n2025年\n属性\n设施\n1\n托位总数\n万个\n0.8\n2\n预期性\n2\n社区站点覆盖率\n%\n—\n100\n约束性\n"
        "队伍\n3\n新增保育员\n人\n200\n[900]\n预期性\n\n三、重点任务\n（一）扩大供给\n1.建设站点。",
        (
            row("托位总数", 20000, "个", nature=EXPECTED, base=(8000, 2020)),
            row("社区站点覆盖率", 100, "%", nature=BINDING),
            row("新增保育员", 900, "人", nature=EXPECTED, base=(200, 2020), change="cumulative"),
        ),
    ),
    Case(
        "a cell a line with a cell left out: the one number is the target, not the baseline",
        "主要指标\n序号\n指标\n单位\n2020年\n2025年\n属性\n1\n开放数据量\n亿条\n3\n10\n预期性\n2\n网上可办率\n%\n98\n约束性",
        (
            row("开放数据量", 1e9, "条", nature=EXPECTED, base=(3e8, 2020)),
            row("网上可办率", 98, "%", nature=BINDING),
        ),
    ),
    Case(
        "a cell a line, a header of two levels row by row, a growth rate beside a level, a target in words",
        "主要指标\n序号\n指标\n单位\n2020年\n“十四五”目标\n属性\n2025年\n年均增长（%）\n1\n园区产值\n亿元\n30\n45\n8.5\n预期性\n2\n能耗下降率\n%\n—\n—\n"
        "完成上级任务\n约束性",
        (
            row("园区产值", 4.5e9, "元", nature=EXPECTED, base=(3e9, 2020)),
            row("园区产值", 8.5, "%", nature=EXPECTED, base=(3e9, 2020), change="annual_average"),
            row("能耗下降率", None, "%", nature=BINDING, change="annual_average"),
        ),
    ),
    Case(
        "a cell a line, printed over two pages: the page's number and the header once more",
        "主要指标\n序号\n指标\n单位\n2025年\n属性\n1\n水面率\n%\n5.2\n预期性\n序号\n指标\n单位\n2025年\n属性\n2\n积水点消除率\n%\n100\n约束性",
        (row("水面率", 5.2, "%", nature=EXPECTED), row("积水点消除率", 100, "%", nature=BINDING)),
    ),
    Case(
        "a row a line by single blanks, tall cells centred: the numbered line between the halves of name and unit",
        "主要指标\n序 “十四五”目标\n指 标 单位 属性\n号\n2025年 年均[累计]\n1 园区产值增长 % 预期性 - 6左右\n万元/\n2 人均产值 预期性 36左右 -\n人\n"
        "研发支出相当于\n3 % 预期性 4.5左右 -\n园区产值的比例\n4 新增站点 个 约束性 - [累计达到80]\n"
        "旧厂房更新 万平 [整片：五年约8\n5 约束性 -\n改造面积 方米 零散：五年约2]\n1 指按年末汇率折算。",
        (
            row("园区产值增长", 6, "%", nature=EXPECTED, change="annual_average"),
            row("人均产值", 360000, "元/人", nature=EXPECTED),
            row("研发支出相当于园区产值的比例", 4.5, "%", nature=EXPECTED),
            row("新增站点", 80, "个", "≥", BINDING, change="cumulative"),
            row("旧厂房更新改造面积", 80000, "平方米", nature=BINDING, change="cumulative", scope="整片"),
            row("旧厂房更新改造面积", 20000, "平方米", nature=BINDING, change="cumulative", scope="零散"),
        ),
    ),
    Case(
        "formulas whose small digits stand on the next line, a value in words over three lines, one digit of a footnote",
        "主要指标\n序号 指标 单位 2025年 属性\n1 达标镇村数1 个 30 预期性\n稳定达到国家\n空气污染物浓度\n2 / 二级标准，部分 约束性\n（PM、O）\n2.5 3 优于一级标准",
        (
            row("达标镇村数", 30, "个", nature=EXPECTED),
            row("空气污染物浓度（PM2.5、O3）", None, nature=BINDING),
        ),
    ),
    Case(
        "rows that go on below their own line, and a remark in brackets below the last",
        "主要指标\n序号 指标 单位 2020年 2025年 属性\n1 每万人拥有公共服务站点 平方米 12 18 预期性\n建筑面积\n2 阅读率 % 78 85 预期性\n3 达标站点占比 % 60 75以上 预期性\n（含分站）\n注：略。",
        (
            row("每万人拥有公共服务站点建筑面积", 18, "平方米", nature=EXPECTED, base=(12, 2020)),
            row("阅读率", 85, "%", nature=EXPECTED, base=(78, 2020)),
            row("达标站点占比（含分站）", 75, "%", "≥", EXPECTED, base=(60, 2020)),
        ),
    ),
    Case(
        "headings between the rows are no part of a name, nor is the next chapter a row",
        "专栏1 主要指标\n指标 2020年 2025年 属性\n经济发展\n园区产值（亿元） 5 7 预期性\n人均园区产值（万元） 6.5 9.5 预期性\n民生福祉\n登记失业率（%） 3.2 ＜4.5 预期性\n"
        "二、重点任务\n（一）发展。到2025年，比例达到95%。",
        (
            row("园区产值", 7e8, "元", nature=EXPECTED, base=(5e8, 2020)),
            row("人均园区产值", 95000, "元", nature=EXPECTED, base=(65000, 2020)),
            row("登记失业率", 4.5, "%", "<", EXPECTED, base=(3.2, 2020)),
        ),
    ),
    Case(
        "columns apart by wide blanks, a second target year: a target each; a range is its two bounds",
        "附表 交通指标\n指标名称      单位    2020年    2025年    2035年    属性\n绿道里程      公里    56        ≥60       85以上    预期性\n"
        "示范乡镇      个      —         3-5       全覆盖    预期性",
        (
            row("绿道里程", 60, "公里", "≥", EXPECTED, base=(56, 2020)),
            row("绿道里程", 85, "公里", "≥", EXPECTED, 2035, base=(56, 2020)),
            row("示范乡镇", 3, "个", "≥", EXPECTED),
            row("示范乡镇", 5, "个", "≤", EXPECTED),
            row("示范乡镇", None, "个", nature=EXPECTED, year=2035),
        ),
    ),
    Case(
        "tabs, base and target named by words, a part of the row above, a cap, a column that is not read",
        "表1 水务指标\n序号\t指标\t单位\t现状值\t规划值\t指标性质\t责任单位\n1\t污水收集率\t%\t61\t70\t约束性\t市水务局\n2\t其中：中心城区\t%\t66\t80\t约束性\t市水务局\n"
        "3\t用水总量\t亿立方米\t1.6\t控制在2以内\t约束性\t市水务局",
        (
            row("污水收集率", 70, "%", nature=BINDING, base=(61, None)),
            row("污水收集率", 80, "%", nature=BINDING, base=(66, None), scope="中心城区"),
            row("用水总量", 2e8, "立方米", "≤", BINDING, base=(1.6e8, None)),
        ),
    ),
    Case(
        "bars, merged categories and natures, a header of two levels, names over two columns, sums in brackets",
        "| 类别 | 指标 | | 单位 | “十三五”末 | “十四五”目标 | | 属性 |\n|---|---|---|---|---|---|---|---|\n| | | | | | 2023年 | 2025年 | |\n"
        "| 生态 | 湿地保护率 | | % | 50 | 52 | 55以上 | 约束性 |\n| | 新增造林面积 | 人工造林 | 万亩 | — | [6] | [10] | 预期性 |\n"
        "| | | 封山育林 | 万亩 | — | — | [5] | |",
        (
            row("湿地保护率", 52, "%", nature=BINDING, year=2023, base=(50, 2020)),
            row("湿地保护率", 55, "%", "≥", BINDING, base=(50, 2020)),
            row("新增造林面积", 60000, "亩", nature=EXPECTED, year=2023, change="cumulative", scope="人工造林"),
            row("新增造林面积", 100000, "亩", nature=EXPECTED, change="cumulative", scope="人工造林"),
            row("新增造林面积", 50000, "亩", nature=EXPECTED, change="cumulative", scope="封山育林"),
        ),
    ),
    Case(
        "bars, merged parent names: the part that says nothing alone is a scope, one that says what it measures a name",
        "| 指标 | 单位 | 2020年基数 | 2025年目标 | 属性 |\n|---|---|---|---|---|\n| 医疗床位数 | 张 | 500 | 650 | 预期性 |\n| 其中：民营 | | 80 | 150 | |\n"
        "| 其中：康复床位占比 | % | 5 | 10 | |\n| 困难群众救助 | | | 应保尽保 | 约束性 |",
        (
            row("医疗床位数", 650, "张", nature=EXPECTED, base=(500, 2020)),
            row("医疗床位数", 150, "张", nature=EXPECTED, base=(80, 2020), scope="民营"),
            row("康复床位占比", 10, "%", nature=EXPECTED, base=(5, 2020)),
            row("困难群众救助", None, nature=BINDING),
        ),
    ),
    Case(
        "natures said by headings of rows; a unit in the name multiplied out",
        "专栏2 发展指标\n| 序号 | 指标 | 2025年目标值 |\n|---|---|---|\n| 一、约束性指标 | | |\n| 1 | 耕地保有量（万亩） | 不低于12 |\n| 二、预期性指标 | | |\n| 2 | 良田占比（%） | 65左右 |",
        (row("耕地保有量", 120000, "亩", "≥", BINDING), row("良田占比", 65, "%", nature=EXPECTED)),
    ),
    Case(
        "a mark that the notes explain, a footnote at name and value, a unit said once above the table",
        "主要指标\n单位：万人\n| 指标 | 2025年 |\n|---|---|\n| ★就业人数 | 90 |\n| 培训人数② | 3.8* |\n注：带★的为约束性指标。",
        (row("就业人数", 900000, "人", nature=BINDING), row("培训人数", 38000, "人")),
    ),
    Case(
        "what a cell may say: changes, tiers, full-width digits, thousands, sums, ranks, new readings of a number",
        "| 指标 | 2025年目标值 | 属性 |\n|---|---|---|\n| 产值能耗 | 比2020年下降15% | 约束性 |\n| 培训教师 | 累计5万人次 | 预期性 |\n| 产值增速 | 年均增长8%左右 | 预期性 |\n"
        "| 综合实力 | 全省前10名 | 预期性 |\n| 排放量（吨） | 12.3（按新口径） | 预期性 |\n| 家庭收入 | 城镇居民6万元，农村居民3.2万元 | 预期性 |\n"
        "| 达标率 | 不低于９５％ | 约束性 |\n| 床位 | 1，200张 | 预期性 |\n| 死亡率 | 下降到4‰以下 | 预期性 |\n| 游客 | — | 预期性 |",
        (
            row("产值能耗", 15, "%", nature=BINDING, change="decrease"),
            row("培训教师", 50000, "人次", nature=EXPECTED, change="cumulative"),
            row("产值增速", 8, "%", nature=EXPECTED, change="annual_average"),
            row("综合实力", None, nature=EXPECTED),
            row("排放量", 12.3, "吨", nature=EXPECTED),
            row("家庭收入", 60000, "元", nature=EXPECTED, scope="城镇居民"),
            row("家庭收入", 32000, "元", nature=EXPECTED, scope="农村居民"),
            row("达标率", 95, "%", "≥", BINDING),
            row("床位", 1200, "张", nature=EXPECTED),
            row("死亡率", 4, "‰", "≤", EXPECTED),
        ),
    ),
    Case(
        "criteria in sentences: each dated number is a target, a cell that only says 'more' none; other columns are not read",
        "| 一级指标 | 二级指标 | 评价标准 | 指标含义 |\n|---|---|---|---|\n| 服务 | 1.签约率 | 逐年提高。2023年达到70%，力争2030年达到90%。 | 2020年为50% |\n"
        "| | 2.知晓率 | 较上一年增加。 | 见说明 |\n| 质量 | 3.控制率 | ≥50% | 抽查100人 |",
        (
            row("签约率", 70, "%", "≥", year=2023),
            row("签约率", 90, "%", "≥", year=2030),
            row("控制率", 50, "%", "≥", year=None),
        ),
        (None, None),
    ),
    Case(
        "the first year is the baseline where the plan begins with it",
        "| 规划指标体系 | 2022年 | 2035年 | 属性 |\n| :--- | :--- | :--- | :--- |\n| 村庄用地（公顷） | 85.4 | 87 | 约束性 |",
        (row("村庄用地", 87, "公顷", nature=BINDING, year=2035, base=(85.4, 2022)),),
        (2022, 2035),
    ),
    Case(
        "a column for each year of the plan: all are targets",
        "| 指标 | 单位 | 2021年 | 2022年 | 2023年 |\n|---|---|---|---|---|\n| 口袋公园 | 个 | 10 | 12 | 15 |",
        (
            row("口袋公园", 10, "个", year=2021),
            row("口袋公园", 12, "个", year=2022),
            row("口袋公园", 15, "个", year=2023),
        ),
        (2021, 2023),
    ),
    Case(
        "two tables, the second after a caption; a table over two pages",
        "专栏1 甲类指标\n| 指标 | 2025年 |\n|---|---|\n| 甲率（%） | 90 |\n续表\n| 指标 | 2025年 |\n| 乙率（%） | 80 |\n\n表2 丙类指标\n| 指标 | 2030年 |\n|---|---|\n| 丙率（%） | 70 |",
        (row("甲率", 90, "%"), row("乙率", 80, "%"), row("丙率", 70, "%", year=2030)),
    ),
    Case(
        "the nature before the name; values in words; a second number that is the growth of a year, or a sum in brackets",
        "主要指标\n指标属性 指标 单位 2025年 年均增速（%）或[五年累计]\n约束性 耕地面积 万亩 应保尽保 —\n预期性 商品零售额 亿元 3 7左右\n预期性 新增商户 户 — [500]",
        (
            row("耕地面积", None, "亩", nature=BINDING),
            row("商品零售额", 3e8, "元", nature=EXPECTED),
            row("商品零售额", 7, "%", nature=EXPECTED, change="annual_average"),
            row("新增商户", 500, "户", nature=EXPECTED, change="cumulative"),
        ),
    ),
    Case(
        "names in a column that the header calls 项目, where the caption says that they are indicators",
        "表3 主要指标\n项目 单位 2020年 2025年\n播种面积 万亩 3 稳定在3以上\n化肥利用率 % 40 43",
        (row("播种面积", 30000, "亩", "≥", base=(30000, 2020)), row("化肥利用率", 43, "%", base=(40, 2020))),
    ),
)

NOTHING = (
    ("a table of duties", "| 序号 | 工作任务 | 牵头单位 | 完成时限 |\n|---|---|---|---|\n| 1 | 制定考核指标 | 市发改委 | 2025年 |"),
    ("duties with measures of success", "| 序号 | 任务 | 考核指标 | 责任单位 | 完成时限 |\n|---|---|---|---|---|\n| 1 | 建医院 | 床位500张 | 市卫健委 | 2025年 |"),
    ("a table of projects", "| 项目名称 | 建设内容 | 总投资（亿元） | 2025年投资 |\n|---|---|---|---|\n| 医院 | 新建 | 3 | 1 |"),
    ("statistics against the year before", "主要指标\n| 指标 | 2022年 | 2023年 | 同比增长 |\n|---|---|---|---|\n| 就业人数 | 3 | 4 | 5 |"),
    ("statistics of one year and its growth", "主要指标\n| 指标 | 单位 | 2023年 | 增长（%） |\n|---|---|---|---|\n| 产值 | 亿元 | 500 | 6 |"),
    ("what the plan before achieved", "“十三五”主要指标完成情况\n| 指标 | 2015年 | 2020年目标 | 2020年实际 |\n|---|---|---|---|\n| 就业人数 | 3 | 4 | 5 |"),
    ("years before the plan only", "| 指标 | 2019年 | 2020年 |\n|---|---|---|\n| 产值 | 500 | 520 |"),
    ("prose that counts", "到2025年，主要指标如下：\n1.覆盖率达到30%。\n2.普及率达到65%。"),
    ("a head without a table", "主要指标\n2025年目标\n全面完成各项任务，群众满意度不断提高。"),
    ("words in every cell and no year", "指标\n目标值\n1.水平\n明显提高\n预期性"),
    ("criteria that score", "| 一级指标 | 二级指标 | 评价标准 |\n|---|---|---|\n| 服务 | 签约 | 达到90%得5分 |"),
)  # fmt: skip
