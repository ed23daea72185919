"""The code lists of cases, contacts, samples, beds and staff: codes of SORMAS, Go.Data and CARE where they have one."""

from __future__ import annotations

from lianfang.registers.models.codes import code_list

ORIGIN_REASON = code_list(
    "origin_reason",
    abroad=("境外输入", "from abroad"),
    elsewhere=("市外输入", "from elsewhere in the country"),
    contact_of_import=("与输入病例有关联", "linked to an import"),
    local_contact=("与本地病例有关联", "linked to a local case"),
    no_source=("未见输入与关联", "neither travel nor link"),
    facts_missing=("事实不全", "facts are missing"),
)
OCCUPATION = code_list(
    "occupation",
    HEALTHCARE_WORKER=("医务人员", "health worker"),
    LABORATORY_STAFF=("实验室人员", "laboratory staff"),
    TRANSPORTER=("运输人员", "transport worker"),
    MARKET_WORKER=("市场从业人员", "market worker"),
    WORKER=("工人", "worker"),
    OFFICE_WORKER=("职员", "office worker"),
    SERVICE_WORKER=("商业服务人员", "service worker"),
    TEACHER=("教师", "teacher"),
    PUPIL=("学生", "pupil or student"),
    CHILD=("学龄前儿童", "child below school age"),
    HOUSEKEEPER=("家务及待业", "at home or out of work"),
    RETIRED=("离退人员", "retired"),
    FARMER=("农民", "farmer"),
    CIVIL_SERVANT=("公职人员", "civil servant"),
    OTHER=("其他", "other"),
)
PREGNANCY = code_list(
    "pregnancy",
    NOT_PREGNANT=("未孕", "not pregnant"),
    FIRST_TRIMESTER=("孕早期", "first trimester"),
    SECOND_TRIMESTER=("孕中期", "second trimester"),
    THIRD_TRIMESTER=("孕晚期", "third trimester"),
    PREGNANT=("已孕，孕期不详", "pregnant, trimester not known"),
    POST_PARTUM=("产后", "post partum"),
)
EXPOSURE_KIND = code_list(
    "exposure_kind",
    TRAVEL=("旅行居住", "travel"),
    HABITATION=("同住", "habitation"),
    WORK=("工作", "work"),
    VISIT=("走访", "visit"),
    GATHERING=("聚集活动", "gathering"),
    PERSONAL_SERVICES=("接受服务", "personal services"),
    CHILDCARE_FACILITY=("托幼机构", "childcare facility"),
    SPORT=("体育活动", "sport"),
    FOOD=("餐饮", "food"),
    ANIMAL_CONTACT=("接触动物", "animal contact"),
    BURIAL=("丧葬", "burial"),
    MEDICAL=("就医或探视", "health care"),
    MARKET=("市场", "market"),
    OTHER=("其他", "other"),
)
SETTING = code_list(
    "setting",
    household=("家庭", "household"),
    family=("亲属往来", "family beyond the household"),
    work=("工作场所", "work"),
    school=("学校", "school"),
    healthcare=("医疗机构", "health care"),
    transport=("交通工具", "transport"),
    dining=("聚餐", "dining"),
    social=("社交聚会", "social gathering"),
    shopping=("购物场所", "shop or market"),
    religious=("宗教场所", "place of worship"),
    travel=("同行旅行", "travel together"),
    community=("社区", "community"),
    institution=("养老监管等机构", "care home or other institution"),
    other=("其他", "other"),
)
RELATION = code_list(
    "relation",
    SAME_HOUSEHOLD=("同住", "same household"),
    SPOUSE=("配偶", "spouse"),
    FAMILY_MEMBER_OR_FRIEND=("亲友", "family member or friend"),
    SAME_ENVIRONMENT=("同事同学等", "same environment: work, school"),
    MEDICAL_CARE=("诊疗", "medical care"),
    TRAVEL_COMPANION=("同行", "travelled together"),
    NEIGHBOUR=("邻居", "neighbour"),
    OTHER=("其他", "other"),
)
CERTAINTY = code_list("certainty", LOW=("低", "low"), MEDIUM=("中", "medium"), HIGH=("高", "high"))
EXPOSURE_FREQUENCY = code_list(
    "exposure_frequency",
    TIMES_1_5=("1-5 次", "1 to 5 times"),
    TIMES_6_10=("6-10 次", "6 to 10 times"),
    TIMES_11_20=("11-20 次", "11 to 20 times"),
    TIMES_21=("21 次及以上", "21 times and more"),
)
EXPOSURE_DURATION = code_list(
    "exposure_duration",
    SECONDS=("数秒", "seconds"),
    MINUTES=("数分钟", "minutes"),
    HOURS=("数小时", "hours"),
    DAYS=("数日", "days"),
)
CONTACT_CLASSIFICATION = code_list(
    "contact_classification",
    UNCONFIRMED=("待核", "unconfirmed"),
    CONFIRMED=("确认", "confirmed"),
    NO_CONTACT=("排除", "not a contact"),
)
CHECK_ORIGIN = code_list(
    "check_origin",
    visit=("上门", "visit"),
    telephone=("电话", "telephone"),
    household_head=("户主代报", "reported by the head of the household"),
    self=("本人自报", "reported by the person"),
)
EVENT_STATUS = code_list(
    "event_status",
    SIGNAL=("信号", "signal"),
    EVENT=("事件", "event"),
    SCREENING=("筛查", "screening"),
    CLUSTER=("聚集性疫情", "cluster"),
    DROPPED=("排除", "dropped"),
)
INVESTIGATION_STATUS = code_list(
    "investigation_status",
    PENDING=("待调查", "pending"),
    ONGOING=("调查中", "ongoing"),
    DONE=("已完成", "done"),
    DISCARDED=("撤销", "discarded"),
)
EVENT_RISK = code_list(
    "event_risk",
    LOW=("低", "low"),
    MODERATE=("中", "moderate"),
    HIGH=("高", "high"),
    UNKNOWN=("不详", "unknown"),
)
SUPPORT = code_list(
    "support",
    none=("无需支持", "none"),
    oxygen=("吸氧", "oxygen"),
    non_invasive=("无创通气", "non-invasive ventilation"),
    ventilated=("有创通气", "invasive ventilation"),
    ecmo=("体外膜肺氧合", "ECMO"),
)
SAMPLE_REASON = code_list(
    "sample_reason",
    CASE_CONTACT=("密接排查", "contact of a case"),
    SEEKING_HC=("就诊", "seeking health care"),
    POE_DETECTION=("口岸关口发现", "detected at a point of entry"),
    SURVEILLANCE=("监测", "surveillance"),
    CONFIRMATION=("复核确诊", "to confirm a case"),
    DISCHARGE=("出院评估", "before discharge"),
    AFTER_DISCHARGE=("出院随访", "after discharge"),
    RELEASE=("解除隔离", "before release from quarantine"),
    STAFF=("医务人员定期检测", "schedule of staff"),
    ON_REQUEST=("愿检尽检", "on request"),
    OTHER=("其他", "other"),
)
SAMPLE_MATERIAL = code_list(
    "sample_material",
    NP_SWAB=("鼻咽拭子", "nasopharyngeal swab"),
    THROAT_SWAB=("咽拭子", "throat swab"),
    NASAL_SWAB=("鼻拭子", "nasal swab"),
    SPUTUM=("痰液", "sputum"),
    BRONCHOALVEOLAR_LAVAGE=("肺泡灌洗液", "bronchoalveolar lavage"),
    BLOOD=("血液", "blood"),
    SERA=("血清", "serum"),
    STOOL=("粪便", "stool"),
    URINE=("尿液", "urine"),
    SALIVA=("唾液", "saliva"),
    OTHER=("其他", "other"),
)
SAMPLE_CONDITION = code_list(
    "sample_condition",
    ADEQUATE=("合格", "adequate"),
    NOT_ADEQUATE=("不合格", "not adequate"),
)
TEST_METHOD = code_list(
    "test_method",
    PCR_RT_PCR=("核酸检测", "RT-PCR"),
    RAPID_ANTIGEN_DETECTION=("抗原检测", "rapid antigen detection"),
    IGM_SERUM_ANTIBODY=("IgM 抗体", "IgM serum antibody"),
    IGG_SERUM_ANTIBODY=("IgG 抗体", "IgG serum antibody"),
    SEQUENCING=("测序", "sequencing"),
    CULTURE=("培养", "culture"),
    OTHER=("其他", "other"),
)
TEST_RESULT = code_list(
    "test_result",
    PENDING=("待出", "pending"),
    INDETERMINATE=("可疑", "indeterminate"),
    NEGATIVE=("阴性", "negative"),
    POSITIVE=("阳性", "positive"),
    NOT_DONE=("未做", "not done"),
)
ZONE = code_list(
    "zone",
    clean=("清洁区", "clean zone"),
    buffer=("缓冲区", "buffer zone"),
    contaminated=("污染区", "contaminated zone"),
)
BED_KIND = code_list(
    "bed_kind",
    REGULAR=("普通床", "regular"),
    ISOLATION=("隔离床", "isolation"),
    ICU=("重症床", "intensive care"),
    ICU_WITH_OXYGEN_SUPPORT=("重症吸氧床", "intensive care with oxygen"),
    ICU_WITH_NON_INVASIVE_VENTILATOR=("重症无创通气床", "intensive care with non-invasive ventilator"),
    ICU_WITH_INVASIVE_VENTILATOR=("重症有创通气床", "intensive care with invasive ventilator"),
    BED_WITH_OXYGEN_SUPPORT=("吸氧床", "with oxygen"),
    OBSERVATION=("留观床", "observation"),
    QUARANTINE=("集中隔离床", "quarantine site"),
)
BED_STATE = code_list(
    "bed_state",
    U=("空闲", "unoccupied"),
    O=("占用", "occupied"),
    H=("清洁中", "housekeeping"),
    K=("污染待消毒", "contaminated"),
    I=("隔离占用", "isolated"),
    C=("停用", "closed"),
)
ADMISSION_KIND = code_list(
    "admission_kind",
    treatment=("住院治疗", "treatment"),
    observation=("留观", "observation"),
    quarantine=("集中隔离", "quarantine"),
)
ADMISSION_END = code_list(
    "admission_end",
    discharged=("出院或解除", "discharged or released"),
    moved=("换床转院", "moved to another bed"),
    died=("死亡", "died"),
    left=("擅自离开", "left against advice"),
)
TRANSFER_STATUS = code_list(
    "transfer_status",
    PENDING=("待转出方审批", "pending"),
    ON_HOLD=("暂缓", "on hold"),
    APPROVED=("转出方同意", "approved"),
    REJECTED=("转出方不同意", "rejected"),
    DESTINATION_APPROVED=("转入方接受", "destination approved"),
    DESTINATION_REJECTED=("转入方不接受", "destination rejected"),
    TRANSPORTATION_TO_BE_ARRANGED=("待派车", "transportation to be arranged"),
    PATIENT_TO_BE_PICKED_UP=("待接人", "patient to be picked up"),
    TRANSFER_IN_PROGRESS=("转运中", "transfer in progress"),
    COMPLETED=("已签收", "completed"),
    PATIENT_EXPIRED=("途中死亡", "patient expired"),
    CANCELLED=("取消", "cancelled"),
)
STAFF_ROLE = code_list(
    "staff_role",
    doctor=("医生", "doctor"),
    nurse=("护士", "nurse"),
    technician=("检验影像技师", "technician"),
    cleaner=("保洁消毒", "cleaner"),
    guard=("安保", "guard"),
    driver=("司机", "driver"),
    manager=("管理", "management"),
    other=("其他", "other"),
)
PROTECTION = code_list(
    "protection",
    level_1=("一级防护", "level 1"),
    level_2=("二级防护", "level 2"),
    level_3=("三级防护", "level 3"),
)
APPEAL_RESULT = code_list(
    "appeal_result",
    upheld=("维持", "order upheld"),
    changed=("变更", "order changed"),
    ended=("撤销", "order ended"),
)
SUBMISSION = code_list(
    "submission",
    case_card=("传染病报告卡", "statutory report card"),
    daily_table=("省级每日报表", "the province's daily table"),
)
APPEAL_FROM = code_list(
    "appeal_from",
    person=("本人", "the person"),
    relative=("亲属", "a relative"),
    operator=("电话受理员", "an operator on the telephone"),
)
PASS_VERDICT = code_list(
    "pass_verdict",
    go=("放行", "pass"),
    call=("请示负责人", "call the supervisor"),
)
