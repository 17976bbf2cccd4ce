-- one row per scenario, the latest first, with its latest commitment; without its frozen inputs
select
    scenario.code, scenario.name, scenario.author, scenario.note, scenario.made_at,
    scenario.revision, scenario.data_date, scenario.solver, scenario.content_hash,
    json_extract_string(scenario.result, '$.objective') as objective,
    (json_extract_string(scenario.result, '$.value'))::double as worth,
    (json_extract_string(scenario.result, '$.gap'))::double as gap_share,
    json_array_length(scenario.result::json, '$.chosen')::bigint as n_chosen,
    max(commitment.committed_at) as committed_at,
    max_by(commitment.committed_by, commitment.committed_at) as committed_by
from scenario
left join commitment on scenario.code = commitment.scenario
group by all
order by scenario.made_at desc nulls last, scenario.code desc nulls last
