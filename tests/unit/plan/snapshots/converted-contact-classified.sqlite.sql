-- converted-contact-classified on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.ended_at + (CASE WHEN s.identified_at >= 1579017600 THEN 86400 END)) AS due_at,
       e.classified_at AS met_at,
       e.id AS evidence_id,
       COALESCE(s.identified_at, 0) AS since,
       CASE WHEN e.id IS NULL AND (s.became_case_id IS NULL) THEN 1 ELSE 0 END AS unsure
FROM registers_contact AS s
  LEFT JOIN registers_classification AS e ON e.id = (SELECT x.id FROM registers_classification AS x
    WHERE (x.case_id = s.became_case_id) ORDER BY x.classified_at, x.id LIMIT 1)
WHERE (s.became_case_id IS NOT NULL)
) AS q;

-- subjects that rows of classification may concern
SELECT s.id FROM registers_classification AS x JOIN registers_contact AS s ON (x.case_id = s.became_case_id) WHERE x.id IN ({ids}) AND (x.case_id = s.became_case_id);
