"""The figures that shape the made-up city, each with its source and how sure we are of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Status = Literal["confirmed", "part", "assumed"]


@dataclass(frozen=True)
class Figure:
    """A number, where it comes from, and whether it was found there, in part, or assumed."""

    value: float
    source: str
    status: Status


_GATES = "News on the withdrawal of the joint points on 15 March 2020"
_CENSUS = "City statistics and census of 2020 as reported"
_TRAVEL = "Spring travel 2020, 10 January to 18 February, city transport bureau"
_NONE = "No source found"

RESIDENTS = Figure(13_438_800, "Residents at the end of 2019, city statistics", "confirmed")
ROAD_GATES = Figure(49, f"{_GATES}: 49 joint points", "confirmed")
VEHICLES_A_DAY = Figure(254_000, f"{_GATES}: 12.71 million vehicles in 50 days; read as inbound", "part")
PERSONS_A_VEHICLE = Figure(1.57, f"{_GATES}: over 20 million persons in 12.71 million vehicles", "part")
OUTBOUND_BY_ROAD = Figure(0.9, f"{_NONE}: outbound passages recorded for each inbound one", "assumed")
RAIL_IN_A_DAY = Figure(4_558_635 / 40, f"{_TRAVEL}: arrived by rail", "confirmed")
AIR_IN_A_DAY = Figure(1_808_795 / 40, f"{_TRAVEL}: arrived by air", "confirmed")
PORT_IN_A_DAY = Figure(223_331 / 40, f"{_TRAVEL}: arrived by water", "confirmed")
OUTBOUND_OTHERWISE = Figure(0.4, f"{_NONE}: departures for each arrival after the holiday", "assumed")
OTHER_PLATES = Figure(0.30, f"{_NONE}: share of inbound vehicles with plates from elsewhere", "assumed")
BEEN_IN_RISK_AREA = Figure(0.08, f"{_NONE}: share of local plates that were in an area with cases", "assumed")
EXEMPT = Figure(0.04, f"{_NONE}: share of emergency and supply vehicles", "assumed")
DECLARED_AHEAD = Figure(0.80, f"{_NONE}: share of declarations made before the gate", "assumed")
DECLARED_LATE = Figure(0.02, f"{_NONE}: share made after the time to declare on the spot", "assumed")
SCREENED_LATE = Figure(0.01, f"{_NONE}: share screened after more than a quarter of an hour", "assumed")
ARRIVALS_WHO_DECLARE = Figure(0.5, f"{_NONE}: share of persons by rail, air and port who declare", "assumed")
STAYED_IN_HUBEI = Figure(
    0.01, f"{_NONE}: share of declarations with a stay in Hubei in mid-February", "assumed"
)
COMMUNITIES = Figure(660, "660 to 670 communities, general knowledge", "assumed")
PEOPLE_A_COMPOUND = Figure(2_400, "Pingshan: 233 zones for 0.55 million", "part")
ENTRANCES_A_COMPOUND = Figure(2, f"{_NONE}: as few entrances as possible", "assumed")
UNITS_A_COMPOUND = Figure(6, f"{_NONE}: stairwell units of an enclosed zone", "assumed")
TENANCIES_A_COMPOUND = Figure(20, f"{_NONE}: dwellings let that are on the register first", "assumed")
FAULTS_FOUND = Figure(0.1, f"{_NONE}: share of inspections that find a fault", "assumed")
WOMEN = Figure(100 / 222.43, f"{_CENSUS}: 122.43 men for 100 women", "confirmed")
CASES = Figure(391, "Published case list of the city, up to 12 February 2020", "confirmed")
CASES_SEVERE = Figure(29 / 310, "Daily report of 12 February 2020: severe of those in hospital", "confirmed")
CASES_CRITICAL = Figure(
    12 / 310, "Daily report of 12 February 2020: critical of those in hospital", "confirmed"
)
CASES_RECOVERED = Figure(81 / 391, "Daily report of 12 February 2020: recovered of confirmed", "confirmed")
CONTACTS_A_CASE = Figure(
    665 / 310, "Daily report of 12 February 2020: contacts watched for each in hospital", "confirmed"
)
PEOPLE_AN_ARRIVAL = Figure(200, f"{_NONE}: residents for each stay of someone back from elsewhere", "assumed")
PEOPLE_A_MEMBER_OF_STAFF = Figure(
    600,
    f"{_NONE}: residents for each member of staff on isolation wards; 240 doctors and 310 nurses for the whole city",
    "assumed",
)
PEOPLE_A_KEY_AREA_ARRIVAL = Figure(
    500, f"{_NONE}: residents for each stay of someone from a key area", "assumed"
)
FEVER_ON_ARRIVAL = Figure(0.02, f"{_NONE}: share of arrivals with a fever", "assumed")
VULNERABLE_HOUSEHOLDS = Figure(
    800 / 34_686 * 5, "One community: 800 at high risk of 34,686; five to a household assumed", "part"
)
ORAL_ORDERS = Figure(0.2, f"{_NONE}: share of orders given orally first", "assumed")
APPEALS = Figure(0.05, f"{_NONE}: share of orders appealed against", "assumed")
PEOPLE_A_PASS = Figure(500, f"{_NONE}: residents a pass in a week", "assumed")
ROOMS_A_QUARANTINE_SITE = Figure(107, "1,281 rooms in 12 hotels, in Sanya; no figure of this city", "part")
CASES_ELSEWHERE = Figure(24 / 391, "Daily report of 12 February 2020: cases without a district", "confirmed")

HOURS = (2, 1, 1, 1, 1, 2, 3, 5, 6, 7, 7, 6, 6, 6, 7, 7, 7, 6, 5, 4, 4, 3, 3, 2)
"""Passages by hour of the day: assumed, no source found."""

EPIDEMIC = (1, 1, 2, 4, 7, 10, 14, 18, 22, 26, 30, 36, 45, 38, 33, 28, 24, 20, 17, 14, 11, 9, 8, 6, 5, 5)
"""Cases by day of report from 19 January 2020: assumed, with the peak of the published list on 31 January."""


class Subdistrict(NamedTuple):
    """Names from general knowledge (assumed)."""

    zh: str
    en: str


@dataclass(frozen=True)
class District:
    """One of the ten. Names, codes and cases are confirmed; residents of the last three share what the other seven leave."""

    zh: str
    en: str
    gb: str | None
    residents: float
    cases: int
    road_gates: int
    begins_on: date
    subdistricts: tuple[Subdistrict, ...]


def _names(said: str) -> tuple[Subdistrict, ...]:
    return tuple(Subdistrict(*pair.split(":")) for pair in said.split())


_LEFT = 1_372_500 / (551_333 + 1_095_289 + 156_236)

DISTRICTS = (
    District("福田区", "Futian", "440304", 1_662_900, 72, 0, date(1990, 1, 4), _names(
        "园岭:Yuanling 南园:Nanyuan 福田:Futian 沙头:Shatou 香蜜湖:Xiangmihu 梅林:Meilin 莲花:Lianhua 华富:Huafu"
        " 福保:Fubao 华强北:Huaqiangbei")),
    District("罗湖区", "Luohu", "440303", 1_056_600, 29, 0, date(1990, 1, 4), _names(
        "桂园:Guiyuan 黄贝:Huangbei 东门:Dongmen 翠竹:Cuizhu 南湖:Nanhu 笋岗:Sungang 东湖:Donghu 莲塘:Liantang"
        " 东晓:Dongxiao 清水河:Qingshuihe")),
    District("盐田区", "Yantian", "440308", 243_600, 6, 0, date(1998, 3, 30), _names(
        "沙头角:Shatoujiao 海山:Haishan 盐田:Yantian 梅沙:Meisha")),
    District("南山区", "Nanshan", "440305", 1_545_800, 86, 2, date(1990, 1, 4), _names(
        "南头:Nantou 南山:Nanshan 西丽:Xili 沙河:Shahe 招商:Zhaoshang 粤海:Yuehai 桃源:Taoyuan 蛇口:Shekou")),
    District("宝安区", "Bao'an", "440306", 3_342_500, 55, 12, date(1993, 1, 1), _names(
        "新安:Xin'an 西乡:Xixiang 航城:Hangcheng 福永:Fuyong 福海:Fuhai 沙井:Shajing 新桥:Xinqiao 松岗:Songgang"
        " 燕罗:Yanluo 石岩:Shiyan")),
    District("龙岗区", "Longgang", "440307", 2_508_600, 67, 15, date(1993, 1, 1), _names(
        "龙城:Longcheng 龙岗:Longgang 坪地:Pingdi 宝龙:Baolong 园山:Yuanshan 横岗:Henggang 南湾:Nanwan 平湖:Pinghu"
        " 布吉:Buji 坂田:Bantian 吉华:Jihua")),
    District("龙华区", "Longhua", "440309", 1_706_300, 33, 4, date(2017, 1, 7), _names(
        "观湖:Guanhu 福城:Fucheng 大浪:Dalang 民治:Minzhi 龙华:Longhua 观澜:Guanlan")),
    District("坪山区", "Pingshan", "440310", 551_333 * _LEFT, 7, 6, date(2017, 1, 7), _names(
        "坪山:Pingshan 马峦:Maluan 碧岭:Biling 石井:Shijing 坑梓:Kengzi 龙田:Longtian")),
    District("光明区", "Guangming", "440311", 1_095_289 * _LEFT, 10, 7, date(2018, 9, 19), _names(
        "光明:Guangming 公明:Gongming 新湖:Xinhu 凤凰:Fenghuang 玉塘:Yutang 马田:Matian")),
    District("大鹏新区", "Dapeng New Area", None, 156_236 * _LEFT, 2, 3, date(2011, 12, 30), _names(
        "葵涌:Kuichong 大鹏:Dapeng 南澳:Nan'ao")),
)  # fmt: skip
"""Road gates by district: Longgang's 15 are sourced (23 February 2020), the others assumed, 49 together."""


