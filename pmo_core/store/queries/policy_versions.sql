-- one row per change of a policy that holds or held, the latest first, with its text
select
    version.written_by as number, change.made_at, change.actor, change.note, version.code,
    version.version, version.name, version.owner, version.valid_from, version.review_on,
    version.readers, version.text as policy_text
from policy_version as version
inner join change on version.written_by = change.number
where version.code = $code and coalesce(version.ended_by, 0) <> version.written_by
order by version.written_by desc
