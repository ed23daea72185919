-- bus-passenger-from-elsewhere-declares on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, due_at AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s_passage.at + 1800) AS due_at,
       e.made_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.registered_elsewhere = 1) AND (s.role = 'passenger') AND (s_passage.vehicle_scope = 'bus_from_elsewhere') THEN 0 ELSE 1 END AS member,
       CASE WHEN e.id IS NULL AND (s.person_id IS NULL) THEN 1 ELSE 0 END AS unsure
FROM registers_occupant AS s
  LEFT JOIN registers_passage AS s_passage ON s_passage.id = s.passage_id
  LEFT JOIN registers_declaration AS e ON e.id = (SELECT x.id FROM registers_declaration AS x
    WHERE (x.person_id = s.person_id) AND ((x.person_id IS NOT NULL) OR (x.vehicle_id IS NULL)) AND (x.made_at >= (s_passage.at - 86400)) AND (x.made_at <= (s_passage.at + 21600)) ORDER BY x.made_at, x.id LIMIT 1)
WHERE (s_passage.direction = 'in')
  AND (s_passage.mode = 'road')
  AND (s.registered_elsewhere = 1) IS NOT FALSE
  AND (s.role = 'passenger') IS NOT FALSE
  AND (s_passage.vehicle_scope = 'bus_from_elsewhere') IS NOT FALSE
  AND s.recorded_at >= 1581091200
) AS q;

-- subjects that rows of passage may concern
SELECT s.id FROM registers_occupant AS s JOIN registers_passage AS s_passage ON s_passage.id = s.passage_id WHERE s_passage.id IN ({ids});

-- subjects that rows of declaration may concern
SELECT s.id FROM registers_declaration AS x JOIN registers_occupant AS s ON (x.person_id = s.person_id) LEFT JOIN registers_passage AS s_passage ON s_passage.id = s.passage_id WHERE x.id IN ({ids}) AND (x.person_id = s.person_id) AND ((x.person_id IS NOT NULL) OR (x.vehicle_id IS NULL)) AND (x.made_at >= (s_passage.at - 86400)) AND (x.made_at <= (s_passage.at + 21600));

-- evidence that fits nothing
SELECT e.id FROM registers_declaration AS e
WHERE (NOT ((e.person_id IS NOT NULL) AND ((e.person_id IS NOT NULL) OR (e.vehicle_id IS NULL))) AND (((e.person_id IS NOT NULL) OR (e.vehicle_id IS NULL)) AND (e.person_id IS NULL)));

-- owner
SELECT s.id, s_passage_gate.operator_id FROM registers_occupant AS s
  LEFT JOIN registers_passage AS s_passage ON s_passage.id = s.passage_id
  LEFT JOIN registers_site AS s_passage_gate ON s_passage_gate.id = s_passage.gate_id WHERE s.id IN ({ids});
