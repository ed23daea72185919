"""The code lists: English codes after SORMAS, Go.Data and WHO where they have one, with both wordings."""

from __future__ import annotations

from lianfang.base.words import Text
from lianfang.records import CodeList


def code_list(name: str, **codes: tuple[str, str]) -> CodeList:
    return CodeList(name, {code: Text(*words) for code, words in codes.items()})


LEVEL = code_list(
    "level",
    nation=("国家", "nation"),
    province=("省", "province"),
    city=("市", "city"),
    district=("区", "district"),
    subdistrict=("街道", "subdistrict"),
    community=("社区", "community"),
    grid=("网格", "grid"),
)
ORGANISATION_KIND = code_list(
    "organisation_kind",
    command=("指挥部", "command"),
    office=("街道办或社区工作站", "subdistrict office or community station"),
    property=("物业服务企业", "property firm"),
    carrier=("承运单位", "carrier"),
    hospital=("医疗机构", "hospital"),
    education=("教育部门", "education authority"),
    industry=("工信部门", "industry authority"),
    market_regulator=("市场监管部门", "market regulator"),
    police=("公安", "police"),
    transport=("交通运输部门", "transport authority"),
    health=("卫生健康部门", "health authority"),
    enterprise=("企业", "enterprise"),
    cdc=("疾控中心", "centre for disease control"),
    team=("随访小组", "follow-up team"),
    laboratory=("检测机构", "laboratory"),
)
SITE_KIND = code_list(
    "site_kind",
    gate=("关口卡点", "gate"),
    compound=("小区或城中村", "compound"),
    hospital=("医院", "hospital"),
    building=("楼栋", "building"),
    unit=("楼栋单元", "stairwell unit"),
    entrance=("出入口", "entrance"),
    public_room=("小区公共场所", "public room of a compound"),
    quarantine_site=("集中隔离点", "quarantine site"),
    fever_clinic=("发热门诊", "fever clinic"),
    market=("市场", "market"),
    shop=("商铺", "shop"),
    ward=("病区", "ward"),
    laboratory=("检测机构", "laboratory"),
)
MODE = code_list(
    "mode", road=("公路", "road"), rail=("铁路", "rail"), air=("航空", "air"), port=("港口", "port")
)  # fmt: skip
DIRECTION = code_list("direction", **{"in": ("入城", "inbound"), "out": ("出城", "outbound")})
SEX = code_list("sex", female=("女", "female"), male=("男", "male"), other=("其他", "other"))
VEHICLE_SCOPE = code_list(
    "vehicle_scope",
    other_plate=("外地号牌", "plate from elsewhere"),
    been_in_risk_area=("本地号牌，到过有病例地区", "local plate, has been in an area with cases"),
    local=("本地号牌，未离开", "local plate, has not left"),
    exempt=("应急与保供车辆", "emergency and supply vehicle"),
    occupant_from_elsewhere=("车上有外地户籍人员", "with an occupant registered elsewhere"),
    bus_from_elsewhere=("大中型客车载有外地户籍人员", "bus with passengers registered elsewhere"),
)
CLASSIFICATION = code_list(
    "classification",
    SUSPECT=("疑似", "suspect"),
    PROBABLE=("临床诊断", "probable"),
    CONFIRMED=("确诊", "confirmed"),
    CONFIRMED_NO_SYMPTOMS=("无症状感染者", "confirmed without symptoms"),
    NO_CASE=("排除", "not a case"),
    NOT_CLASSIFIED=("未分类", "not classified"),
    CONFIRMED_UNKNOWN_SYMPTOMS=("确诊，症状不详", "confirmed, symptoms not known"),
)
SEVERITY = code_list(
    "severity",
    MILD=("轻型", "mild"),
    MODERATE=("普通型", "moderate"),
    SEVERE=("重型", "severe"),
    CRITICAL=("危重型", "critical"),
)
REPORT_PRECISION = code_list(
    "report_precision",
    day=("当日报告", "reported on that day"),
    by_day=("截至当日已报告", "reported by that day"),
)
ORIGIN_OF_CASE = code_list(
    "origin_of_case",
    imported=("输入", "imported"),
    linked=("输入关联", "linked to an import"),
    local=("本地", "local"),
)
TRAVELLER = code_list(
    "traveller",
    returning=("返深", "usual resident coming back"),
    arriving=("来深", "not a usual resident"),
    stayed=("留深", "has not left"),
)
OCCUPANT_ROLE = code_list("occupant_role", driver=("驾驶人", "driver"), passenger=("乘客", "passenger"))
SCREENING_RESULT = code_list(
    "screening_result",
    passed=("放行", "passed"),
    secondary=("复检", "second check"),
    fever_clinic=("转发热门诊", "sent to a fever clinic"),
    isolated=("就地隔离", "isolated on the spot"),
)
TALLY_KIND = code_list(
    "tally_kind",
    post=("值守岗位班次", "shift of a post"),
    counter=("独立计数", "independent counter"),
)
RISK_CLASS = code_list(
    "risk_class",
    key=("重点地区", "key area"),
    medium=("中风险", "medium"),
    high=("高风险", "high"),
)
HOUSING = code_list(
    "housing",
    owned=("自有", "owned"),
    rented=("租赁", "rented"),
    dormitory=("宿舍", "dormitory"),
    hotel=("酒店", "hotel"),
)
PROXY = code_list(
    "proxy",
    parent=("父母", "parent"),
    grown_child=("成年子女", "grown child"),
    spouse=("配偶", "spouse"),
    guardian=("监护人", "guardian"),
    carer=("照护人", "carer"),
    other=("其他", "other"),
)
VULNERABLE = code_list(
    "vulnerable",
    none=("无", "none"),
    elderly_alone=("独居老人", "elderly living alone"),
    pregnant=("孕产妇", "pregnant"),
    infant=("婴幼儿", "infant"),
    dialysis=("透析", "dialysis"),
    chronic=("慢病长期用药", "long-term medicine"),
    disabled=("残疾", "disabled"),
)
ORDER_KIND = code_list(
    "order_kind",
    home_isolation=("居家隔离", "isolation at home"),
    collective_isolation=("集中隔离", "collective isolation"),
    hospital_isolation=("住院隔离", "isolation in hospital"),
    home_observation=("居家健康监测", "health watch at home"),
    seal=("单元硬隔离", "seal of a unit"),
)
CHECK_RESULT = code_list(
    "check_result",
    SEEN_OK=("已访正常", "seen, well"),
    SEEN_NOT_OK=("已访异常", "seen, not well"),
    MISSED=("未见", "missed"),
    NOT_ATTEMPTED=("未尝试", "not attempted"),
    NOT_PERFORMED=("未执行", "not performed"),
)
NEED = code_list(
    "need",
    food=("生活物资", "food and daily goods"),
    medicine=("药品", "medicine"),
    dialysis=("透析", "dialysis"),
    birth=("分娩转运", "transport to give birth"),
    emergency=("急症救治", "emergency care"),
    counsel=("心理支持", "counsel"),
    child_care=("子女照护", "care of children"),
    elder_care=("老人照护", "care of elders"),
    lodging=("驻地住宿", "lodging apart from home"),
)
PROXIMITY = code_list(
    "proximity",
    SAME_HOUSEHOLD=("同住", "same household"),
    FACE_TO_FACE_LONG=("近距离长时间", "face to face, long"),
    FACE_TO_FACE_SHORT=("近距离短时间", "face to face, short"),
    SAME_ROOM=("同室", "same room"),
    SAME_VEHICLE=("同车", "same vehicle"),
    MEDICAL_UNSAFE=("无防护诊疗", "medical care without protection"),
    TOUCHED_FLUID=("接触体液", "touched fluids"),
    PHYSICAL_CONTACT=("肢体接触", "physical contact"),
    CLOTHES_OR_OTHER=("接触衣物或物品", "clothes or other objects"),
    CLOSE_CONTACT=("密切共处", "close contact"),
    MEDICAL_SAFE=("有防护诊疗", "medical care with protection"),
    MEDICAL_SAME_ROOM=("诊疗同室", "in the same room during care"),
    MEDICAL_DISTANT=("诊疗远距离", "at a distance during care"),
    MEDICAL_LIMITED=("短时诊疗", "limited medical contact"),
    AIRPLANE=("同机邻座", "near seat in an aeroplane"),
    AEROSOL=("气溶胶", "aerosol"),
)
CONTACT_CATEGORY = code_list(
    "contact_category",
    HIGH_RISK=("密切接触者", "close contact"),
    MEDIUM_RISK_MED=("次密接", "contact of a contact"),
    HIGH_RISK_MED=("医务密切接触者", "close contact in health care"),
    LOW_RISK=("一般接触者", "casual contact"),
    NO_RISK=("无风险", "no risk"),
)
FOLLOW_UP_STATUS = code_list(
    "follow_up_status",
    FOLLOW_UP=("观察中", "under follow-up"),
    COMPLETED=("解除", "completed"),
    CANCELED=("取消", "cancelled"),
    LOST=("失联", "lost to follow-up"),
    NO_FOLLOW_UP=("无需", "no follow-up"),
)
RULE = code_list(
    "rule",
    H1=("围合封闭", "compound closed"),
    U1=("出入口设卡登记", "post at each entrance"),
    U4=("外来人员车辆管控", "outside persons and cars"),
    U6=("单元硬隔离", "unit sealed"),
    U7=("无接触交付点", "deliveries without contact"),
    U8=("不串门不聚餐", "no visits, no dining together"),
    U9=("公共部位消毒", "shared spaces disinfected"),
    U10=("非必需公共场所关闭", "public rooms closed"),
    focus=("重点清单", "focus list"),
    fire=("消防通道与疏散", "fire exits"),
    structure=("房屋结构安全", "structural safety"),
)
INSPECTION_RESULT = code_list(
    "inspection_result",
    ok=("符合", "in order"),
    fault=("不符合", "fault found"),
    not_applicable=("不适用", "not applicable"),
)
FOCUS = code_list(
    "focus",
    urban_village=("城中村与出租屋（假定）", "urban villages and rental housing (assumed)"),
    compound_with_case=("有病例的小区（假定）", "compounds with a case (assumed)"),
    key_persons=(
        "重点地区来人与居家隔离者（假定）",
        "persons from key areas and in home isolation (assumed)",
    ),
    mixed_premises=("商铺、市场等三小场所（假定）", "shops, markets and other mixed premises (assumed)"),
)
OUTCOME = code_list(
    "outcome",
    NO_OUTCOME=("在治", "in treatment"),
    RECOVERED=("治愈出院", "recovered"),
    DECEASED=("死亡", "deceased"),
    UNKNOWN=("不详", "unknown"),
)
EXCUSE_REASON = code_list(
    "excuse_reason",
    force_majeure=("自然灾害等不可抗力", "storm, flood or another force majeure"),
    life_first=("抢救、分娩等生命优先", "life first: an emergency, a birth"),
    site_out_of_use=("场所停用", "the site is out of use"),
    not_feasible=("客观条件暂不具备", "conditions on the spot do not allow it yet"),
    system_failure=("系统或通信故障", "a failure of systems or communication"),
    other_measure=("已采取同等效力措施", "another measure of the same effect is in place"),
    other=("其他（须说明）", "other, to be said in words"),
)
TASK_OUTCOME = code_list(
    "task_outcome",
    done=("已办结", "done"),
    done_in_part=("部分办结", "done in part"),
    not_ours=("非本单位职责", "not this unit's to do"),
    cannot_be_done=("无法办理", "cannot be done"),
    evidence_insufficient=("佐证不足，退回", "the evidence does not show it"),
    no_longer_needed=("不再需要", "no longer needed"),
)
MATCH_DECISION = code_list(
    "match_decision", same=("同一人（车）", "the same"), not_same=("不是同一人（车）", "not the same")
)  # fmt: skip
MOVEMENT = code_list(
    "movement",
    declaration=("申报", "declaration"),
    passage=("通行记录", "passage"),
    stay=("停留", "stay"),
)
