-- one row per request, with names, the sum of its likely costs, and the stage of its project
select
    request.code, request.name, request.state, request.author, request.sponsor,
    request.department, department.name as department_name,
    request.portfolio, portfolio.name as portfolio_name,
    request.kind, request.deadline, request.submitted_on, request.state_on, request.state_reason,
    case
        when json_valid(request.figures)
            then list_sum(
                try_cast(json_extract_string(request.figures, '$.costs[*].likely') as double[])
            )
    end as cost,
    request.project, project.stage
from request
left join department on request.department = department.code
left join portfolio on request.portfolio = portfolio.code
left join project on request.project = project.code
order by request.code
