-- positive-becomes-a-case on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.resulted_at + (CASE WHEN s.resulted_at >= 1579881600 THEN 7200 END)) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN s.resulted_at >= 1581091200 THEN 0 ELSE 1 END AS member,
       COALESCE(s.resulted_at, 1581091200) AS since,
       CASE WHEN e.id IS NULL AND ((s_sample.person_id IS NULL) OR (((s_sample.case_id IS NOT NULL) AND ((s_sample_case.found_at IS NULL) OR ((NOT (s_sample.taken_at IS NULL)) AND (s_sample.taken_at IS NULL)))) OR (((s_sample.taken_at IS NOT NULL) AND (s_sample.taken_at IS NULL)) OR ((s_sample.taken_at IS NULL) AND (s.resulted_at IS NULL))))) THEN 1 ELSE 0 END AS unsure
FROM registers_testresult AS s
  LEFT JOIN registers_sample AS s_sample ON s_sample.id = s.sample_id
  LEFT JOIN registers_case AS s_sample_case ON s_sample_case.id = s_sample.case_id
  LEFT JOIN (SELECT s.id AS subject_id, (MIN(ARRAY[x.found_at, x.id]))[1] AS met_at, (MIN(ARRAY[x.found_at, x.id]))[2] AS id
    FROM registers_testresult AS s
  LEFT JOIN registers_sample AS s_sample ON s_sample.id = s.sample_id
  LEFT JOIN registers_case AS s_sample_case ON s_sample_case.id = s_sample.case_id
  CROSS JOIN registers_case AS x
    WHERE (x.person_id = s_sample.person_id) AND ((s_sample.case_id IS NOT NULL) AND (x.found_at = s_sample_case.found_at) AND ((s_sample.taken_at IS NULL) OR (x.found_at >= s_sample.taken_at)) OR (x.classification <> 'NO_CASE') AND ((x.outcome IS NULL) OR (x.outcome = 'NO_OUTCOME') OR (x.discharged_on IS NOT NULL) OR (x.died_on IS NOT NULL)) AND ((x.discharged_on IS NULL) OR (s_sample.taken_at IS NOT NULL) AND (((x.discharged_on - DATE '1970-01-01')::bigint * 86400 + 57600) >= s_sample.taken_at) OR (s_sample.taken_at IS NULL) AND (((x.discharged_on - DATE '1970-01-01')::bigint * 86400 + 57600) >= s.resulted_at)) AND ((x.died_on IS NULL) OR (s_sample.taken_at IS NOT NULL) AND (((x.died_on - DATE '1970-01-01')::bigint * 86400 + 57600) >= s_sample.taken_at) OR (s_sample.taken_at IS NULL) AND (((x.died_on - DATE '1970-01-01')::bigint * 86400 + 57600) >= s.resulted_at))) AND x.found_at IS NOT NULL
  AND (s.result = 'POSITIVE') AND (s.sample_id IS NOT NULL) AND ((s_sample.case_id IS NULL) OR (s_sample.person_id IS NOT NULL))
  AND s.resulted_at >= 1581091200
    GROUP BY s.id) AS e ON e.subject_id = s.id
WHERE (s.result = 'POSITIVE')
  AND (s.sample_id IS NOT NULL)
  AND ((s_sample.case_id IS NULL) OR (s_sample.person_id IS NOT NULL))
  AND (s.resulted_at >= 1581091200) IS NOT FALSE
) AS q;

-- duties of single subjects
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.resulted_at + (CASE WHEN s.resulted_at >= 1579881600 THEN 7200 END)) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN s.resulted_at >= 1581091200 THEN 0 ELSE 1 END AS member,
       COALESCE(s.resulted_at, 1581091200) AS since,
       CASE WHEN e.id IS NULL AND ((s_sample.person_id IS NULL) OR (((s_sample.case_id IS NOT NULL) AND ((s_sample_case.found_at IS NULL) OR ((NOT (s_sample.taken_at IS NULL)) AND (s_sample.taken_at IS NULL)))) OR (((s_sample.taken_at IS NOT NULL) AND (s_sample.taken_at IS NULL)) OR ((s_sample.taken_at IS NULL) AND (s.resulted_at IS NULL))))) THEN 1 ELSE 0 END AS unsure
FROM registers_testresult AS s
  LEFT JOIN registers_sample AS s_sample ON s_sample.id = s.sample_id
  LEFT JOIN registers_case AS s_sample_case ON s_sample_case.id = s_sample.case_id
  LEFT JOIN LATERAL (SELECT x.id, x.found_at AS met_at FROM registers_case AS x
    WHERE (x.person_id = s_sample.person_id) AND ((s_sample.case_id IS NOT NULL) AND (x.found_at = s_sample_case.found_at) AND ((s_sample.taken_at IS NULL) OR (x.found_at >= s_sample.taken_at)) OR (x.classification <> 'NO_CASE') AND ((x.outcome IS NULL) OR (x.outcome = 'NO_OUTCOME') OR (x.discharged_on IS NOT NULL) OR (x.died_on IS NOT NULL)) AND ((x.discharged_on IS NULL) OR (s_sample.taken_at IS NOT NULL) AND (((x.discharged_on - DATE '1970-01-01')::bigint * 86400 + 57600) >= s_sample.taken_at) OR (s_sample.taken_at IS NULL) AND (((x.discharged_on - DATE '1970-01-01')::bigint * 86400 + 57600) >= s.resulted_at)) AND ((x.died_on IS NULL) OR (s_sample.taken_at IS NOT NULL) AND (((x.died_on - DATE '1970-01-01')::bigint * 86400 + 57600) >= s_sample.taken_at) OR (s_sample.taken_at IS NULL) AND (((x.died_on - DATE '1970-01-01')::bigint * 86400 + 57600) >= s.resulted_at))) AND x.found_at IS NOT NULL
    ORDER BY met_at, x.id LIMIT 1) AS e ON TRUE
