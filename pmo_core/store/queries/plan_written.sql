-- one row per project: day on which its demand, effort or bookings were last written
select version.project, cast(max(change.made_at) as date) as written_on
from (
    select demand_version.project, demand_version.written_by from demand_version
    union all
    select effort_version.project, effort_version.written_by from effort_version
    union all
    select booking_version.project, booking_version.written_by from booking_version
) as version
inner join change on version.written_by = change.number
group by version.project
order by version.project
