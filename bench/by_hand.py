"""The best SQL that we can write by hand for each must of the Shenzhen plan: what the compiled one is measured against.

Written against the tables as they are, with every liberty that one plan on one day allows: constants for dated values,
joins that the tables' own constraints make unique, whichever of several plans is the quickest.
"""

from __future__ import annotations

from collections.abc import Mapping

FEB_8, JAN_27, JAN_25, JAN_30 = 1581091200, 1580054400, 1579881600, 1580313600
MAR_15, MAR_13 = 1584201600, 1584028800
HUBEI_WIDTH = 10**14


def _declared(join: str) -> str:
    return f"""
SELECT s.id, 0, s.area_id, s.at + 1800,
       CASE WHEN s.vehicle_scope IS NOT NULL THEN e.made_at END, CASE WHEN s.vehicle_scope IS NOT NULL THEN e.id END,
       CASE WHEN s.vehicle_scope IS NULL THEN 1 WHEN s.vehicle_id IS NULL THEN 3 ELSE 0 END, s.at + 1800
FROM registers_passage s {join}
WHERE s.direction = 'in' AND s.mode = 'road' AND s.at >= {FEB_8}
  AND (s.vehicle_scope IN ('other_plate', 'been_in_risk_area') OR s.vehicle_scope IS NULL)"""


_NEAR = "d.vehicle_id = s.vehicle_id AND d.made_at BETWEEN s.at - 86400 AND s.at + 21600"
_SEARCH = f"registers_declaration d WHERE {_NEAR} ORDER BY d.made_at, d.id LIMIT 1"
_DISTINCT = f"""LEFT JOIN (
  SELECT DISTINCT ON (s.id) s.id AS subject, d.made_at, d.id
  FROM registers_passage s JOIN registers_declaration d ON {_NEAR}
  WHERE s.direction = 'in' AND s.mode = 'road' AND s.at >= {FEB_8}
    AND (s.vehicle_scope IN ('other_plate', 'been_in_risk_area') OR s.vehicle_scope IS NULL)
  ORDER BY s.id, d.made_at, d.id) e ON e.subject = s.id"""

SCREENED = f"""
SELECT id, 0, area_id, s.at + 900, CASE WHEN screened THEN screened_at END,
       CASE WHEN screened AND screened_at IS NOT NULL THEN id END,
       CASE WHEN screened IS NULL OR (screened AND screened_at IS NULL) THEN 3 ELSE 0 END, s.at + 900
FROM registers_passage s WHERE direction = 'in' AND s.at >= {JAN_27}"""

OPEN = f"""
SELECT id, 0, area_id, passed, CASE WHEN is_open THEN passed END, CASE WHEN is_open THEN id END,
       CASE WHEN is_open IS NULL THEN 3 ELSE 0 END, passed
FROM (SELECT s.id, s.area_id, s.at AS passed, g.opened_at <= s.at AND (g.closed_at IS NULL OR s.at < g.closed_at) AS is_open
      FROM registers_passage s JOIN registers_site g ON g.id = s.gate_id
      WHERE s.mode = 'road' AND s.at >= {JAN_27}) q"""


def _days(dialect: str, first: str, start: int, end: int) -> str:
    if dialect == "sqlite":
        return f"""WITH RECURSIVE p(start, day) AS (SELECT {start}, '{first}' UNION ALL
  SELECT start + 86400, date(day, '+1 day') FROM p WHERE start < {end})"""
    return f"""WITH p AS MATERIALIZED (SELECT {start}::bigint + n * 86400::bigint AS start, DATE '{first}' + n::int AS day
  FROM generate_series(0, {(end - start) // 86400}) AS t(n))"""


def _gate_counts(dialect: str) -> str:
    return f"""{_days(dialect, "2020-02-08", FEB_8, MAR_15)}
SELECT s.id, p.start, s.area_id, p.start + 93600, CASE WHEN s.mode = 'road' AND s.opened_at IS NOT NULL THEN r.made_at END,
       CASE WHEN s.mode = 'road' AND s.opened_at IS NOT NULL AND r.made_at IS NOT NULL THEN r.id END,
       CASE WHEN s.mode IS NULL OR s.opened_at IS NULL THEN 1 ELSE 0 END, p.start + 93600
FROM registers_site s CROSS JOIN p
LEFT JOIN registers_return r ON r.site_id = s.id AND r.figure = 'vehicles_counted' AND r.day = p.day
  AND r.value IS NOT NULL AND r.made_at IS NOT NULL
WHERE s.kind = 'gate' AND (s.mode = 'road' OR s.mode IS NULL) AND (s.opened_at <= p.start OR s.opened_at IS NULL)
  AND (p.start < s.closed_at OR s.closed_at IS NULL)"""


