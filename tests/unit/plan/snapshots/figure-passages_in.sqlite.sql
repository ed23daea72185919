-- passages_in on sqlite

-- whole
SELECT COALESCE(SUM(CASE WHEN q_holds AND q_begun THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN (q_holds AND q_begun) IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (SELECT s.area_id AS area_id, (s.direction = 'in') AS q_holds, (s.at <= {as_of} AND s.at > {day_start}) AS q_begun, 1 AS amount
      FROM registers_passage AS s
      WHERE s.area_id >= {low} AND s.area_id < {high} AND ((s.direction = 'in') AND (s.at <= {as_of} AND s.at > {day_start})) IS NOT FALSE) AS q;

-- by area
SELECT area_id, COALESCE(SUM(CASE WHEN q_holds AND q_begun THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN (q_holds AND q_begun) IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (SELECT s.area_id AS area_id, (s.direction = 'in') AS q_holds, (s.at <= {as_of} AND s.at > {day_start}) AS q_begun, 1 AS amount
      FROM registers_passage AS s
      WHERE s.area_id >= {low} AND s.area_id < {high} AND ((s.direction = 'in') AND (s.at <= {as_of} AND s.at > {day_start})) IS NOT FALSE) AS q
GROUP BY area_id;
