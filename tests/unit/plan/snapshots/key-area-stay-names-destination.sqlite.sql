-- key-area-stay-names-destination on sqlite

-- duties
SELECT subject_id, period, area_id, due_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL AND met_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN met_at IS NULL AND unsure = 1 THEN 3 ELSE 0 END AS state,
       COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, s.made_at AS due_at,
       CASE WHEN (s.destination_id IS NOT NULL) THEN s.made_at END AS met_at, s.id AS evidence_id, CASE WHEN (((s.stay_area_id >= 14200000000000000 AND s.stay_area_id < 14300000000000000))) AND (s.made_at >= 1581091200) THEN 0 ELSE 1 END AS member,
       0 AS unsure, COALESCE(s.made_at, 1581091200) AS since
FROM registers_declaration AS s
WHERE ((((s.stay_area_id >= 14200000000000000 AND s.stay_area_id < 14300000000000000))) AND (s.made_at >= 1581091200)) IS NOT FALSE
) AS q;
