-- discharged-case-is-seen-each-day on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 ELSE 0 END AS state, due_at AS since
FROM (
WITH RECURSIVE days(start, day) AS (
  SELECT 1581004800::bigint, DATE '2020-02-07'
  UNION ALL
  SELECT start + 86400, day + 1 FROM days WHERE start < 1588176000
)
SELECT s.id AS subject_id, p.start AS period, s.area_id AS area_id, ((p.day - DATE '1970-01-01')::bigint * 86400 + 57600) AS due_at,
       CASE WHEN EXISTS (SELECT 1 FROM registers_clinicalcheck AS c2 WHERE c2.case_id = s.id AND (c2.at >= p.start) AND (c2.at < (p.start + 86400)) AND ((c2.temperature IS NOT NULL) OR (c2.symptoms_better IS NOT NULL) OR (c2.severity IS NOT NULL))) THEN ((p.day - DATE '1970-01-01')::bigint * 86400 + 57600) END AS met_at,
       CASE WHEN EXISTS (SELECT 1 FROM registers_clinicalcheck AS c2 WHERE c2.case_id = s.id AND (c2.at >= p.start) AND (c2.at < (p.start + 86400)) AND ((c2.temperature IS NOT NULL) OR (c2.symptoms_better IS NOT NULL) OR (c2.severity IS NOT NULL))) THEN s.id END AS evidence_id,
       CASE WHEN ((s.discharged_on IS NOT NULL) OR (s.outcome IS NOT NULL) AND (s.outcome = 'RECOVERED') AND (p.start >= ((s.reported_on - DATE '1970-01-01')::bigint * 86400 + 57600))) AND (p.start >= ((s.discharged_on - DATE '1970-01-01')::bigint * 86400 + 57600)) AND ((p.start + 86400) <= (((s.discharged_on - DATE '1970-01-01')::bigint * 86400 + 57600) + 1209600)) AND ((s.died_on IS NULL) OR (s.died_on > p.day)) AND NOT EXISTS (SELECT 1 FROM registers_case AS c2 WHERE c2.earlier_case_id = s.id AND (c2.classification <> 'NO_CASE') AND (c2.found_at < (p.start + 86400)) IS NOT FALSE) THEN 0 ELSE 1 END AS member
FROM registers_case AS s
  CROSS JOIN days AS p
WHERE (s.classification IN ('CONFIRMED', 'CONFIRMED_NO_SYMPTOMS'))
  AND ((s.discharged_on IS NOT NULL) OR (s.outcome IS NOT NULL) AND (s.outcome = 'RECOVERED') IS NOT FALSE AND (p.start >= ((s.reported_on - DATE '1970-01-01')::bigint * 86400 + 57600)) IS NOT FALSE)
  AND (p.start >= ((s.discharged_on - DATE '1970-01-01')::bigint * 86400 + 57600)) IS NOT FALSE
  AND ((p.start + 86400) <= (((s.discharged_on - DATE '1970-01-01')::bigint * 86400 + 57600) + 1209600)) IS NOT FALSE
  AND ((s.died_on IS NULL) OR (s.died_on > p.day) IS NOT FALSE)
  AND NOT EXISTS (SELECT 1 FROM registers_case AS c2 WHERE c2.earlier_case_id = s.id AND (c2.classification <> 'NO_CASE') AND (c2.found_at < (p.start + 86400)))
) AS q;

-- subjects that rows of case may concern
SELECT c.earlier_case_id FROM registers_case AS c WHERE c.id IN ({ids}) AND c.earlier_case_id IS NOT NULL;

-- subjects that rows of clinical_check may concern
SELECT c.case_id FROM registers_clinicalcheck AS c WHERE c.id IN ({ids}) AND c.case_id IS NOT NULL;
