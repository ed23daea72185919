-- key-area-arrival-isolated on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.arrived_at + (CASE WHEN s.arrived_at >= 1581004800 THEN 86400 END)) AS due_at,
       e.starts_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN ((CASE WHEN s.arrived_at >= 1579708800 THEN (s.came_from_id >= 14200000000000000 AND s.came_from_id < 14300000000000000) END) OR (s.left_key_area_at IS NOT NULL)) AND (s.arrived_at <= (s.left_key_area_at + (CASE WHEN s.arrived_at >= 1579708800 THEN 1209600 END))) AND s.arrived_at >= 1581004800 THEN 0 ELSE 1 END AS member,
       COALESCE(s.arrived_at, 1581004800) AS since
FROM registers_stay AS s
  LEFT JOIN registers_order AS e ON e.id = (SELECT x.id FROM registers_order AS x
    WHERE (x.stay_id = s.id) AND (x.kind IN ('home_isolation', 'collective_isolation', 'hospital_isolation')) AND ((x.stay_id IS NOT NULL) OR (x.contact_id IS NULL) AND (x.case_id IS NULL)) ORDER BY x.starts_at, x.id LIMIT 1)
WHERE ((CASE WHEN s.arrived_at >= 1579708800 THEN (s.came_from_id >= 14200000000000000 AND s.came_from_id < 14300000000000000) END) IS NOT FALSE OR (s.left_key_area_at IS NOT NULL))
  AND (s.arrived_at <= (s.left_key_area_at + (CASE WHEN s.arrived_at >= 1579708800 THEN 1209600 END))) IS NOT FALSE
  AND (s.arrived_at >= 1581004800) IS NOT FALSE
) AS q;

-- subjects that rows of order may concern
SELECT s.id FROM registers_order AS x JOIN registers_stay AS s ON (x.stay_id = s.id) WHERE x.id IN ({ids}) AND (x.stay_id = s.id) AND (x.kind IN ('home_isolation', 'collective_isolation', 'hospital_isolation')) AND ((x.stay_id IS NOT NULL) OR ((x.contact_id IS NULL) AND (x.case_id IS NULL)));

-- evidence that fits nothing
SELECT e.id FROM registers_order AS e
WHERE (NOT ((e.stay_id IS NOT NULL) AND (e.kind IN ('home_isolation', 'collective_isolation', 'hospital_isolation')) AND ((e.stay_id IS NOT NULL) OR ((e.contact_id IS NULL) AND (e.case_id IS NULL)))) AND ((e.kind IN ('home_isolation', 'collective_isolation', 'hospital_isolation')) AND ((e.stay_id IS NOT NULL) OR ((e.contact_id IS NULL) AND (e.case_id IS NULL))) AND (e.stay_id IS NULL)));
