-- new_confirmed on sqlite

-- whole
SELECT COALESCE(SUM(CASE WHEN q_holds AND q_begun THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN (q_holds AND q_begun) IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (SELECT COALESCE(s.district_id, s.area_id) AS area_id, (s.classification = 'CONFIRMED') AS q_holds, ((CAST(strftime('%s', s.reported_on, '+1 day') AS INTEGER) - 28800) <= {as_of} AND (CAST(strftime('%s', s.reported_on, '+1 day') AS INTEGER) - 28800) > {day_start}) AS q_begun, 1 AS amount
      FROM registers_case AS s
      WHERE COALESCE(s.district_id, s.area_id) >= {low} AND COALESCE(s.district_id, s.area_id) < {high} AND ((s.classification = 'CONFIRMED') AND ((CAST(strftime('%s', s.reported_on, '+1 day') AS INTEGER) - 28800) <= {as_of} AND (CAST(strftime('%s', s.reported_on, '+1 day') AS INTEGER) - 28800) > {day_start})) IS NOT FALSE) AS q;

-- by area
SELECT area_id, COALESCE(SUM(CASE WHEN q_holds AND q_begun THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN (q_holds AND q_begun) IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (SELECT COALESCE(s.district_id, s.area_id) AS area_id, (s.classification = 'CONFIRMED') AS q_holds, ((CAST(strftime('%s', s.reported_on, '+1 day') AS INTEGER) - 28800) <= {as_of} AND (CAST(strftime('%s', s.reported_on, '+1 day') AS INTEGER) - 28800) > {day_start}) AS q_begun, 1 AS amount
      FROM registers_case AS s
      WHERE COALESCE(s.district_id, s.area_id) >= {low} AND COALESCE(s.district_id, s.area_id) < {high} AND ((s.classification = 'CONFIRMED') AND ((CAST(strftime('%s', s.reported_on, '+1 day') AS INTEGER) - 28800) <= {as_of} AND (CAST(strftime('%s', s.reported_on, '+1 day') AS INTEGER) - 28800) > {day_start})) IS NOT FALSE) AS q
GROUP BY area_id;
