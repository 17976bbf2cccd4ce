-- code: PC-09
-- name: Policy not acknowledged by its readers
-- family: process conformance
-- severity: minor
-- rationale: A policy binds those who know it; who has not acknowledged its version works by an
--   older one, or by none.
-- basis: ISO 9001, 7.3 awareness; the policies' own lists of readers.
-- remedy: Those named read and acknowledge the version that is in force.
-- parameter: days = 45 | Days after a version came into force, or after somebody joined, to
--   acknowledge it
with asked as (
    select
        code as policy, name, version, valid_from,
        unnest(string_split(readers, ';')) as role
    from policy
    where readers is not null and (valid_from is null or valid_from <= $as_of)
),

reader as (
    select distinct
        asked.policy, asked.name, asked.version, coalesce(person.department, '') as department,
        person.name as person_name
    from asked
    inner join person on trim(asked.role) = person.role
    where
        (person.left_on is null or person.left_on >= $as_of)
        and coalesce($as_of - greatest(asked.valid_from, person.joined_on) > $days, true)
)

select
    '' as project, reader.policy, reader.name, reader.version, reader.department,
    count(*) as n_readers, count(*) - count(known.person) as n_unread,
    string_agg(reader.person_name, ', ' order by reader.person_name)
    filter (where known.person is null) as people
from reader
left join acknowledgement as known
    on reader.policy = known.policy and reader.version = known.version
    and reader.person_name = known.person and known.acknowledged_on <= $as_of
group by reader.policy, reader.name, reader.version, reader.department
having count(*) > count(known.person)
order by reader.policy, reader.department
-- checked
with asked as (
    select code as policy, valid_from, unnest(string_split(readers, ';')) as role
    from policy
    where readers is not null and (valid_from is null or valid_from <= $as_of)
),

reader as (
    select distinct asked.policy, coalesce(person.department, '') as department
    from asked
    inner join person on trim(asked.role) = person.role
    where
        (person.left_on is null or person.left_on >= $as_of)
        and coalesce($as_of - greatest(asked.valid_from, person.joined_on) > $days, true)
)

select '' as project, count(*) as n_checked
from reader
having count(*) > 0
