-- lost-contact-searched on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.ended_at + (CASE WHEN s.identified_at >= 1579017600 THEN 86400 END)) AS due_at,
       CASE WHEN (s.searched_at IS NOT NULL) THEN s.searched_at END AS met_at,
       CASE WHEN (s.searched_at IS NOT NULL) AND s.searched_at IS NOT NULL THEN s.id END AS evidence_id,
       CASE WHEN (s.status = 'LOST') THEN 0 ELSE 1 END AS member,
       COALESCE(s.identified_at, 0) AS since,
       CASE WHEN CASE WHEN (s.searched_at IS NOT NULL) THEN s.searched_at IS NULL ELSE (1 = 0) END THEN 1 ELSE 0 END AS unsure
FROM registers_contact AS s
WHERE (s.handed_to_id IS NULL)
  AND (s.status = 'LOST') IS NOT FALSE
) AS q;
