-- extension-on-newer-evidence on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, due_at AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, s.starts_at AS due_at,
       CASE WHEN (s.evidence_at > s_replaces.evidence_at) THEN s.starts_at END AS met_at,
       CASE WHEN (s.evidence_at > s_replaces.evidence_at) THEN s.id END AS evidence_id,
       CASE WHEN (s_replaces.oral = 0) THEN 0 ELSE 1 END AS member,
       CASE WHEN (s.evidence_at > s_replaces.evidence_at) IS NULL THEN 1 ELSE 0 END AS unsure
FROM registers_order AS s
  LEFT JOIN registers_order AS s_replaces ON s_replaces.id = s.replaces_id
WHERE (s.replaces_id IS NOT NULL)
  AND (s_replaces.oral = 0) IS NOT FALSE
) AS q;

-- subjects that rows of order may concern
SELECT s.id FROM registers_order AS s JOIN registers_order AS s_replaces ON s_replaces.id = s.replaces_id WHERE s_replaces.id IN ({ids});

-- owner
SELECT s.id, s.decided_by_id FROM registers_order AS s WHERE s.id IN ({ids});
