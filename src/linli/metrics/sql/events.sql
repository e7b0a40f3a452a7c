SELECT e.id AS entry,
       m.id AS matter,
       m.area_code::text AS area,
       m.kind_code::text AS kind,
       coalesce((e.facts ->> 'unit')::bigint, 0) AS unit,
       m.channel::text AS channel,
       {day:e.at} AS happened_on,
       e.event::text AS event,
       coalesce(e.facts ->> 'old', '') AS old,
       coalesce(e.facts ->> 'new', '') AS new,
       coalesce(e.facts ->> 'why', '') AS why,
       m.excluded_for = '' AND m.merged_into_id IS NULL AS counts,
       (CASE WHEN e.facts ->> 'new' IN ({open}) THEN 1 ELSE 0 END
        - CASE WHEN e.position > 1 AND e.facts ->> 'old' IN ({open}) THEN 1 ELSE 0 END)::int AS opens
  FROM matters_matter m
  JOIN journal_entry e ON e.subject_kind = 'matters.matter' AND e.subject_id = m.id
 WHERE {span}
 ORDER BY e.id
