-- new_source_unknown on sqlite

-- whole
SELECT COALESCE(SUM(CASE WHEN counts THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN counts IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (
SELECT COALESCE(s.district_id, s.area_id) AS area_id, (((s.classification = 'CONFIRMED') AND (s.earlier_case_id IS NULL) AND (NOT ((s.origin_of_case IS NOT NULL) AND (s.origin_of_case IN ('imported', 'linked')))) AND (((s.origin_reason IS NOT NULL) AND (s.origin_reason IN ('no_source', 'facts_missing'))) OR ((s.infection_source IS NULL) AND (NOT EXISTS (SELECT 1 FROM registers_exposure AS c1 WHERE c1.case_id = s.id AND (c1.recorded_at IS NOT NULL))) AND NULL))) AND (CAST(strftime('%s', s.reported_on) AS INTEGER) + 57600) <= {as_of} AND (CAST(strftime('%s', s.reported_on) AS INTEGER) + 57600) > {day_start}) AS counts, 1 AS amount
FROM registers_case AS s
WHERE COALESCE(s.district_id, s.area_id) >= {low} AND COALESCE(s.district_id, s.area_id) < {high}
) AS q
WHERE counts IS NOT FALSE;

-- by area
SELECT area_id, COALESCE(SUM(CASE WHEN counts THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN counts IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (
SELECT COALESCE(s.district_id, s.area_id) AS area_id, (((s.classification = 'CONFIRMED') AND (s.earlier_case_id IS NULL) AND (NOT ((s.origin_of_case IS NOT NULL) AND (s.origin_of_case IN ('imported', 'linked')))) AND (((s.origin_reason IS NOT NULL) AND (s.origin_reason IN ('no_source', 'facts_missing'))) OR ((s.infection_source IS NULL) AND (NOT EXISTS (SELECT 1 FROM registers_exposure AS c1 WHERE c1.case_id = s.id AND (c1.recorded_at IS NOT NULL))) AND NULL))) AND (CAST(strftime('%s', s.reported_on) AS INTEGER) + 57600) <= {as_of} AND (CAST(strftime('%s', s.reported_on) AS INTEGER) + 57600) > {day_start}) AS counts, 1 AS amount
FROM registers_case AS s
WHERE COALESCE(s.district_id, s.area_id) >= {low} AND COALESCE(s.district_id, s.area_id) < {high}
) AS q
WHERE counts IS NOT FALSE
GROUP BY area_id;
