-- indeterminate-is-retested on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
WITH members AS MATERIALIZED (
  SELECT s.*
  FROM registers_sample AS s
  WHERE EXISTS (SELECT 1 FROM registers_testresult AS c2 WHERE c2.sample_id = s.id AND (c2.result = 'INDETERMINATE'))
  AND (s.taken_at >= 1581091200) IS NOT FALSE
)
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.taken_at + (CASE WHEN s.taken_at >= 1579881600 THEN 172800 END)) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN s.taken_at >= 1581091200 THEN 0 ELSE 1 END AS member,
       COALESCE(s.taken_at, 1581091200) AS since
FROM members AS s
  LEFT JOIN (SELECT s.id AS subject_id, (MIN(ARRAY[x.resulted_at, x.id]))[1] AS met_at, (MIN(ARRAY[x.resulted_at, x.id]))[2] AS id
    FROM members AS s
  CROSS JOIN registers_testresult AS x
    WHERE (x.sample_id = s.id) AND (x.result IN ('NEGATIVE', 'POSITIVE')) AND x.resulted_at IS NOT NULL
  AND (1 = 1)
    GROUP BY s.id) AS e ON e.subject_id = s.id
) AS q;

-- duties of single subjects
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.taken_at + (CASE WHEN s.taken_at >= 1579881600 THEN 172800 END)) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN s.taken_at >= 1581091200 THEN 0 ELSE 1 END AS member,
       COALESCE(s.taken_at, 1581091200) AS since
FROM registers_sample AS s
  LEFT JOIN LATERAL (SELECT x.id, x.resulted_at AS met_at FROM registers_testresult AS x
    WHERE (x.sample_id = s.id) AND (x.result IN ('NEGATIVE', 'POSITIVE')) AND x.resulted_at IS NOT NULL
    ORDER BY met_at, x.id LIMIT 1) AS e ON TRUE
WHERE EXISTS (SELECT 1 FROM registers_testresult AS c2 WHERE c2.sample_id = s.id AND (c2.result = 'INDETERMINATE'))
  AND (s.taken_at >= 1581091200) IS NOT FALSE AND (s.id IN ({ids}))
) AS q;

-- subjects that rows of test_result may concern
SELECT s.id FROM registers_testresult AS x JOIN registers_sample AS s ON (x.sample_id = s.id) WHERE x.id IN ({ids}) AND (x.sample_id = s.id) AND (x.result IN ('NEGATIVE', 'POSITIVE'));

-- subjects that rows of test_result may concern
SELECT c.sample_id FROM registers_testresult AS c WHERE c.id IN ({ids}) AND c.sample_id IS NOT NULL;

-- evidence that fits nothing
SELECT e.id FROM registers_testresult AS e
WHERE ((NOT ((e.sample_id IS NOT NULL) AND (e.result IN ('NEGATIVE', 'POSITIVE'))) AND ((e.result IN ('NEGATIVE', 'POSITIVE')) AND (e.sample_id IS NULL))) OR (e.resulted_at IS NULL AND (e.result IN ('NEGATIVE', 'POSITIVE'))));

-- owner
SELECT s.id, s_laboratory.operator_id FROM registers_sample AS s
  LEFT JOIN registers_site AS s_laboratory ON s_laboratory.id = s.laboratory_id WHERE s.id IN ({ids});
