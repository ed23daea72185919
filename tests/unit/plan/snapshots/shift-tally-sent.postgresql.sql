-- shift-tally-sent on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, due_at AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.ends_at + 3600) AS due_at,
       CASE WHEN (s.vehicles IS NOT NULL) THEN s.made_at END AS met_at,
       CASE WHEN (s.vehicles IS NOT NULL) AND s.made_at IS NOT NULL THEN s.id END AS evidence_id,
       CASE WHEN (s_site.mode = 'road') THEN 0 ELSE 1 END AS member,
       CASE WHEN CASE WHEN (s.vehicles IS NOT NULL) THEN s.made_at IS NULL ELSE (1 = 0) END THEN 1 ELSE 0 END AS unsure
FROM registers_shifttally AS s
  LEFT JOIN registers_site AS s_site ON s_site.id = s.site_id
WHERE (s.kind = 'post')
  AND (s_site.kind = 'gate')
  AND (s_site.mode = 'road') IS NOT FALSE
  AND s.starts_at >= 1581091200
) AS q;

-- subjects that rows of site may concern
SELECT s.id FROM registers_shifttally AS s JOIN registers_site AS s_site ON s_site.id = s.site_id WHERE s_site.id IN ({ids});

-- owner
SELECT s.id, s_site.operator_id FROM registers_shifttally AS s
  LEFT JOIN registers_site AS s_site ON s_site.id = s.site_id WHERE s.id IN ({ids});
