-- gate-has-an-operator on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.opened_at + 86400) AS due_at,
       CASE WHEN (s.operator_id IS NOT NULL) THEN s.opened_at END AS met_at,
       CASE WHEN (s.operator_id IS NOT NULL) AND s.opened_at IS NOT NULL THEN s.id END AS evidence_id,
       COALESCE(s.recorded_at, 1579881600) AS since,
       CASE WHEN CASE WHEN (s.operator_id IS NOT NULL) THEN s.opened_at IS NULL ELSE (1 = 0) END THEN 1 ELSE 0 END AS unsure
FROM registers_site AS s
WHERE (s.kind = 'gate')
  AND s.recorded_at >= 1579881600
) AS q;
