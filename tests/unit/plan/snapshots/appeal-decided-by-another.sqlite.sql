-- appeal-decided-by-another on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, s.appeal_decided_at AS due_at,
       CASE WHEN ((s.appeal_decided_by <> s.decider) AND ((s.second_signer IS NULL) OR (s.appeal_decided_by <> s.second_signer))) THEN s.appeal_decided_at END AS met_at,
       CASE WHEN ((s.appeal_decided_by <> s.decider) AND ((s.second_signer IS NULL) OR (s.appeal_decided_by <> s.second_signer))) AND s.appeal_decided_at IS NOT NULL THEN s.id END AS evidence_id,
       COALESCE(s.starts_at, 0) AS since,
       CASE WHEN CASE WHEN ((s.appeal_decided_by <> s.decider) AND ((s.second_signer IS NULL) OR (s.appeal_decided_by <> s.second_signer))) THEN s.appeal_decided_at IS NULL ELSE ((s.appeal_decided_by <> s.decider) AND ((s.second_signer IS NULL) OR (s.appeal_decided_by <> s.second_signer))) IS NULL END THEN 1 ELSE 0 END AS unsure
FROM registers_order AS s
WHERE (s.appeal_decided_at IS NOT NULL)
) AS q;

-- owner
SELECT s.id, s.decided_by_id FROM registers_order AS s WHERE s.id IN ({ids});
