-- new_known_as_contacts on sqlite

-- whole
SELECT COALESCE(SUM(CASE WHEN counts THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN counts IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (
SELECT COALESCE(s.district_id, s.area_id) AS area_id, (((s.classification = 'CONFIRMED') AND (s.earlier_case_id IS NULL) AND (EXISTS (SELECT 1 FROM registers_contact AS c1 WHERE c1.became_case_id = s.id AND (c1.identified_at IS NOT NULL)) OR (CASE WHEN s.person_id IS NOT NULL THEN (CASE WHEN EXISTS (SELECT 1 FROM registers_contact AS c1 WHERE c1.person_id = s.person_id AND (c1.identified_at < s.found_at)) THEN (1 = 1) WHEN EXISTS (SELECT 1 FROM registers_contact AS c1 WHERE c1.person_id = s.person_id AND (c1.identified_at < s.found_at) IS NOT FALSE) THEN NULL ELSE (1 = 0) END) END))) AND (CAST(strftime('%s', s.reported_on) AS INTEGER) + 57600) <= {as_of} AND (CAST(strftime('%s', s.reported_on) AS INTEGER) + 57600) > {day_start}) AS counts, 1 AS amount
FROM registers_case AS s
WHERE COALESCE(s.district_id, s.area_id) >= {low} AND COALESCE(s.district_id, s.area_id) < {high}
) AS q
WHERE counts IS NOT FALSE;

-- by area
SELECT area_id, COALESCE(SUM(CASE WHEN counts THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN counts IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (
SELECT COALESCE(s.district_id, s.area_id) AS area_id, (((s.classification = 'CONFIRMED') AND (s.earlier_case_id IS NULL) AND (EXISTS (SELECT 1 FROM registers_contact AS c1 WHERE c1.became_case_id = s.id AND (c1.identified_at IS NOT NULL)) OR (CASE WHEN s.person_id IS NOT NULL THEN (CASE WHEN EXISTS (SELECT 1 FROM registers_contact AS c1 WHERE c1.person_id = s.person_id AND (c1.identified_at < s.found_at)) THEN (1 = 1) WHEN EXISTS (SELECT 1 FROM registers_contact AS c1 WHERE c1.person_id = s.person_id AND (c1.identified_at < s.found_at) IS NOT FALSE) THEN NULL ELSE (1 = 0) END) END))) AND (CAST(strftime('%s', s.reported_on) AS INTEGER) + 57600) <= {as_of} AND (CAST(strftime('%s', s.reported_on) AS INTEGER) + 57600) > {day_start}) AS counts, 1 AS amount
FROM registers_case AS s
WHERE COALESCE(s.district_id, s.area_id) >= {low} AND COALESCE(s.district_id, s.area_id) < {high}
) AS q
WHERE counts IS NOT FALSE
GROUP BY area_id;
