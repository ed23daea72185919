"""A small city of registers for the tests of plans: the shape of the real catalogue, and one column that marks origin."""

from __future__ import annotations

from lianfang.base.words import Text
from lianfang.records import Catalogue, Children, CodeList, Column, Kind, Link, Register, Span


def _codes(name: str, **codes: tuple[str, str]) -> CodeList:
    return CodeList(name, {code: Text(*words) for code, words in codes.items()})


LEVEL = _codes(
    "level",
    province=("省", "province"),
    city=("市", "city"),
    district=("区", "district"),
    community=("社区", "community"),
)
ORGANISATION_KIND = _codes("organisation_kind", command=("指挥部", "command"), police=("公安", "police"))
SITE_KIND = _codes(
    "site_kind", gate=("关口卡点", "gate"), compound=("小区", "compound"), hospital=("医院", "hospital")
)
DIRECTION = _codes("direction", **{"in": ("入城", "inbound"), "out": ("出城", "outbound")})
MODE = _codes("mode", road=("公路", "road"), rail=("铁路", "rail"), air=("航空", "air"))
SCOPE = _codes(
    "vehicle_scope", other_plate=("外地号牌", "plate from elsewhere"), local=("本地号牌", "local plate")
)
CLASSIFICATION = _codes("classification", SUSPECT=("疑似", "suspect"), CONFIRMED=("确诊", "confirmed"))


def _column(
    name: str,
    kind: Kind,
    zh: str,
    en: str,
    *,
    null: bool = False,
    codes: CodeList | None = None,
    origin: bool = False,
) -> Column:
    return Column(name, kind, null, Text(zh, en), codes=codes, origin=origin)


def _link(name: str, to: str, zh: str, en: str, *, null: bool = False) -> Link:
    return Link(name, f"{name}_id", to, null, Text(zh, en))


RECORDED = _column("recorded_at", Kind.INSTANT, "录入时间", "recorded at")


def _register(
    name: str,
    title: Text,
    columns: list[Column],
    links: list[Link],
    *,
    occurred: str = "recorded_at",
    area: str = "area",
    children: list[Children] | None = None,
    spans: list[Span] | None = None,
    personal: bool = False,
) -> Register:
    return Register(
        name=name,
        table=f"registers_{name}",
        title=title,
        occurred=occurred,
        area=area,
        columns={column.name: column for column in [*columns, RECORDED]},
        links={link.name: link for link in links},
        children={child.name: child for child in children or []},
        spans={span.name: span for span in spans or []},
        personal=personal,
    )


AREA = _register(
    "area",
    Text("区域", "area"),
    [
        _column("level", Kind.CODE, "层级", "level", codes=LEVEL),
        _column("gb_code", Kind.TEXT, "行政区划代码", "national code", null=True),
        _column("residents", Kind.NUMBER, "常住人口", "residents", null=True),
        _column("begins_on", Kind.DATE, "设立日期", "begins on", null=True),
    ],
    [_link("command", "organisation", "指挥机构", "command", null=True)],
    area="",
    children=[
        Children("returns", "return", "area", Text("报数", "returns")),
        Children("sites", "site", "area", Text("场所", "sites")),
    ],
)

ORGANISATION = _register(
    "organisation",
    Text("机构", "organisation"),
    [_column("kind", Kind.CODE, "类别", "kind", codes=ORGANISATION_KIND)],
    [_link("area", "area", "所在区域", "area")],
)

SITE = _register(
    "site",
    Text("场所", "site"),
    [
        _column("kind", Kind.CODE, "类别", "kind", codes=SITE_KIND),
        _column("mode", Kind.CODE, "方式", "mode", null=True, codes=MODE),
        _column("residents", Kind.NUMBER, "登记人数", "residents counted", null=True),
        _column("opened_at", Kind.INSTANT, "启用时间", "opened at", null=True),
        _column("closed_at", Kind.INSTANT, "撤销时间", "closed at", null=True),
    ],
    [
        _link("area", "area", "所在区域", "area"),
        _link("operator", "organisation", "运行单位", "operator", null=True),
    ],
    children=[
        Children("passages", "passage", "gate", Text("通行记录", "passages")),
        Children("returns", "return", "site", Text("报数", "returns")),
    ],
    spans=[Span("open", "opened_at", "closed_at", Text("启用期间", "time in operation"))],
)