def _district_reports(dialect: str) -> str:
    return f"""{_days(dialect, "2020-01-30", JAN_30, MAR_13)},
r AS MATERIALIZED (
  SELECT area_id, day, MIN(id) AS id FROM registers_return WHERE figure = 'confirmed' AND value IS NOT NULL GROUP BY area_id, day)
SELECT s.id, p.start, s.id, p.start + 129600, CASE WHEN s.begins_on IS NOT NULL AND r.id IS NOT NULL THEN p.start + 86400 END,
       CASE WHEN s.begins_on IS NOT NULL THEN r.id END, CASE WHEN s.begins_on IS NULL THEN 1 ELSE 0 END, p.start + 129600
FROM registers_area s CROSS JOIN p LEFT JOIN r ON r.area_id = s.id AND r.day = p.day
WHERE s.level = 'district' AND (s.begins_on <= p.day OR s.begins_on IS NULL)"""


def _district_searches(dialect: str) -> str:
    return f"""{_days(dialect, "2020-01-30", JAN_30, MAR_13)}
SELECT id, start, id, start + 129600, CASE WHEN begins_on IS NOT NULL AND found IS NOT NULL THEN start + 86400 END,
       CASE WHEN begins_on IS NOT NULL THEN found END, CASE WHEN begins_on IS NULL THEN 1 ELSE 0 END, start + 129600
FROM (SELECT s.id, s.begins_on, p.start,
        (SELECT r.id FROM registers_return r WHERE r.area_id = s.id AND r.figure = 'confirmed' AND r.day = p.day
           AND r.value IS NOT NULL ORDER BY r.id LIMIT 1) AS found
      FROM registers_area s CROSS JOIN p
      WHERE s.level = 'district' AND (s.begins_on <= p.day OR s.begins_on IS NULL)) q"""


OPERATOR = f"""
SELECT id, 0, area_id, opened_at + 86400, CASE WHEN operator_id IS NOT NULL THEN opened_at END,
       CASE WHEN operator_id IS NOT NULL AND opened_at IS NOT NULL THEN id END,
       CASE WHEN opened_at IS NULL THEN 2 ELSE 0 END, COALESCE(opened_at + 86400, recorded_at)
FROM registers_site WHERE kind = 'gate' AND recorded_at >= {JAN_25}"""


def _stay(hubei: int) -> str:
    return f"""
SELECT id, 0, area_id, made_at, CASE WHEN stay_area_id IS NOT NULL AND destination_id IS NOT NULL THEN made_at END,
       CASE WHEN stay_area_id IS NOT NULL AND destination_id IS NOT NULL THEN id END,
       CASE WHEN stay_area_id IS NULL THEN 1 ELSE 0 END, made_at
FROM registers_declaration
WHERE made_at >= {FEB_8} AND (stay_area_id IS NULL OR (stay_area_id >= {hubei} AND stay_area_id < {hubei + HUBEI_WIDTH}))"""


def _seen(hubei: int, first: str) -> str:
    """The declarations of cars, and the first passage of each on that journey or after."""
    return f"""
SELECT t.id, 0, t.area_id, t.made_at + 259200, CASE WHEN t.stay_area_id IS NOT NULL THEN e.screened_at END,
       CASE WHEN t.stay_area_id IS NOT NULL THEN e.id END, CASE WHEN t.stay_area_id IS NULL THEN 1 ELSE 0 END,
       t.made_at + 259200
FROM registers_declaration t {first}
WHERE t.made_at >= {FEB_8} AND t.vehicle_id IS NOT NULL
  AND (t.stay_area_id IS NULL OR (t.stay_area_id >= {hubei} AND t.stay_area_id < {hubei + HUBEI_WIDTH}))"""


_PASSED = "d.mode = 'road' AND d.direction = 'in' AND d.screened AND d.screened_at IS NOT NULL"
_FIRST = f"""registers_passage d WHERE d.vehicle_id = t.vehicle_id AND d.at >= t.made_at - 21600 AND {_PASSED}
  ORDER BY d.screened_at, d.id LIMIT 1"""
_FIRSTS = f"""LEFT JOIN (SELECT DISTINCT ON (w.id) w.id AS declaration_id, d.screened_at, d.id
  FROM registers_declaration w JOIN registers_passage d ON d.vehicle_id = w.vehicle_id AND d.at >= w.made_at - 21600
  WHERE {_PASSED} ORDER BY w.id, d.screened_at, d.id) e ON e.declaration_id = t.id"""
_LEAST = f"""LEFT JOIN (SELECT w.id AS declaration_id, MIN(d.screened_at) AS screened_at, d.id
  FROM registers_declaration w JOIN registers_passage d ON d.vehicle_id = w.vehicle_id AND d.at >= w.made_at - 21600
  WHERE {_PASSED} GROUP BY w.id) e ON e.declaration_id = t.id"""


