SELECT c.id AS promise,
       m.id AS matter,
       m.area_code::text AS area,
       m.kind_code::text AS kind,
       coalesce(c.unit_id, 0) AS unit,
       m.channel::text AS channel,
       c.step::text AS step,
       {day:c.due_at} AS due_on,
       {day:c.stopped_at} AS stopped_on,
       m.excluded_for = '' AND m.merged_into_id IS NULL
           AND (c.is_met OR c.stopped_at IS NULL OR c.stopped_at > c.due_at) AS counts,
       c.is_met AS is_met,
       coalesce(c.is_met AND c.stopped_at <= c.due_at, false) AS is_kept,
       coalesce(c.is_met AND c.stopped_at <= least(c.due_at, c.first_due_at), false) AS is_kept_strictly,
       (m.status = 'closed' OR {archived}) AS is_closed
  FROM matters_matter m
  JOIN matters_clock c ON c.matter_id = m.id AND c.step IN ('dispatch', 'acknowledge', 'contact', 'resolve')
 WHERE {span}
 ORDER BY c.id
