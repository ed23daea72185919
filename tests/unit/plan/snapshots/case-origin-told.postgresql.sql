-- case-origin-told on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (((s.reported_on - DATE '1970-01-01')::bigint * 86400 + 57600) + (CASE WHEN ((s.reported_on - DATE '1970-01-01')::bigint * 86400 - 28800) >= 1579017600 THEN 259200 END)) AS due_at,
       CASE WHEN ((s.origin_of_case IS NOT NULL) OR (s.origin_reason IS NOT NULL)) THEN s.origin_told_at END AS met_at,
       CASE WHEN ((s.origin_of_case IS NOT NULL) OR (s.origin_reason IS NOT NULL)) AND s.origin_told_at IS NOT NULL THEN s.id END AS evidence_id,
       COALESCE(((s.reported_on - DATE '1970-01-01')::bigint * 86400 + 57600), 0) AS since,
       CASE WHEN CASE WHEN ((s.origin_of_case IS NOT NULL) OR (s.origin_reason IS NOT NULL)) THEN s.origin_told_at IS NULL ELSE (1 = 0) END THEN 1 ELSE 0 END AS unsure
FROM registers_case AS s
WHERE (s.classification = 'CONFIRMED')
) AS q;
