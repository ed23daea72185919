-- case-onset-recorded on sqlite

-- duties
SELECT subject_id, period, area_id, due_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL AND met_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN met_at IS NULL AND unsure = 1 THEN 3 ELSE 0 END AS state,
       COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, ((CAST(strftime('%s', s.reported_on, '+1 day') AS INTEGER) - 28800) + CASE WHEN (CAST(strftime('%s', s.reported_on) AS INTEGER) - 28800) >= 1579017600 THEN 86400 END) AS due_at,
       CASE WHEN (s.onset_on <= s.first_visit_on) THEN (CAST(strftime('%s', s.reported_on, '+1 day') AS INTEGER) - 28800) END AS met_at, s.id AS evidence_id, 0 AS member,
       CASE WHEN (s.onset_on <= s.first_visit_on) IS NOT FALSE THEN 1 ELSE 0 END AS unsure, COALESCE((CAST(strftime('%s', s.reported_on, '+1 day') AS INTEGER) - 28800), 0) AS since
FROM registers_case AS s
WHERE (s.classification = 'CONFIRMED')
) AS q;
