-- close-contact-isolated on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 ELSE 0 END AS state, due_at AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.identified_at + 86400) AS due_at,
       e.starts_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.category = 'HIGH_RISK') AND (s.identified_at < (s.last_contact_at + 1209600)) THEN 0 ELSE 1 END AS member
FROM registers_contact AS s
  LEFT JOIN registers_case AS s_case ON s_case.id = s.case_id
  LEFT JOIN registers_order AS e ON e.id = (SELECT x.id FROM registers_order AS x
    WHERE (x.contact_id = s.id) AND (x.kind IN ('collective_isolation', 'hospital_isolation')) AND ((x.contact_id IS NOT NULL) OR (x.stay_id IS NULL) AND (x.case_id IS NULL)) ORDER BY x.starts_at, x.id LIMIT 1)
WHERE (s.handed_to_id IS NULL)
  AND (s_case.classification <> 'NO_CASE')
  AND (s.category = 'HIGH_RISK') IS NOT FALSE
  AND (s.identified_at < (s.last_contact_at + 1209600)) IS NOT FALSE
  AND s.identified_at >= 1581004800
) AS q;

-- subjects that rows of case may concern
SELECT s.id FROM registers_contact AS s JOIN registers_case AS s_case ON s_case.id = s.case_id WHERE s_case.id IN ({ids});

-- subjects that rows of order may concern
SELECT s.id FROM registers_order AS x JOIN registers_contact AS s ON (x.contact_id = s.id) WHERE x.id IN ({ids}) AND (x.contact_id = s.id) AND (x.kind IN ('collective_isolation', 'hospital_isolation')) AND ((x.contact_id IS NOT NULL) OR ((x.stay_id IS NULL) AND (x.case_id IS NULL)));

-- evidence that fits nothing
SELECT e.id FROM registers_order AS e
WHERE (NOT ((e.contact_id IS NOT NULL) AND (e.kind IN ('collective_isolation', 'hospital_isolation')) AND ((e.contact_id IS NOT NULL) OR ((e.stay_id IS NULL) AND (e.case_id IS NULL)))) AND ((e.kind IN ('collective_isolation', 'hospital_isolation')) AND ((e.contact_id IS NOT NULL) OR ((e.stay_id IS NULL) AND (e.case_id IS NULL))) AND (e.contact_id IS NULL)));
