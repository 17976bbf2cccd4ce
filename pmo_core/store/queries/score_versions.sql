-- one row per score whose criterion had another direction, scale or levels when it was given
-- than it has now, with what they were then and since when they were so.
-- `changed_at` is when the version that the score was made with ended.
select
    score.project, project.name as project_name, score.criterion, now.name, score.assessor,
    score.score, score.scored_on, change.made_at, ended.made_at as changed_at,
    was.direction, was.scale_min, was.scale_max, was.levels
from score_version as score
inner join project on score.project = project.code
inner join criterion as now on score.criterion = now.code
inner join criterion_version as was
    on score.criterion = was.code
    and was.written_by <= score.written_by
    and was.ended_by > score.written_by
inner join change on was.written_by = change.number
inner join change as ended on was.ended_by = ended.number
where
    score.ended_by is null
    and (
        was.direction <> now.direction
        or was.scale_min <> now.scale_min
        or was.scale_max <> now.scale_max
        or coalesce(was.levels, '') <> coalesce(now.levels, '')
    )
order by score.criterion, score.project, score.assessor
