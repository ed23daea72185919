"""The roles of the field: what each may do, and why. A closed list that only grows.

A role says *what*; the grant that gives it says where (an area and all inside), what for (purposes) and of which classes
of records, never more than its role has. What no role has, nobody can do.

Why so, in short:

- Who keeps accounts (``administrator``) sees nobody's records, and who sees records keeps no accounts: neither alone can
  make up a reader of people.
- Commands see numbers and gaps by name of record; they assign and sign. Of people they read what is in their area.
- A gate sees what passes its gate, a community what is inside it: no clinical record, no other place.
- Clinical records are for those who investigate cases and for hospitals.
- A laboratory reads barcodes: samples, pools and results, and never whose they are. What came out it reads for a case
  investigation, as everyone does.
- An auditor reads the journal, which holds no values, and never the records.
- Only who analyses or commands takes files away (``export``), and only with a fresh second factor.
- The plan is changed by two: who drafts (``draft``) and another who signs, both with rights for the whole city.
- Who plans asks what if (``what_if``): its answers are of a made-up population, and hold nobody of the registers. Therefore
  who has it takes their rows away as files without ``export``; the journal says so.
- A device is no person: it sends one form and reads nothing.
- Purposes of a person's records are response and case investigation; supervision, maintenance and demonstration are
  given to roles that need no name, or to made-up people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lianfang.base.words import Text

RIGHTS: Mapping[str, Text] = {
    "board": Text("看总览与指标", "see the board and its figures"),
    "gaps": Text("看缺口清单", "see gaps by name of record"),
    "people": Text("看人员记录", "see records of people"),
    "write": Text("登记与更正", "record and correct"),
    "assign": Text("交办任务", "hand out work"),
    "sign": Text("签署", "sign what another proposed"),
    "draft": Text("起草要求与数值", "draft a must or a value of the plan"),
    "export": Text("导出", "take lists away as files"),
    "bulk": Text("批量更改", "change many records at once"),
    "import": Text("导入文件", "bring files in"),
    "grant": Text("授权", "give and end rights"),
    "devices": Text("管理设备", "give and take back devices' tokens"),
    "journal": Text("查阅日志", "read the journal"),
    "what_if": Text("推演", "ask what if"),
}
"""Right → in words. The closed list of what a route can ask for."""

CLASSES: Mapping[str, frozenset[str]] = {
    "places": frozenset({"area", "organisation", "site", "risk_area", "return"}),
    "work": frozenset({"task", "shift"}),
    "gates": frozenset(
        {
            "person", "vehicle", "conveyance", "manifest", "declaration", "passage", "occupant", "screening", "shift_tally",
            "at_risk", "review_match",
        }
    ),
    "communities": frozenset(
        {
            "person", "household", "tenancy", "stay", "need", "order", "pass", "health_check", "shift_tally", "at_risk",
        }
    ),
    "clinical": frozenset(
        {
            "person", "case", "contact", "order", "pass", "health_check", "stay", "at_risk", "classification", "event", "exposure",
            "case_link", "clinical_check", "participant", "sample", "pool", "test_result", "submission",
        }
    ),
    "laboratories": frozenset({"sample", "pool", "test_result"}),
    "beds": frozenset({"room", "bed", "bed_count", "admission", "transfer"}),
    "staff": frozenset({"staff_member", "staff_shift", "mission", "need"}),
    "premises": frozenset({"inspection"}),
}  # fmt: skip
"""Class of records → its registers. A register may be of several classes, and is of one at least."""

CLASS_TITLES: Mapping[str, Text] = {
    "places": Text("区域、机构、场所与报数", "areas, organisations, sites and returns"),
    "work": Text("任务与值班", "tasks and shifts on duty"),
    "gates": Text("关口", "gates"),
    "communities": Text("社区", "communities"),
    "clinical": Text("病例与接触者", "cases and contacts"),
    "laboratories": Text("样本与检测", "samples and tests"),
    "beds": Text("房间、床位与转运", "rooms, beds and transfers"),
    "staff": Text("医务人员", "those who treat"),
    "premises": Text("场所检查", "inspections of premises"),
}
PURPOSE_TITLES: Mapping[str, Text] = {
    "response": Text("联防联控处置", "response"),
    "case_investigation": Text("个案调查", "case investigation"),
    "supervision": Text("督查", "supervision"),
    "maintenance": Text("系统维护", "maintenance"),
    "demonstration": Text("演示", "demonstration"),
}
FORMS: Mapping[str, Text] = {
    "declaration": Text("车辆人员申报", "declaration"),
    "passage": Text("关口通行登记", "passage through a gate"),
    "stay": Text("来员登记", "stay"),
    "shift_tally": Text("班次计数", "shift tally"),
}
"""What a device may be given: one of these."""


@dataclass(frozen=True)
class Role:
    """One role: its rights, the classes of records and the purposes that a grant of it may name.

    Attributes:
        levels: the levels of area that a grant of it may be for; ``site`` is the whole site.
    """

    title: Text
    rights: frozenset[str]
    classes: frozenset[str]
    purposes: frozenset[str]
    levels: frozenset[str]

    @property
    def reads_people(self) -> bool:
        """Does it see anyone's record?"""
        return "people" in self.rights

    @property
    def needs_second_factor(self) -> bool:
        """Must its holder have shown a second factor before anything is shown? Also who could make a reader of people."""
        return bool(self.rights & _GUARDED)


