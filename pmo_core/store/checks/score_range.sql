-- warning: a score should lie on the scale that its criterion had when it was given
select score.project, score.criterion, score.assessor, score.score
from score_version as score
inner join criterion_version as scale
    on score.criterion = scale.code
    and scale.written_by <= score.written_by
    and (scale.ended_by is null or scale.ended_by > score.written_by)
where
    score.ended_by is null
    and scale.scale_min < scale.scale_max
    and (score.score < scale.scale_min or score.score > scale.scale_max)
order by 1, 2, 3
