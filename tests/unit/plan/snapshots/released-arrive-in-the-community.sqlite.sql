-- released-arrive-in-the-community on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s_passage.released_at + (CASE WHEN s.at >= 1581091200 THEN 86400 END)) AS due_at,
       e.arrived_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.direction = 'in') AND (s.result = 'passed') AND s.at >= 1581091200 THEN 0 ELSE 1 END AS member,
       COALESCE(s.at, 1581091200) AS since,
       CASE WHEN e.id IS NULL AND ((s.passage_id IS NULL) OR (s.person_id IS NULL) OR (s_passage.destination_id IS NULL)) THEN 1 ELSE 0 END AS unsure
FROM registers_screening AS s
  LEFT JOIN registers_passage AS s_passage ON s_passage.id = s.passage_id
  LEFT JOIN registers_stay AS e ON e.id = (SELECT x.id FROM registers_stay AS x
    WHERE (x.passage_id = s.passage_id) AND (x.person_id = s.person_id) AND ((x.passage_id IS NOT NULL) OR (x.person_id IS NULL)) AND (x.area_id >= s_passage.destination_id AND x.area_id < s_passage.destination_id + CASE WHEN s_passage.destination_id % 1000 <> 0 THEN 1 WHEN s_passage.destination_id % 1000000 <> 0 THEN 1000 WHEN s_passage.destination_id % 1000000000 <> 0 THEN 1000000 WHEN s_passage.destination_id % 1000000000000 <> 0 THEN 1000000000 WHEN s_passage.destination_id % 100000000000000 <> 0 THEN 1000000000000 WHEN s_passage.destination_id % 10000000000000000 <> 0 THEN 100000000000000 ELSE 10000000000000000 END) AND x.arrived_at IS NOT NULL ORDER BY x.arrived_at, x.id LIMIT 1)
WHERE (s_passage.destination_id IS NOT NULL)
  AND (s.direction = 'in') IS NOT FALSE
  AND (s.result = 'passed') IS NOT FALSE
  AND (s.at >= 1581091200) IS NOT FALSE
) AS q;

-- subjects that rows of passage may concern
SELECT s.id FROM registers_screening AS s JOIN registers_passage AS s_passage ON s_passage.id = s.passage_id WHERE s_passage.id IN ({ids});

-- subjects that rows of stay may concern
SELECT s.id FROM registers_stay AS x JOIN registers_screening AS s ON (x.passage_id = s.passage_id) AND (x.person_id = s.person_id) LEFT JOIN registers_passage AS s_passage ON s_passage.id = s.passage_id WHERE x.id IN ({ids}) AND (x.passage_id = s.passage_id) AND (x.person_id = s.person_id) AND ((x.passage_id IS NOT NULL) OR (x.person_id IS NULL)) AND (x.area_id >= s_passage.destination_id AND x.area_id < s_passage.destination_id + CASE WHEN s_passage.destination_id % 1000 <> 0 THEN 1 WHEN s_passage.destination_id % 1000000 <> 0 THEN 1000 WHEN s_passage.destination_id % 1000000000 <> 0 THEN 1000000 WHEN s_passage.destination_id % 1000000000000 <> 0 THEN 1000000000 WHEN s_passage.destination_id % 100000000000000 <> 0 THEN 1000000000000 WHEN s_passage.destination_id % 10000000000000000 <> 0 THEN 100000000000000 ELSE 10000000000000000 END);

-- evidence that fits nothing
SELECT e.id FROM registers_stay AS e
WHERE ((NOT ((e.passage_id IS NOT NULL) AND (e.person_id IS NOT NULL) AND ((e.passage_id IS NOT NULL) OR (e.person_id IS NULL))) AND (((e.passage_id IS NOT NULL) OR (e.person_id IS NULL)) AND ((e.passage_id IS NULL) OR (e.person_id IS NULL)))) OR (e.arrived_at IS NULL AND ((e.passage_id IS NOT NULL) OR (e.person_id IS NULL))));

-- owner
SELECT s.id, s_passage_destination.command_id FROM registers_screening AS s
  LEFT JOIN registers_passage AS s_passage ON s_passage.id = s.passage_id
  LEFT JOIN registers_area AS s_passage_destination ON s_passage_destination.id = s_passage.destination_id WHERE s.id IN ({ids});
