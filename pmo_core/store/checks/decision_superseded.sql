-- error: a decision is superseded once, by a later one about the same subject
select later.code, earlier.code
from decision as later
inner join decision as earlier on later.supersedes = earlier.code
where
    later.about <> earlier.about
    or coalesce(later.project, '') <> coalesce(earlier.project, '')
    or later.subject <> earlier.subject
    or later.decided_on < earlier.decided_on
    or exists (
        select 1 from decision as other
        where other.supersedes = earlier.code and other.code < later.code
    )
order by 1, 2