def _role(title: Text, rights: str, classes: str, purposes: str, levels: str) -> Role:
    return Role(title, *(frozenset(words.split()) for words in (rights, classes, purposes, levels)))


_GUARDED = frozenset(
    {"people", "gaps", "assign", "sign", "draft", "export", "bulk", "import", "grant", "devices", "journal"}
)

_ALL = "places work gates communities clinical laboratories beds staff premises"
_CITY = "site city"
_ANY = "site city district subdistrict community grid"

ROLES: Mapping[str, Role] = {
    "administrator": _role(
        Text("系统管理员", "administrator"), "grant devices", "places", "maintenance", "site nation province city"
    ),
    "city_command": _role(
        Text("市指挥部", "city command"), "board gaps people write assign sign draft export bulk import what_if",
        _ALL, "response case_investigation", "site nation province city",
    ),
    "district_command": _role(
        Text("区指挥部", "district command"), "board gaps people write assign sign export bulk import what_if",
        _ALL, "response case_investigation", "district",
    ),
    "subdistrict_officer": _role(
        Text("街道专班", "subdistrict officer"), "board gaps people write assign devices import",
        "places work communities premises", "response", "subdistrict",
    ),
    "community_officer": _role(
        Text("社区工作者", "community officer"), "board gaps people write",
        "places work communities premises", "response", "community grid",
    ),
    "gate_commander": _role(
        Text("关口负责人", "gate commander"), "board gaps people write assign devices",
        "places work gates", "response", "city district subdistrict community",
    ),
    "gate_worker": _role(
        Text("关口工作人员", "gate worker"), "people write",
        "places gates", "response", "district subdistrict community",
    ),
    "epidemiologist": _role(
        Text("流调人员", "epidemiologist"), "board gaps people write draft export what_if",
        "places work gates communities clinical laboratories beds", "case_investigation response", _ANY,
    ),
    "hospital_coordinator": _role(
        Text("医疗救治协调员", "hospital coordinator"), "board gaps people write",
        "places work clinical laboratories beds staff", "response case_investigation", _ANY,
    ),
    "laboratory_officer": _role(
        Text("检测机构负责人", "laboratory officer"), "board gaps people write import",
        "places work laboratories", "response case_investigation", "site city district",
    ),
    "quarantine_site_officer": _role(
        Text("集中隔离点负责人", "quarantine site officer"), "board gaps people write",
        "places work communities beds", "response", "district subdistrict community",
    ),
    "enterprise_officer": _role(
        Text("复工专班", "enterprise officer"), "board gaps write assign what_if",
        "places work premises", "response", "site city district subdistrict",
    ),
    "premises_inspector": _role(
        Text("场所检查员", "premises inspector"), "board gaps write",
        "places work premises", "response supervision", _ANY,
    ),
    "auditor": _role(
        Text("审计与隐私监督员", "auditor"), "journal board", "places", "supervision", _ANY
    ),
    "brief_reader": _role(
        Text("简报阅读者", "reader of the brief"), "board", "places", "supervision response", _ANY
    ),
    "device": _role(
        Text("设备", "device"), "", "", "response", "district subdistrict community grid"
    ),
}  # fmt: skip
"""Code → role. ``device`` is for tokens alone: no account is granted it."""

FOR_ACCOUNTS = tuple(code for code in ROLES if code != "device")


def registers_of(classes: frozenset[str]) -> frozenset[str]:
    """All registers of some classes."""
    return frozenset().union(*(CLASSES[one] for one in classes))
