-- inspection-has-evidence on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, s.at AS due_at,
       CASE WHEN (s.evidence = 1) THEN s.at END AS met_at,
       CASE WHEN (s.evidence = 1) AND s.at IS NOT NULL THEN s.id END AS evidence_id,
       COALESCE(s.at, 0) AS since,
       CASE WHEN CASE WHEN (s.evidence = 1) THEN s.at IS NULL ELSE (s.evidence = 1) IS NULL END THEN 1 ELSE 0 END AS unsure
FROM registers_inspection AS s
WHERE (s.rule IN ('H1', 'U1', 'U4', 'U6', 'U7', 'U8', 'U9', 'U10', 'focus'))
) AS q;