WHERE (s.result = 'POSITIVE')
  AND (s.sample_id IS NOT NULL)
  AND ((s_sample.case_id IS NULL) OR (s_sample.person_id IS NOT NULL))
  AND (s.resulted_at >= 1581091200) IS NOT FALSE AND (s.id IN ({ids}))
) AS q;

-- subjects that rows of sample may concern
SELECT s.id FROM registers_testresult AS s JOIN registers_sample AS s_sample ON s_sample.id = s.sample_id WHERE s_sample.id IN ({ids});

-- subjects that rows of case may concern
SELECT s.id FROM registers_testresult AS s JOIN registers_sample AS s_sample ON s_sample.id = s.sample_id JOIN registers_case AS s_sample_case ON s_sample_case.id = s_sample.case_id WHERE s_sample_case.id IN ({ids});

-- subjects that rows of case may concern
SELECT s.id FROM registers_case AS x JOIN registers_testresult AS s ON 1 = 1 LEFT JOIN registers_sample AS s_sample ON s_sample.id = s.sample_id LEFT JOIN registers_case AS s_sample_case ON s_sample_case.id = s_sample.case_id WHERE x.id IN ({ids}) AND (x.person_id = s_sample.person_id) AND (((s_sample.case_id IS NOT NULL) AND (x.found_at = s_sample_case.found_at) AND ((s_sample.taken_at IS NULL) OR (x.found_at >= s_sample.taken_at))) OR ((x.classification <> 'NO_CASE') AND ((x.outcome IS NULL) OR (x.outcome = 'NO_OUTCOME') OR (x.discharged_on IS NOT NULL) OR (x.died_on IS NOT NULL)) AND ((x.discharged_on IS NULL) OR ((s_sample.taken_at IS NOT NULL) AND (((x.discharged_on - DATE '1970-01-01')::bigint * 86400 + 57600) >= s_sample.taken_at)) OR ((s_sample.taken_at IS NULL) AND (((x.discharged_on - DATE '1970-01-01')::bigint * 86400 + 57600) >= s.resulted_at))) AND ((x.died_on IS NULL) OR ((s_sample.taken_at IS NOT NULL) AND (((x.died_on - DATE '1970-01-01')::bigint * 86400 + 57600) >= s_sample.taken_at)) OR ((s_sample.taken_at IS NULL) AND (((x.died_on - DATE '1970-01-01')::bigint * 86400 + 57600) >= s.resulted_at)))));

-- evidence that fits nothing
SELECT e.id FROM registers_case AS e
WHERE ((NOT ((e.person_id IS NOT NULL) AND ((e.found_at IS NOT NULL) OR ((e.classification <> 'NO_CASE') AND ((e.outcome IS NULL) OR ((e.outcome = 'NO_OUTCOME') IS TRUE) OR (e.discharged_on IS NOT NULL) OR (e.died_on IS NOT NULL)) AND ((e.discharged_on IS NULL) OR (e.discharged_on IS NOT NULL)) AND ((e.died_on IS NULL) OR (e.died_on IS NOT NULL))))) AND ((e.person_id IS NULL) OR (((NOT (e.classification <> 'NO_CASE')) OR ((NOT (e.outcome IS NULL)) AND ((e.outcome = 'NO_OUTCOME') IS NOT TRUE) AND (NOT (e.discharged_on IS NOT NULL)) AND (NOT (e.died_on IS NOT NULL))) OR (NOT (e.discharged_on IS NULL)) OR (NOT (e.died_on IS NULL))) AND ((e.found_at IS NULL) OR ((e.classification <> 'NO_CASE') AND ((e.outcome IS NULL) OR ((e.outcome = 'NO_OUTCOME') IS NOT FALSE) OR (e.discharged_on IS NOT NULL) OR (e.died_on IS NOT NULL)) AND (((NOT (e.outcome IS NULL)) AND ((e.outcome = 'NO_OUTCOME') IS NOT TRUE) AND (NOT (e.discharged_on IS NOT NULL)) AND (NOT (e.died_on IS NOT NULL)) AND ((e.outcome = 'NO_OUTCOME') IS NULL)) OR ((NOT (e.discharged_on IS NULL)) AND (e.discharged_on IS NULL)) OR ((NOT (e.died_on IS NULL)) AND (e.died_on IS NULL)))))))) OR e.found_at IS NULL);
