-- contacts_under_observation on postgresql

-- whole
SELECT COALESCE(SUM(CASE WHEN counts THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN counts IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (
SELECT s.area_id AS area_id, (((s.category IN ('HIGH_RISK', 'HIGH_RISK_MED')) AND ((s.handed_to_id IS NULL) OR (s.letter_at > {as_of})) AND ((s.status IS NULL) OR (s.status <> 'NO_FOLLOW_UP')) AND ((s.ended_at >= {as_of}) OR ((s.ended_at IS NULL) AND (s.status = 'FOLLOW_UP')))) AND s.identified_at <= {as_of}) AS counts, 1 AS amount
FROM registers_contact AS s
WHERE s.area_id >= {low} AND s.area_id < {high}
) AS q
WHERE counts IS NOT FALSE;

-- by area
SELECT area_id, COALESCE(SUM(CASE WHEN counts THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN counts IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (
SELECT s.area_id AS area_id, (((s.category IN ('HIGH_RISK', 'HIGH_RISK_MED')) AND ((s.handed_to_id IS NULL) OR (s.letter_at > {as_of})) AND ((s.status IS NULL) OR (s.status <> 'NO_FOLLOW_UP')) AND ((s.ended_at >= {as_of}) OR ((s.ended_at IS NULL) AND (s.status = 'FOLLOW_UP')))) AND s.identified_at <= {as_of}) AS counts, 1 AS amount
FROM registers_contact AS s
WHERE s.area_id >= {low} AND s.area_id < {high}
) AS q
WHERE counts IS NOT FALSE
GROUP BY area_id;
