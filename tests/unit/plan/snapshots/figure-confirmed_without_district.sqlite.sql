-- confirmed_without_district on sqlite

-- whole
SELECT COALESCE(SUM(CASE WHEN q_holds AND q_begun THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN (q_holds AND q_begun) IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (SELECT s.area_id AS area_id, ((s.classification = 'CONFIRMED') AND (s.district_id IS NULL)) AS q_holds, ((CAST(strftime('%s', s.reported_on, '+1 day') AS INTEGER) - 28800) <= {as_of}) AS q_begun, 1 AS amount
      FROM registers_case AS s
      WHERE s.area_id >= {low} AND s.area_id < {high} AND (((s.classification = 'CONFIRMED') AND (s.district_id IS NULL)) AND ((CAST(strftime('%s', s.reported_on, '+1 day') AS INTEGER) - 28800) <= {as_of})) IS NOT FALSE) AS q;

-- by area
SELECT area_id, COALESCE(SUM(CASE WHEN q_holds AND q_begun THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN (q_holds AND q_begun) IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (SELECT s.area_id AS area_id, ((s.classification = 'CONFIRMED') AND (s.district_id IS NULL)) AS q_holds, ((CAST(strftime('%s', s.reported_on, '+1 day') AS INTEGER) - 28800) <= {as_of}) AS q_begun, 1 AS amount
      FROM registers_case AS s
      WHERE s.area_id >= {low} AND s.area_id < {high} AND (((s.classification = 'CONFIRMED') AND (s.district_id IS NULL)) AND ((CAST(strftime('%s', s.reported_on, '+1 day') AS INTEGER) - 28800) <= {as_of})) IS NOT FALSE) AS q
GROUP BY area_id;
