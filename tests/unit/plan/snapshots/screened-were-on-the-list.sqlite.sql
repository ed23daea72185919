-- screened-were-on-the-list on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.at + (CASE WHEN s.at >= 1581091200 THEN 14400 END)) AS due_at,
       e.recorded_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.direction = 'in') AND s.at >= 1581091200 THEN 0 ELSE 1 END AS member,
       COALESCE(s.at, 1581091200) AS since,
       CASE WHEN e.id IS NULL AND ((s.conveyance_id IS NULL) OR (s.person_id IS NULL)) THEN 1 ELSE 0 END AS unsure
FROM registers_screening AS s
  LEFT JOIN registers_manifest AS e ON e.id = (SELECT x.id FROM registers_manifest AS x
    WHERE (x.conveyance_id = s.conveyance_id) AND (x.person_id = s.person_id) ORDER BY x.recorded_at, x.id LIMIT 1)
WHERE (s.conveyance_id IS NOT NULL)
  AND (s.direction = 'in') IS NOT FALSE
  AND (s.at >= 1581091200) IS NOT FALSE
) AS q;

-- subjects that rows of manifest may concern
SELECT s.id FROM registers_manifest AS x JOIN registers_screening AS s ON (x.conveyance_id = s.conveyance_id) AND (x.person_id = s.person_id) WHERE x.id IN ({ids}) AND (x.conveyance_id = s.conveyance_id) AND (x.person_id = s.person_id);

-- evidence that fits nothing
SELECT e.id FROM registers_manifest AS e
WHERE (NOT (e.person_id IS NOT NULL) AND (e.person_id IS NULL));

-- owner
SELECT s.id, s_conveyance.carrier_id FROM registers_screening AS s
  LEFT JOIN registers_conveyance AS s_conveyance ON s_conveyance.id = s.conveyance_id WHERE s.id IN ({ids});
