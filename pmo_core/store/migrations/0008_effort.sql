-- Which role works how long on which part of a project.

create table effort_version (
    project varchar not null,
    wbs varchar not null,
    role varchar not null,
    hours decimal(18,4) not null,
    written_by bigint not null,
    ended_by bigint
);

create view effort as
select project, wbs, role, hours
from effort_version
where ended_by is null;