class Place(NamedTuple):
    """Where people come from: an area elsewhere, its share of arrivals (assumed) and its plates."""

    gb: str
    zh: str
    en: str
    share: float
    plate: str


PROVINCES = (
    Place("110000", "北京市", "Beijing", 0, "京A"),
    Place("330000", "浙江省", "Zhejiang", 1, "浙A"),
    Place("340000", "安徽省", "Anhui", 1, "皖A"),
    Place("350000", "福建省", "Fujian", 3, "闽D"),
    Place("360000", "江西省", "Jiangxi", 6, "赣B"),
    Place("410000", "河南省", "Henan", 3, "豫A"),
    Place("420000", "湖北省", "Hubei", 0, "鄂A"),
    Place("430000", "湖南省", "Hunan", 9, "湘A"),
    Place("440000", "广东省", "Guangdong", 0, "粤A"),
    Place("450000", "广西壮族自治区", "Guangxi", 5, "桂A"),
    Place("500000", "重庆市", "Chongqing", 1, "渝A"),
    Place("510000", "四川省", "Sichuan", 2, "川A"),
    Place("520000", "贵州省", "Guizhou", 1, "贵A"),
)
CITIES = (
    Place("330300", "温州市", "Wenzhou", 0.5, "浙C"),
    Place("420100", "武汉市", "Wuhan", 0, "鄂A"),
    Place("420900", "孝感市", "Xiaogan", 0, "鄂K"),
    Place("421100", "黄冈市", "Huanggang", 0, "鄂J"),
    Place("440100", "广州市", "Guangzhou", 9, "粤A"),
    Place("440800", "湛江市", "Zhanjiang", 3, "粤G"),
    Place("441300", "惠州市", "Huizhou", 18, "粤L"),
    Place("441400", "梅州市", "Meizhou", 5, "粤M"),
    Place("441500", "汕尾市", "Shanwei", 6, "粤N"),
    Place("441900", "东莞市", "Dongguan", 22, "粤S"),
    Place("445200", "揭阳市", "Jieyang", 4, "粤V"),
)
HUBEI = ("420100", "420900", "421100", "420000")
"""What a stay in Hubei may name: three cities, or the province alone."""