VEHICLE = _register(
    "vehicle",
    Text("车辆", "vehicle"),
    [
        _column("plate", Kind.TEXT, "号牌", "plate"),
        _column("scope", Kind.CODE, "类别", "class", null=True, codes=SCOPE),
    ],
    [_link("area", "area", "经办区域", "area that recorded")],
    children=[
        Children("declarations", "declaration", "vehicle", Text("申报", "declarations")),
        Children("passages", "passage", "vehicle", Text("通行记录", "passages")),
    ],
    personal=True,
)

PERSON = _register(
    "person",
    Text("人员", "person"),
    [
        _column("birth_year", Kind.NUMBER, "出生年", "year of birth", null=True),
        _column("registered_in", Kind.TEXT, "户籍地", "household registration", null=True, origin=True),
    ],
    [_link("area", "area", "经办区域", "area that recorded")],
    children=[
        Children("passages", "passage", "person", Text("通行记录", "passages")),
        Children("declarations", "declaration", "person", Text("申报", "declarations")),
    ],
    personal=True,
)

PASSAGE = _register(
    "passage",
    Text("通行记录", "passage"),
    [
        _column("at", Kind.INSTANT, "通行时间", "time of passage"),
        _column("direction", Kind.CODE, "方向", "direction", codes=DIRECTION),
        _column("mode", Kind.CODE, "方式", "mode", codes=MODE),
        _column("vehicle_scope", Kind.CODE, "车辆类别", "class of vehicle", null=True, codes=SCOPE),
        _column("temperature", Kind.NUMBER, "体温", "temperature", null=True),
        _column("screened", Kind.BOOLEAN, "已测温问询", "screened", null=True),
        _column("screened_at", Kind.INSTANT, "测温时间", "screened at", null=True),
    ],
    [
        _link("gate", "site", "关口", "gate"),
        _link("vehicle", "vehicle", "车辆", "vehicle", null=True),
        _link("person", "person", "人员", "person", null=True),
        _link("area", "area", "关口所在区域", "area"),
        _link("origin", "area", "来自", "coming from", null=True),
    ],
    children=[
        Children(
            "same_gate",
            "passage",
            "gate",
            Text("同一关口的通行记录", "passages of the same gate"),
            own="gate",
        ),
        Children(
            "same_car",
            "passage",
            "vehicle",
            Text("同一车辆的通行记录", "passages of the same vehicle"),
            own="vehicle",
        ),
    ],
    occurred="at",
    personal=True,
)

DECLARATION = _register(
    "declaration",
    Text("申报", "declaration"),
    [
        _column("made_at", Kind.INSTANT, "申报时间", "made at"),
        _column("arrives_on", Kind.DATE, "预计到达日", "expected day of arrival", null=True),
        _column("valid_from", Kind.INSTANT, "有效期起", "valid from", null=True),
        _column("valid_until", Kind.INSTANT, "有效期止", "valid until", null=True),
    ],
    [
        _link("vehicle", "vehicle", "车辆", "vehicle", null=True),
        _link("person", "person", "申报人", "person", null=True),
        _link("area", "area", "受理区域", "area"),
        _link("stay_area", "area", "停留地区", "area of stay", null=True),
    ],
    occurred="made_at",
    spans=[Span("valid", "valid_from", "valid_until", Text("有效期", "term"))],
    personal=True,
)

CASE = _register(
    "case",
    Text("病例", "case"),
    [
        _column("classification", Kind.CODE, "分类", "classification", codes=CLASSIFICATION),
        _column("reported_on", Kind.DATE, "报告日", "day of report", null=True),
        _column("onset_on", Kind.DATE, "发病日", "day of onset", null=True),
        _column("first_visit_on", Kind.DATE, "首次就诊日", "day of first visit", null=True),
        _column("age", Kind.NUMBER, "年龄", "age", null=True),
    ],
    [
        _link("area", "area", "负责区域", "area responsible"),
        _link("person", "person", "患者", "patient", null=True),
    ],
    occurred="reported_on",
    personal=True,
)

RETURN = _register(
    "return",
    Text("报数", "return"),
    [
        _column("figure", Kind.TEXT, "指标", "figure"),
        _column("day", Kind.DATE, "统计日", "day"),
        _column("value", Kind.NUMBER, "数值", "value", null=True),
        _column("made_at", Kind.INSTANT, "报送时间", "made at", null=True),
    ],
    [
        _link("area", "area", "报送区域", "area"),
        _link("site", "site", "报送场所", "site", null=True),
    ],
    occurred="day",
)

CATALOGUE = Catalogue(
    {
        register.name: register
        for register in (AREA, ORGANISATION, SITE, VEHICLE, PERSON, PASSAGE, DECLARATION, CASE, RETURN)
    }
)
"""Every register of the small city by name."""
