-- pool-is-answered on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 ELSE 0 END AS state, due_at AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.made_at + 43200) AS due_at,
       e.resulted_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s_laboratory.kind = 'laboratory') THEN 0 ELSE 1 END AS member
FROM registers_pool AS s
  LEFT JOIN registers_site AS s_laboratory ON s_laboratory.id = s.laboratory_id
  LEFT JOIN registers_testresult AS e ON e.id = (SELECT x.id FROM registers_testresult AS x
    WHERE (x.pool_id = s.id) AND (x.result IN ('NEGATIVE', 'POSITIVE', 'INDETERMINATE')) AND x.resulted_at IS NOT NULL ORDER BY x.resulted_at, x.id LIMIT 1)
WHERE (s_laboratory.kind = 'laboratory') IS NOT FALSE
  AND s.made_at >= 1581091200
) AS q;

-- subjects that rows of site may concern
SELECT s.id FROM registers_pool AS s JOIN registers_site AS s_laboratory ON s_laboratory.id = s.laboratory_id WHERE s_laboratory.id IN ({ids});

-- subjects that rows of test_result may concern
SELECT s.id FROM registers_testresult AS x JOIN registers_pool AS s ON (x.pool_id = s.id) WHERE x.id IN ({ids}) AND (x.pool_id = s.id) AND (x.result IN ('NEGATIVE', 'POSITIVE', 'INDETERMINATE'));

-- evidence that fits nothing
SELECT e.id FROM registers_testresult AS e
WHERE ((NOT ((e.pool_id IS NOT NULL) AND (e.result IN ('NEGATIVE', 'POSITIVE', 'INDETERMINATE'))) AND ((e.result IN ('NEGATIVE', 'POSITIVE', 'INDETERMINATE')) AND (e.pool_id IS NULL))) OR (e.resulted_at IS NULL AND (e.result IN ('NEGATIVE', 'POSITIVE', 'INDETERMINATE'))));

-- owner
SELECT s.id, s_laboratory.operator_id FROM registers_pool AS s
  LEFT JOIN registers_site AS s_laboratory ON s_laboratory.id = s.laboratory_id WHERE s.id IN ({ids});
