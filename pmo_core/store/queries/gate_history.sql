-- one row per project and gate: when it was due and held, by which board, and of which project
with asked as (
    select project, min(submitted_on) as submitted_on
    from request
    where project is not null
    group by project
)

select
    gate.project, project.name as project_name, project.stage,
    coalesce(project.portfolio, program.portfolio) as portfolio, project.department,
    gate.gate, gate.name as gate_name, gate.number, gate.is_required, gate.due_on, gate.held_on,
    gate.board, gate.outcome, asked.submitted_on
from gate
inner join project on gate.project = project.code
left join program on project.program = program.code
left join asked on gate.project = asked.project
order by gate.project, gate.number, gate.gate
