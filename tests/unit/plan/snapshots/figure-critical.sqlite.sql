-- critical on sqlite

-- whole
SELECT COALESCE(SUM(CASE WHEN counts THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN counts IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (
SELECT COALESCE(s.district_id, s.area_id) AS area_id, (((s.classification = 'CONFIRMED') AND (s.earlier_case_id IS NULL) AND (s.severity = 'CRITICAL') AND ((s.discharged_on IS NULL) OR ((CAST(strftime('%s', s.discharged_on) AS INTEGER) + 57600) > {as_of})) AND (NOT ((s.discharged_on IS NULL) AND (s.outcome IS NOT NULL) AND (s.outcome = 'RECOVERED') AND NULL)) AND ((s.died_on IS NULL) OR ((CAST(strftime('%s', s.died_on) AS INTEGER) + 57600) > {as_of})) AND (NOT ((s.died_on IS NULL) AND (s.outcome IS NOT NULL) AND (s.outcome = 'DECEASED') AND NULL))) AND (CAST(strftime('%s', s.reported_on) AS INTEGER) + 57600) <= {as_of}) AS counts, 1 AS amount
FROM registers_case AS s
WHERE COALESCE(s.district_id, s.area_id) >= {low} AND COALESCE(s.district_id, s.area_id) < {high}
) AS q
WHERE counts IS NOT FALSE;

-- by area
SELECT area_id, COALESCE(SUM(CASE WHEN counts THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN counts IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (
SELECT COALESCE(s.district_id, s.area_id) AS area_id, (((s.classification = 'CONFIRMED') AND (s.earlier_case_id IS NULL) AND (s.severity = 'CRITICAL') AND ((s.discharged_on IS NULL) OR ((CAST(strftime('%s', s.discharged_on) AS INTEGER) + 57600) > {as_of})) AND (NOT ((s.discharged_on IS NULL) AND (s.outcome IS NOT NULL) AND (s.outcome = 'RECOVERED') AND NULL)) AND ((s.died_on IS NULL) OR ((CAST(strftime('%s', s.died_on) AS INTEGER) + 57600) > {as_of})) AND (NOT ((s.died_on IS NULL) AND (s.outcome IS NOT NULL) AND (s.outcome = 'DECEASED') AND NULL))) AND (CAST(strftime('%s', s.reported_on) AS INTEGER) + 57600) <= {as_of}) AS counts, 1 AS amount
FROM registers_case AS s
WHERE COALESCE(s.district_id, s.area_id) >= {low} AND COALESCE(s.district_id, s.area_id) < {high}
) AS q
WHERE counts IS NOT FALSE
GROUP BY area_id;
