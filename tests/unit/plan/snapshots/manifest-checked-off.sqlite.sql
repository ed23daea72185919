-- manifest-checked-off on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.arrives_at + (CASE WHEN s.arrives_at >= 1581091200 THEN 14400 END)) AS due_at,
       CASE WHEN (EXISTS (SELECT 1 FROM registers_manifest AS c2 WHERE c2.conveyance_id = s.id AND (c2.boarded IS NOT NULL)) AND (NOT EXISTS (SELECT 1 FROM registers_manifest AS c2 WHERE c2.conveyance_id = s.id AND (c2.boarded IS NULL)))) THEN s.arrives_at END AS met_at,
       CASE WHEN (EXISTS (SELECT 1 FROM registers_manifest AS c2 WHERE c2.conveyance_id = s.id AND (c2.boarded IS NOT NULL)) AND (NOT EXISTS (SELECT 1 FROM registers_manifest AS c2 WHERE c2.conveyance_id = s.id AND (c2.boarded IS NULL)))) AND s.arrives_at IS NOT NULL THEN s.id END AS evidence_id,
       CASE WHEN (s.carried > 0) AND s.arrives_at >= 1581091200 THEN 0 ELSE 1 END AS member,
       COALESCE(s.arrives_at, 1581091200) AS since,
       CASE WHEN CASE WHEN (EXISTS (SELECT 1 FROM registers_manifest AS c2 WHERE c2.conveyance_id = s.id AND (c2.boarded IS NOT NULL)) AND (NOT EXISTS (SELECT 1 FROM registers_manifest AS c2 WHERE c2.conveyance_id = s.id AND (c2.boarded IS NULL)))) THEN s.arrives_at IS NULL ELSE (1 = 0) END THEN 1 ELSE 0 END AS unsure
FROM registers_conveyance AS s
WHERE (s.carried > 0) IS NOT FALSE
  AND (s.arrives_at >= 1581091200) IS NOT FALSE
) AS q;

-- subjects that rows of manifest may concern
SELECT c.conveyance_id FROM registers_manifest AS c WHERE c.id IN ({ids}) AND c.conveyance_id IS NOT NULL;

-- owner
SELECT s.id, s.carrier_id FROM registers_conveyance AS s WHERE s.id IN ({ids});
