-- one row per item of an agenda, with the decision that the meeting took about it, where it did
select
    item.board, item.held_on, item.about, item.project, project.name as project_name, item.subject,
    item.number, item.minutes, item.presenter, taken.decision, decision.outcome
from agenda_item as item
left join project on item.project = project.code
left join (
    select board, decided_on, about, coalesce(project, '') as project, subject,
        max(code) as decision
    from decision
    group by board, decided_on, about, coalesce(project, ''), subject
) as taken
    on item.board = taken.board and item.held_on = taken.decided_on and item.about = taken.about
    and item.project = taken.project and item.subject = taken.subject
left join decision on taken.decision = decision.code
order by item.board, item.held_on, item.number, item.about, item.project, item.subject
