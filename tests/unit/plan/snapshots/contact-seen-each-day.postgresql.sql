-- contact-seen-each-day on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, due_at AS since
FROM (
WITH RECURSIVE days(start, day) AS (
  SELECT 1581004800::bigint, DATE '2020-02-07'
  UNION ALL
  SELECT start + 86400, day + 1 FROM days WHERE start < 1588176000
)
SELECT s.id AS subject_id, p.start AS period, s.area_id AS area_id, ((p.day - DATE '1970-01-01')::bigint * 86400 + 57600) AS due_at,
       CASE WHEN (CASE WHEN EXISTS (SELECT 1 FROM registers_healthcheck AS c2 WHERE c2.contact_id = s.id AND (c2.result IS NOT NULL) AND (c2.at >= p.start) AND (c2.at < (p.start + 86400)) AND (c2.result IN ('SEEN_OK', 'SEEN_NOT_OK'))) THEN (1 = 1) WHEN EXISTS (SELECT 1 FROM registers_healthcheck AS c2 WHERE c2.contact_id = s.id AND (c2.result IS NOT NULL) AND (c2.at >= p.start) IS NOT FALSE AND (c2.at < (p.start + 86400)) IS NOT FALSE AND (c2.result IN ('SEEN_OK', 'SEEN_NOT_OK')) IS NOT FALSE) THEN NULL ELSE (1 = 0) END) THEN ((p.day - DATE '1970-01-01')::bigint * 86400 + 57600) END AS met_at,
       CASE WHEN (CASE WHEN EXISTS (SELECT 1 FROM registers_healthcheck AS c2 WHERE c2.contact_id = s.id AND (c2.result IS NOT NULL) AND (c2.at >= p.start) AND (c2.at < (p.start + 86400)) AND (c2.result IN ('SEEN_OK', 'SEEN_NOT_OK'))) THEN (1 = 1) WHEN EXISTS (SELECT 1 FROM registers_healthcheck AS c2 WHERE c2.contact_id = s.id AND (c2.result IS NOT NULL) AND (c2.at >= p.start) IS NOT FALSE AND (c2.at < (p.start + 86400)) IS NOT FALSE AND (c2.result IN ('SEEN_OK', 'SEEN_NOT_OK')) IS NOT FALSE) THEN NULL ELSE (1 = 0) END) THEN s.id END AS evidence_id,
       CASE WHEN (s.category IN ('HIGH_RISK', 'MEDIUM_RISK_MED')) AND ((s.classification IS NULL) OR (s.classification <> 'NO_CONTACT')) AND ((p.start + 86400) <= (s.last_contact_at + 1209600)) AND ((s.ended_at IS NULL) OR (s.ended_at >= (p.start + 86400))) THEN 0 ELSE 1 END AS member,
       CASE WHEN (CASE WHEN EXISTS (SELECT 1 FROM registers_healthcheck AS c2 WHERE c2.contact_id = s.id AND (c2.result IS NOT NULL) AND (c2.at >= p.start) AND (c2.at < (p.start + 86400)) AND (c2.result IN ('SEEN_OK', 'SEEN_NOT_OK'))) THEN (1 = 1) WHEN EXISTS (SELECT 1 FROM registers_healthcheck AS c2 WHERE c2.contact_id = s.id AND (c2.result IS NOT NULL) AND (c2.at >= p.start) IS NOT FALSE AND (c2.at < (p.start + 86400)) IS NOT FALSE AND (c2.result IN ('SEEN_OK', 'SEEN_NOT_OK')) IS NOT FALSE) THEN NULL ELSE (1 = 0) END) IS NULL THEN 1 ELSE 0 END AS unsure
FROM registers_contact AS s
  CROSS JOIN days AS p
  LEFT JOIN registers_case AS s_case ON s_case.id = s.case_id
WHERE (s.team_id IS NOT NULL)
  AND (s.handed_to_id IS NULL)
  AND (s_case.classification <> 'NO_CASE')
  AND (p.start >= (s.identified_at + 86400))
  AND (s.category IN ('HIGH_RISK', 'MEDIUM_RISK_MED')) IS NOT FALSE
  AND ((s.classification IS NULL) OR (s.classification <> 'NO_CONTACT') IS NOT FALSE)
  AND ((p.start + 86400) <= (s.last_contact_at + 1209600)) IS NOT FALSE
  AND ((s.ended_at IS NULL) OR (s.ended_at >= (p.start + 86400)) IS NOT FALSE)
) AS q;

-- subjects that rows of case may concern
SELECT s.id FROM registers_contact AS s JOIN registers_case AS s_case ON s_case.id = s.case_id WHERE s_case.id IN ({ids});

-- subjects that rows of health_check may concern
SELECT c.contact_id FROM registers_healthcheck AS c WHERE c.id IN ({ids}) AND c.contact_id IS NOT NULL;