def _case(midnight: str, evidence: str, unknown: str) -> str:
    """The day's 24:00 once a row; what follows is arithmetic. Before the value's first day there is no deadline."""
    return f"""
SELECT id, 0, area_id, ended + 86400, CASE WHEN {evidence} THEN ended END,
       CASE WHEN {evidence} AND ended IS NOT NULL THEN id END,
       CASE WHEN ended IS NULL THEN 2 WHEN {unknown} THEN 3 ELSE 0 END,
       CASE WHEN ended IS NOT NULL THEN ended + 86400 WHEN reported_on IS NULL THEN 0 ELSE {midnight} END
FROM (SELECT id, area_id, onset_on, first_visit_on, infection_source, reported_on,
             CASE WHEN reported_on >= '2020-01-15' THEN {midnight} END AS ended
      FROM registers_case WHERE classification = 'CONFIRMED') q"""


def _district_of_case(midnight: str) -> str:
    return f"""
SELECT id, 0, area_id, ended + 86400, CASE WHEN residence_city IS NOT NULL AND district_id IS NOT NULL THEN ended END,
       CASE WHEN residence_city IS NOT NULL AND district_id IS NOT NULL AND ended IS NOT NULL THEN id END,
       CASE WHEN residence_city IS NULL OR ended IS NULL THEN 1 ELSE 0 END,
       CASE WHEN ended IS NOT NULL THEN ended + 86400 WHEN reported_on IS NULL THEN 0 ELSE {midnight} END
FROM (SELECT id, area_id, district_id, residence_city, reported_on,
             CASE WHEN reported_on >= '2020-01-15' THEN {midnight} END AS ended
      FROM registers_case WHERE classification = 'CONFIRMED'
        AND (residence_city = '深圳' OR residence_city IS NULL OR reported_on IS NULL OR reported_on < '2020-01-15')) q"""


def statements(dialect: str, hubei: int) -> Mapping[str, list[str]]:
    """Must → the statements that may be the quickest, as rows of duties."""
    if dialect == "sqlite":
        ended = "CAST(strftime('%s', reported_on) AS INTEGER) + 57600"
        near = [
            _declared(f"LEFT JOIN registers_declaration e ON e.id = (SELECT d.id FROM {_SEARCH})"),
        ]
        first = [_LEAST, f"LEFT JOIN registers_passage e ON e.id = (SELECT d.id FROM {_FIRST})"]
    else:
        ended = "(reported_on - DATE '1970-01-01')::bigint * 86400 + 57600"
        near = [
            _declared(f"LEFT JOIN LATERAL (SELECT d.id, d.made_at FROM {_SEARCH}) e ON TRUE"),
            _declared(_DISTINCT),
        ]
        first = [_FIRSTS, f"LEFT JOIN LATERAL (SELECT d.id, d.screened_at FROM {_FIRST}) e ON TRUE"]
    return {
        "declared-before-the-lane": near,
        "screened-at-the-gate": [SCREENED],
        "gate-counts-each-day": [_gate_counts(dialect)],
        "gate-open-when-used": [OPEN],
        "gate-has-an-operator": [OPERATOR],
        "key-area-stay-names-destination": [_stay(hubei)],
        "key-area-car-is-seen": [_seen(hubei, join) for join in first],
        "district-reports-each-day": [_district_reports(dialect), _district_searches(dialect)],
        "case-onset-recorded": [
            _case(ended, "onset_on <= first_visit_on", "onset_on IS NULL OR first_visit_on IS NULL")
        ],
        "case-district-recorded": [_district_of_case(ended)],
        "case-source-recorded": [_case(ended, "infection_source IS NOT NULL", "1 = 0")],
    }


def tally(number: int) -> str:
    """The tallies of a must in one statement."""
    return f"""
INSERT INTO gaps_tally (must_id, area_id, hour, due, in_time, late, cannot_tell, excused)
SELECT {number}, area_id, hour, SUM(due), SUM(in_time), SUM(late), SUM(cannot_tell), 0 FROM (
  SELECT area_id, since / 3600 AS hour, COUNT(CASE WHEN state = 0 THEN 1 END) AS due,
         COUNT(CASE WHEN state = 0 AND met_at <= due_at THEN 1 END) AS in_time, 0 AS late,
         COUNT(CASE WHEN state > 0 THEN 1 END) AS cannot_tell
  FROM gaps_duty WHERE must_id = {number} GROUP BY 1, 2
  UNION ALL
  SELECT area_id, met_at / 3600, 0, 0, COUNT(*), 0
  FROM gaps_duty WHERE must_id = {number} AND state = 0 AND met_at > due_at GROUP BY 1, 2) t
GROUP BY area_id, hour"""
