-- pool-is-split on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.resulted_at + (CASE WHEN s.resulted_at >= 1579881600 THEN 14400 END)) AS due_at,
       CASE WHEN (s_pool.split_at IS NOT NULL) THEN s_pool.split_at END AS met_at,
       CASE WHEN (s_pool.split_at IS NOT NULL) AND s_pool.split_at IS NOT NULL THEN s.id END AS evidence_id,
       CASE WHEN s.resulted_at >= 1581091200 THEN 0 ELSE 1 END AS member,
       COALESCE(s.resulted_at, 1581091200) AS since,
       CASE WHEN CASE WHEN (s_pool.split_at IS NOT NULL) THEN s_pool.split_at IS NULL ELSE (1 = 0) END THEN 1 ELSE 0 END AS unsure
FROM registers_testresult AS s
  LEFT JOIN registers_pool AS s_pool ON s_pool.id = s.pool_id
WHERE (s.pool_id IS NOT NULL)
  AND (s.result IN ('POSITIVE', 'INDETERMINATE'))
  AND (s.resulted_at >= 1581091200) IS NOT FALSE
) AS q;

-- subjects that rows of pool may concern
SELECT s.id FROM registers_testresult AS s JOIN registers_pool AS s_pool ON s_pool.id = s.pool_id WHERE s_pool.id IN ({ids});

-- owner
SELECT s.id, s_laboratory.operator_id FROM registers_testresult AS s
  LEFT JOIN registers_site AS s_laboratory ON s_laboratory.id = s.laboratory_id WHERE s.id IN ({ids});
