-- fever-sent-to-hospital on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.fever_found_at + (CASE WHEN s.arrived_at >= 1581004800 THEN 7200 END)) AS due_at,
       CASE WHEN (s.sent_to_hospital_at IS NOT NULL) THEN s.sent_to_hospital_at END AS met_at,
       CASE WHEN (s.sent_to_hospital_at IS NOT NULL) AND s.sent_to_hospital_at IS NOT NULL THEN s.id END AS evidence_id,
       CASE WHEN (s.fever = 1) AND s.arrived_at >= 1581004800 THEN 0 ELSE 1 END AS member,
       COALESCE(s.arrived_at, 1581004800) AS since,
       CASE WHEN CASE WHEN (s.sent_to_hospital_at IS NOT NULL) THEN s.sent_to_hospital_at IS NULL ELSE (1 = 0) END THEN 1 ELSE 0 END AS unsure
FROM registers_stay AS s
WHERE (s.fever = 1) IS NOT FALSE
  AND (s.arrived_at >= 1581004800) IS NOT FALSE
) AS q;
