-- key-area-car-is-seen on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 ELSE 0 END AS state, due_at AS since
FROM (
WITH members AS MATERIALIZED (
  SELECT s.*
  FROM registers_vehicle AS s
  WHERE EXISTS (SELECT 1 FROM registers_declaration AS c2 WHERE c2.vehicle_id = s.id AND (c2.stay_area_id >= 14200000000000000 AND c2.stay_area_id < 14300000000000000) IS NOT FALSE)
  AND s.recorded_at >= 1581091200
)
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.recorded_at + 259200) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN EXISTS (SELECT 1 FROM registers_declaration AS c2 WHERE c2.vehicle_id = s.id AND (c2.stay_area_id >= 14200000000000000 AND c2.stay_area_id < 14300000000000000)) THEN 0 ELSE 1 END AS member
FROM members AS s
  LEFT JOIN (SELECT s.id AS subject_id, (MIN(ARRAY[x.screened_at, x.id]))[1] AS met_at, (MIN(ARRAY[x.screened_at, x.id]))[2] AS id
    FROM members AS s
  CROSS JOIN registers_passage AS x
    WHERE (x.vehicle_id = s.id) AND (x.mode = 'road') AND (x.direction = 'in') AND (x.screened = TRUE) AND x.screened_at IS NOT NULL
  AND (1 = 1)
    GROUP BY s.id) AS e ON e.subject_id = s.id
) AS q;

-- duties of single subjects
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 ELSE 0 END AS state, due_at AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.recorded_at + 259200) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN EXISTS (SELECT 1 FROM registers_declaration AS c2 WHERE c2.vehicle_id = s.id AND (c2.stay_area_id >= 14200000000000000 AND c2.stay_area_id < 14300000000000000)) THEN 0 ELSE 1 END AS member
FROM registers_vehicle AS s
  LEFT JOIN LATERAL (SELECT x.id, x.screened_at AS met_at FROM registers_passage AS x
    WHERE (x.vehicle_id = s.id) AND (x.mode = 'road') AND (x.direction = 'in') AND (x.screened = TRUE) AND x.screened_at IS NOT NULL
    ORDER BY met_at, x.id LIMIT 1) AS e ON TRUE
WHERE EXISTS (SELECT 1 FROM registers_declaration AS c2 WHERE c2.vehicle_id = s.id AND (c2.stay_area_id >= 14200000000000000 AND c2.stay_area_id < 14300000000000000) IS NOT FALSE)
  AND s.recorded_at >= 1581091200 AND (s.id IN ({ids}))
) AS q;

-- subjects that rows of passage may concern
SELECT s.id FROM registers_passage AS x JOIN registers_vehicle AS s ON (x.vehicle_id = s.id) WHERE x.id IN ({ids}) AND (x.vehicle_id = s.id) AND (x.mode = 'road') AND (x.direction = 'in') AND (x.screened = TRUE);

-- subjects that rows of declaration may concern
SELECT c.vehicle_id FROM registers_declaration AS c WHERE c.id IN ({ids}) AND c.vehicle_id IS NOT NULL;

-- evidence that fits nothing
SELECT e.id FROM registers_passage AS e
WHERE ((NOT ((e.vehicle_id IS NOT NULL) AND (e.mode = 'road') AND (e.direction = 'in') AND ((e.screened = TRUE) IS TRUE)) AND ((e.mode = 'road') AND (e.direction = 'in') AND ((e.screened = TRUE) IS NOT FALSE) AND ((e.vehicle_id IS NULL) OR ((e.screened = TRUE) IS NULL)))) OR (e.screened_at IS NULL AND ((e.mode = 'road') AND (e.direction = 'in') AND ((e.screened = TRUE) IS NOT FALSE))));
