-- key-area-car-is-seen on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, due_at AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.made_at + 259200) AS due_at,
       e.screened_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.stay_area_id >= 14200000000000000 AND s.stay_area_id < 14300000000000000) THEN 0 ELSE 1 END AS member,
       CASE WHEN e.id IS NULL AND (s.vehicle_id IS NULL) THEN 1 ELSE 0 END AS unsure
FROM registers_declaration AS s
  LEFT JOIN registers_passage AS e ON e.id = (SELECT x.id FROM registers_passage AS x
    WHERE (x.vehicle_id = s.vehicle_id) AND (x.mode = 'road') AND (x.direction = 'in') AND (x.screened = 1) AND (x.at >= (s.made_at - 21600)) AND x.screened_at IS NOT NULL ORDER BY x.screened_at, x.id LIMIT 1)
WHERE (s.vehicle_id IS NOT NULL)
  AND (s.stay_area_id >= 14200000000000000 AND s.stay_area_id < 14300000000000000) IS NOT FALSE
  AND s.made_at >= 1581091200
) AS q;

-- subjects that rows of passage may concern
SELECT s.id FROM registers_passage AS x JOIN registers_declaration AS s ON (x.vehicle_id = s.vehicle_id) WHERE x.id IN ({ids}) AND (x.vehicle_id = s.vehicle_id) AND (x.mode = 'road') AND (x.direction = 'in') AND (x.screened = 1) AND (x.at >= (s.made_at - 21600));

-- evidence that fits nothing
SELECT e.id FROM registers_passage AS e
WHERE ((NOT ((e.vehicle_id IS NOT NULL) AND (e.mode = 'road') AND (e.direction = 'in') AND ((e.screened = 1) IS TRUE)) AND ((e.mode = 'road') AND (e.direction = 'in') AND ((e.screened = 1) IS NOT FALSE) AND ((e.vehicle_id IS NULL) OR ((e.screened = 1) IS NULL)))) OR (e.screened_at IS NULL AND ((e.mode = 'road') AND (e.direction = 'in') AND ((e.screened = 1) IS NOT FALSE))));