class NamedGate(NamedTuple):
    """A gate that a source names; ``district`` in English."""

    zh: str
    en: str
    district: str


NAMED_ROAD_GATES = (
    NamedGate("坝光收费站", "Baguang toll gate", "Dapeng New Area"),
    NamedGate("荷坳收费站", "He'ao toll gate", "Longgang"),
    NamedGate("布澜检查点", "Bulan checkpoint", "Longgang"),
    NamedGate("官井头检查点", "Guanjingtou checkpoint", "Longgang"),
    NamedGate("六联检查点", "Liulian checkpoint", "Longgang"),
)
STATIONS = (
    NamedGate("深圳北站", "Shenzhen North", "Longhua"),
    NamedGate("深圳站", "Shenzhen (Luohu)", "Luohu"),
    NamedGate("深圳东站", "Shenzhen East", "Longgang"),
    NamedGate("福田站", "Futian", "Futian"),
    NamedGate("光明城站", "Guangmingcheng", "Guangming"),
    NamedGate("深圳坪山站", "Shenzhen Pingshan", "Pingshan"),
)
AIRPORTS = (NamedGate("深圳宝安国际机场", "Shenzhen Bao'an Airport", "Bao'an"),)
PORTS = (
    NamedGate("蛇口口岸", "Shekou port", "Nanshan"),
    NamedGate("机场福永码头", "Fuyong airport pier", "Bao'an"),
    NamedGate("深圳湾口岸", "Shenzhen Bay", "Nanshan"),
)
SHUT_CROSSINGS = (
    NamedGate("福田口岸", "Futian port", "Futian"),
    NamedGate("皇岗口岸", "Huanggang", "Futian"),
    NamedGate("罗湖口岸", "Luohu port", "Luohu"),
    NamedGate("文锦渡口岸", "Man Kam To", "Luohu"),
    NamedGate("沙头角口岸", "Shatoujiao", "Yantian"),
)
"""Land crossings shut to persons: Shatoujiao from 30 January 2020 (sourced), the others by 4 February (assumed)."""
