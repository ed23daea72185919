-- admitted-case-lies-in-a-bed on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN due_at IS NULL THEN 2 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.admitted_at + (CASE WHEN (CAST(strftime('%s', s.reported_on) AS INTEGER) - 28800) >= 1579017600 THEN 7200 END)) AS due_at,
       e.starts_at AS met_at,
       e.id AS evidence_id,
       COALESCE((CAST(strftime('%s', s.reported_on) AS INTEGER) + 57600), 0) AS since
FROM registers_case AS s
  LEFT JOIN registers_admission AS e ON e.id = (SELECT x.id FROM registers_admission AS x
    WHERE (x.case_id = s.id) AND (x.kind IN ('treatment', 'observation')) ORDER BY x.starts_at, x.id LIMIT 1)
WHERE (s.admitted_at IS NOT NULL)
  AND (s.hospital_id IS NOT NULL)
) AS q;

-- subjects that rows of admission may concern
SELECT s.id FROM registers_admission AS x JOIN registers_case AS s ON (x.case_id = s.id) WHERE x.id IN ({ids}) AND (x.case_id = s.id) AND (x.kind IN ('treatment', 'observation'));

-- evidence that fits nothing
SELECT e.id FROM registers_admission AS e
WHERE (NOT ((e.case_id IS NOT NULL) AND (e.kind IN ('treatment', 'observation'))) AND ((e.kind IN ('treatment', 'observation')) AND (e.case_id IS NULL)));

-- owner
SELECT s.id, s_hospital.operator_id FROM registers_case AS s
  LEFT JOIN registers_site AS s_hospital ON s_hospital.id = s.hospital_id WHERE s.id IN ({ids});
