-- boarded-are-screened on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s_conveyance.arrives_at + 3600) AS due_at,
       e.at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.boarded = 1) THEN 0 ELSE 1 END AS member,
       COALESCE(s.recorded_at, 1581091200) AS since,
       CASE WHEN e.id IS NULL AND (s.person_id IS NULL) THEN 1 ELSE 0 END AS unsure
FROM registers_manifest AS s
  LEFT JOIN registers_conveyance AS s_conveyance ON s_conveyance.id = s.conveyance_id
  LEFT JOIN registers_screening AS e ON e.id = (SELECT x.id FROM registers_screening AS x
    WHERE (x.conveyance_id = s.conveyance_id) AND ((x.conveyance_id IS NOT NULL) OR (x.passage_id IS NULL)) AND (x.person_id = s.person_id) AND (x.direction = 'in') AND x.at IS NOT NULL ORDER BY x.at, x.id LIMIT 1)
WHERE (s.boarded = 1) IS NOT FALSE
  AND s.recorded_at >= 1581091200
) AS q;

-- subjects that rows of conveyance may concern
SELECT s.id FROM registers_manifest AS s JOIN registers_conveyance AS s_conveyance ON s_conveyance.id = s.conveyance_id WHERE s_conveyance.id IN ({ids});

-- subjects that rows of screening may concern
SELECT s.id FROM registers_screening AS x JOIN registers_manifest AS s ON (x.conveyance_id = s.conveyance_id) AND (x.person_id = s.person_id) WHERE x.id IN ({ids}) AND (x.conveyance_id = s.conveyance_id) AND ((x.conveyance_id IS NOT NULL) OR (x.passage_id IS NULL)) AND (x.person_id = s.person_id) AND (x.direction = 'in');

-- evidence that fits nothing
SELECT e.id FROM registers_screening AS e
WHERE ((NOT ((e.conveyance_id IS NOT NULL) AND ((e.conveyance_id IS NOT NULL) OR (e.passage_id IS NULL)) AND (e.person_id IS NOT NULL) AND ((e.direction = 'in') IS TRUE)) AND (((e.conveyance_id IS NOT NULL) OR (e.passage_id IS NULL)) AND ((e.direction = 'in') IS NOT FALSE) AND ((e.conveyance_id IS NULL) OR (e.person_id IS NULL) OR ((e.direction = 'in') IS NULL)))) OR (e.at IS NULL AND (((e.conveyance_id IS NOT NULL) OR (e.passage_id IS NULL)) AND ((e.direction = 'in') IS NOT FALSE))));

-- owner
SELECT s.id, s_conveyance_gate.operator_id FROM registers_manifest AS s
  LEFT JOIN registers_conveyance AS s_conveyance ON s_conveyance.id = s.conveyance_id
  LEFT JOIN registers_site AS s_conveyance_gate ON s_conveyance_gate.id = s_conveyance.gate_id WHERE s.id IN ({ids});
