-- arrivals-declare on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s_conveyance.arrives_at + 1800) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.boarded = TRUE) THEN 0 ELSE 1 END AS member,
       COALESCE(s.recorded_at, 1581091200) AS since,
       CASE WHEN e.id IS NULL AND ((s.person_id IS NULL) OR (s_conveyance.arrives_at IS NULL)) THEN 1 ELSE 0 END AS unsure
FROM registers_manifest AS s
  LEFT JOIN registers_conveyance AS s_conveyance ON s_conveyance.id = s.conveyance_id
  LEFT JOIN (SELECT s.id AS subject_id, (MIN(ARRAY[x.made_at, x.id]))[1] AS met_at, (MIN(ARRAY[x.made_at, x.id]))[2] AS id
    FROM registers_manifest AS s
  LEFT JOIN registers_conveyance AS s_conveyance ON s_conveyance.id = s.conveyance_id
  CROSS JOIN registers_declaration AS x
    WHERE (x.person_id = s.person_id) AND ((x.person_id IS NOT NULL) OR (x.vehicle_id IS NULL)) AND (x.made_at >= (s_conveyance.arrives_at - 86400)) AND (x.made_at <= (s_conveyance.arrives_at + 21600))
  AND (s.boarded = TRUE)
  AND s.recorded_at >= 1581091200
    GROUP BY s.id) AS e ON e.subject_id = s.id
WHERE (s.boarded = TRUE) IS NOT FALSE
  AND s.recorded_at >= 1581091200
) AS q;

-- duties of single subjects
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s_conveyance.arrives_at + 1800) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.boarded = TRUE) THEN 0 ELSE 1 END AS member,
       COALESCE(s.recorded_at, 1581091200) AS since,
       CASE WHEN e.id IS NULL AND ((s.person_id IS NULL) OR (s_conveyance.arrives_at IS NULL)) THEN 1 ELSE 0 END AS unsure
FROM registers_manifest AS s
  LEFT JOIN registers_conveyance AS s_conveyance ON s_conveyance.id = s.conveyance_id
  LEFT JOIN LATERAL (SELECT x.id, x.made_at AS met_at FROM registers_declaration AS x
    WHERE (x.person_id = s.person_id) AND ((x.person_id IS NOT NULL) OR (x.vehicle_id IS NULL)) AND (x.made_at >= (s_conveyance.arrives_at - 86400)) AND (x.made_at <= (s_conveyance.arrives_at + 21600))
    ORDER BY met_at, x.id LIMIT 1) AS e ON TRUE
WHERE (s.boarded = TRUE) IS NOT FALSE
  AND s.recorded_at >= 1581091200 AND (s.id IN ({ids}))
) AS q;

-- subjects that rows of conveyance may concern
SELECT s.id FROM registers_manifest AS s JOIN registers_conveyance AS s_conveyance ON s_conveyance.id = s.conveyance_id WHERE s_conveyance.id IN ({ids});

-- subjects that rows of declaration may concern
SELECT s.id FROM registers_declaration AS x JOIN registers_manifest AS s ON (x.person_id = s.person_id) LEFT JOIN registers_conveyance AS s_conveyance ON s_conveyance.id = s.conveyance_id WHERE x.id IN ({ids}) AND (x.person_id = s.person_id) AND ((x.person_id IS NOT NULL) OR (x.vehicle_id IS NULL)) AND (x.made_at >= (s_conveyance.arrives_at - 86400)) AND (x.made_at <= (s_conveyance.arrives_at + 21600));

-- evidence that fits nothing
SELECT e.id FROM registers_declaration AS e
WHERE (NOT ((e.person_id IS NOT NULL) AND ((e.person_id IS NOT NULL) OR (e.vehicle_id IS NULL))) AND (((e.person_id IS NOT NULL) OR (e.vehicle_id IS NULL)) AND (e.person_id IS NULL)));

-- owner
SELECT s.id, s_conveyance_gate.operator_id FROM registers_manifest AS s
  LEFT JOIN registers_conveyance AS s_conveyance ON s_conveyance.id = s.conveyance_id
  LEFT JOIN registers_site AS s_conveyance_gate ON s_conveyance_gate.id = s_conveyance.gate_id WHERE s.id IN ({ids});
