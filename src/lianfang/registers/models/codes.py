"""The code lists: English codes after SORMAS, Go.Data and WHO where they have one, with both wordings."""

from __future__ import annotations

from lianfang.base.words import Text
from lianfang.records import CodeList


def _list(name: str, **codes: tuple[str, str]) -> CodeList:
    return CodeList(name, {code: Text(*words) for code, words in codes.items()})


LEVEL = _list(
    "level",
    nation=("国家", "nation"),
    province=("省", "province"),
    city=("市", "city"),
    district=("区", "district"),
    subdistrict=("街道", "subdistrict"),
    community=("社区", "community"),
    grid=("网格", "grid"),
)
ORGANISATION_KIND = _list(
    "organisation_kind",
    command=("指挥部", "command"),
    office=("街道办或社区工作站", "subdistrict office or community station"),
    police=("公安", "police"),
    transport=("交通运输部门", "transport authority"),
    health=("卫生健康部门", "health authority"),
    enterprise=("企业", "enterprise"),
)
SITE_KIND = _list(
    "site_kind",
    gate=("关口卡点", "gate"),
    compound=("小区或城中村", "compound"),
    hospital=("医院", "hospital"),
)
MODE = _list(
    "mode", road=("公路", "road"), rail=("铁路", "rail"), air=("航空", "air"), port=("港口", "port")
)  # fmt: skip
DIRECTION = _list("direction", **{"in": ("入城", "inbound"), "out": ("出城", "outbound")})
SEX = _list("sex", female=("女", "female"), male=("男", "male"), other=("其他", "other"))
VEHICLE_SCOPE = _list(
    "vehicle_scope",
    other_plate=("外地号牌", "plate from elsewhere"),
    been_in_risk_area=("本地号牌，到过有病例地区", "local plate, has been in an area with cases"),
    local=("本地号牌，未离开", "local plate, has not left"),
    exempt=("应急与保供车辆", "emergency and supply vehicle"),
)
CLASSIFICATION = _list(
    "classification",
    SUSPECT=("疑似", "suspect"),
    PROBABLE=("临床诊断", "probable"),
    CONFIRMED=("确诊", "confirmed"),
    CONFIRMED_NO_SYMPTOMS=("无症状感染者", "confirmed without symptoms"),
    NO_CASE=("排除", "not a case"),
)
SEVERITY = _list(
    "severity",
    MILD=("轻型", "mild"),
    MODERATE=("普通型", "moderate"),
    SEVERE=("重型", "severe"),
    CRITICAL=("危重型", "critical"),
)
REPORT_PRECISION = _list(
    "report_precision",
    day=("当日报告", "reported on that day"),
    by_day=("截至当日已报告", "reported by that day"),
)
OUTCOME = _list(
    "outcome",
    NO_OUTCOME=("在治", "in treatment"),
    RECOVERED=("治愈出院", "recovered"),
    DECEASED=("死亡", "deceased"),
    UNKNOWN=("不详", "unknown"),
)
