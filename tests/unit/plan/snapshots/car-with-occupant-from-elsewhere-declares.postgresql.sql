-- car-with-occupant-from-elsewhere-declares on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, due_at AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s_passage.at + 1800) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.registered_elsewhere = TRUE) AND (s_passage.vehicle_scope IN ('local', 'occupant_from_elsewhere')) THEN 0 ELSE 1 END AS member,
       CASE WHEN e.id IS NULL AND (s_passage.vehicle_id IS NULL) THEN 1 ELSE 0 END AS unsure
FROM registers_occupant AS s
  LEFT JOIN registers_passage AS s_passage ON s_passage.id = s.passage_id
  LEFT JOIN (SELECT s.id AS subject_id, (MIN(ARRAY[x.made_at, x.id]))[1] AS met_at, (MIN(ARRAY[x.made_at, x.id]))[2] AS id
    FROM registers_occupant AS s
  LEFT JOIN registers_passage AS s_passage ON s_passage.id = s.passage_id
  CROSS JOIN registers_declaration AS x
    WHERE (x.vehicle_id = s_passage.vehicle_id) AND ((x.vehicle_id IS NOT NULL) OR (x.person_id IS NULL)) AND (x.made_at >= (s_passage.at - 86400)) AND (x.made_at <= (s_passage.at + 21600))
  AND (s.registered_elsewhere = TRUE) AND (s_passage.direction = 'in') AND (s_passage.mode = 'road') AND (s_passage.vehicle_scope IN ('local', 'occupant_from_elsewhere'))
  AND s.recorded_at >= 1581091200
    GROUP BY s.id) AS e ON e.subject_id = s.id
WHERE (s_passage.direction = 'in')
  AND (s_passage.mode = 'road')
  AND (s.registered_elsewhere = TRUE) IS NOT FALSE
  AND (s_passage.vehicle_scope IN ('local', 'occupant_from_elsewhere')) IS NOT FALSE
  AND s.recorded_at >= 1581091200
) AS q;

-- duties of single subjects
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, due_at AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s_passage.at + 1800) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.registered_elsewhere = TRUE) AND (s_passage.vehicle_scope IN ('local', 'occupant_from_elsewhere')) THEN 0 ELSE 1 END AS member,
       CASE WHEN e.id IS NULL AND (s_passage.vehicle_id IS NULL) THEN 1 ELSE 0 END AS unsure
FROM registers_occupant AS s
  LEFT JOIN registers_passage AS s_passage ON s_passage.id = s.passage_id
  LEFT JOIN LATERAL (SELECT x.id, x.made_at AS met_at FROM registers_declaration AS x
    WHERE (x.vehicle_id = s_passage.vehicle_id) AND ((x.vehicle_id IS NOT NULL) OR (x.person_id IS NULL)) AND (x.made_at >= (s_passage.at - 86400)) AND (x.made_at <= (s_passage.at + 21600))
    ORDER BY met_at, x.id LIMIT 1) AS e ON TRUE
WHERE (s_passage.direction = 'in')
  AND (s_passage.mode = 'road')
  AND (s.registered_elsewhere = TRUE) IS NOT FALSE
  AND (s_passage.vehicle_scope IN ('local', 'occupant_from_elsewhere')) IS NOT FALSE
  AND s.recorded_at >= 1581091200 AND (s.id IN ({ids}))
) AS q;

-- subjects that rows of passage may concern
SELECT s.id FROM registers_occupant AS s JOIN registers_passage AS s_passage ON s_passage.id = s.passage_id WHERE s_passage.id IN ({ids});

-- subjects that rows of declaration may concern
SELECT s.id FROM registers_declaration AS x JOIN registers_occupant AS s ON 1 = 1 LEFT JOIN registers_passage AS s_passage ON s_passage.id = s.passage_id WHERE x.id IN ({ids}) AND (x.vehicle_id = s_passage.vehicle_id) AND ((x.vehicle_id IS NOT NULL) OR (x.person_id IS NULL)) AND (x.made_at >= (s_passage.at - 86400)) AND (x.made_at <= (s_passage.at + 21600));

-- evidence that fits nothing
SELECT e.id FROM registers_declaration AS e
WHERE (NOT ((e.vehicle_id IS NOT NULL) AND ((e.vehicle_id IS NOT NULL) OR (e.person_id IS NULL))) AND (((e.vehicle_id IS NOT NULL) OR (e.person_id IS NULL)) AND (e.vehicle_id IS NULL)));

-- owner
SELECT s.id, s_passage_gate.operator_id FROM registers_occupant AS s
  LEFT JOIN registers_passage AS s_passage ON s_passage.id = s.passage_id
  LEFT JOIN registers_site AS s_passage_gate ON s_passage_gate.id = s_passage.gate_id WHERE s.id IN ({ids});
