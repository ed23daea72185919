-- fault-mended on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.at + (CASE WHEN s.at >= 1579017600 THEN 172800 END)) AS due_at,
       CASE WHEN (s.mended_at IS NOT NULL) THEN s.mended_at END AS met_at,
       CASE WHEN (s.mended_at IS NOT NULL) AND s.mended_at IS NOT NULL THEN s.id END AS evidence_id,
       CASE WHEN (s.result = 'fault') THEN 0 ELSE 1 END AS member,
       COALESCE(s.at, 0) AS since,
       CASE WHEN CASE WHEN (s.mended_at IS NOT NULL) THEN s.mended_at IS NULL ELSE (1 = 0) END THEN 1 ELSE 0 END AS unsure
FROM registers_inspection AS s
WHERE (s.rule IN ('H1', 'U1', 'U4', 'U6', 'U7', 'U8', 'U9', 'U10', 'focus'))
  AND (s.result = 'fault') IS NOT FALSE
) AS q;

-- owner
SELECT s.id, s_site.operator_id FROM registers_inspection AS s
  LEFT JOIN registers_site AS s_site ON s_site.id = s.site_id WHERE s.id IN ({ids});
