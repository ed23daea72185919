-- arrival-day-declared on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 ELSE 0 END AS state, due_at AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, s.made_at AS due_at,
       CASE WHEN (s.arrives_on IS NOT NULL) THEN s.made_at END AS met_at,
       CASE WHEN (s.arrives_on IS NOT NULL) THEN s.id END AS evidence_id,
       CASE WHEN (s.traveller IN ('returning', 'arriving')) THEN 0 ELSE 1 END AS member
FROM registers_declaration AS s
WHERE (s.traveller IN ('returning', 'arriving')) IS NOT FALSE
  AND s.made_at >= 1581091200
) AS q;
