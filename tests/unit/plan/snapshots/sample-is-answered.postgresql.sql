-- sample-is-answered on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.taken_at + (CASE WHEN s.taken_at >= 1579881600 THEN 86400 END)) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN ((s.condition IS NULL) OR (s.condition = 'ADEQUATE')) AND s.taken_at >= 1581091200 THEN 0 ELSE 1 END AS member,
       COALESCE(s.taken_at, 1581091200) AS since,
       CASE WHEN e.id IS NULL AND (s.taken_at IS NULL) THEN 1 ELSE 0 END AS unsure
FROM registers_sample AS s
  LEFT JOIN registers_pool AS s_pool ON s_pool.id = s.pool_id
  LEFT JOIN (SELECT s.id AS subject_id, (MIN(ARRAY[x.resulted_at, x.id]))[1] AS met_at, (MIN(ARRAY[x.resulted_at, x.id]))[2] AS id
    FROM registers_sample AS s
  LEFT JOIN registers_pool AS s_pool ON s_pool.id = s.pool_id
  CROSS JOIN registers_testresult AS x
    WHERE (x.sample_id = s.id) AND (x.result IN ('NEGATIVE', 'POSITIVE', 'INDETERMINATE')) AND (x.resulted_at >= s.taken_at) AND x.resulted_at IS NOT NULL
  AND ((s.taken_at IS NOT NULL) OR (s.received_at IS NOT NULL)) AND ((s.pool_id IS NULL) OR (s_pool.split_at IS NOT NULL)) AND ((s.condition IS NULL) OR (s.condition = 'ADEQUATE'))
  AND s.taken_at >= 1581091200
    GROUP BY s.id) AS e ON e.subject_id = s.id
WHERE ((s.taken_at IS NOT NULL) OR (s.received_at IS NOT NULL))
  AND ((s.pool_id IS NULL) OR (s_pool.split_at IS NOT NULL))
  AND ((s.condition IS NULL) OR (s.condition = 'ADEQUATE') IS NOT FALSE)
  AND (s.taken_at >= 1581091200) IS NOT FALSE
) AS q;

-- duties of single subjects
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.taken_at + (CASE WHEN s.taken_at >= 1579881600 THEN 86400 END)) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN ((s.condition IS NULL) OR (s.condition = 'ADEQUATE')) AND s.taken_at >= 1581091200 THEN 0 ELSE 1 END AS member,
       COALESCE(s.taken_at, 1581091200) AS since,
       CASE WHEN e.id IS NULL AND (s.taken_at IS NULL) THEN 1 ELSE 0 END AS unsure
FROM registers_sample AS s
  LEFT JOIN registers_pool AS s_pool ON s_pool.id = s.pool_id
  LEFT JOIN LATERAL (SELECT x.id, x.resulted_at AS met_at FROM registers_testresult AS x
    WHERE (x.sample_id = s.id) AND (x.result IN ('NEGATIVE', 'POSITIVE', 'INDETERMINATE')) AND (x.resulted_at >= s.taken_at) AND x.resulted_at IS NOT NULL
    ORDER BY met_at, x.id LIMIT 1) AS e ON TRUE
WHERE ((s.taken_at IS NOT NULL) OR (s.received_at IS NOT NULL))
  AND ((s.pool_id IS NULL) OR (s_pool.split_at IS NOT NULL))
  AND ((s.condition IS NULL) OR (s.condition = 'ADEQUATE') IS NOT FALSE)
  AND (s.taken_at >= 1581091200) IS NOT FALSE AND (s.id IN ({ids}))
) AS q;

-- subjects that rows of pool may concern
SELECT s.id FROM registers_sample AS s JOIN registers_pool AS s_pool ON s_pool.id = s.pool_id WHERE s_pool.id IN ({ids});

-- subjects that rows of test_result may concern
SELECT s.id FROM registers_testresult AS x JOIN registers_sample AS s ON (x.sample_id = s.id) WHERE x.id IN ({ids}) AND (x.sample_id = s.id) AND (x.result IN ('NEGATIVE', 'POSITIVE', 'INDETERMINATE')) AND (x.resulted_at >= s.taken_at);

-- evidence that fits nothing
SELECT e.id FROM registers_testresult AS e
WHERE ((NOT ((e.sample_id IS NOT NULL) AND (e.result IN ('NEGATIVE', 'POSITIVE', 'INDETERMINATE')) AND (e.resulted_at IS NOT NULL)) AND ((e.result IN ('NEGATIVE', 'POSITIVE', 'INDETERMINATE')) AND ((e.sample_id IS NULL) OR (e.resulted_at IS NULL)))) OR (e.resulted_at IS NULL AND (e.result IN ('NEGATIVE', 'POSITIVE', 'INDETERMINATE'))));

-- owner
SELECT s.id, s_laboratory.operator_id FROM registers_sample AS s
  LEFT JOIN registers_site AS s_laboratory ON s_laboratory.id = s.laboratory_id WHERE s.id IN ({ids});
