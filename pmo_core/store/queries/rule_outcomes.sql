-- one row per rule and project of a run, without its evidence
select rule, project, n_checked, n_rows, digest
from rule_outcome
where run = $run
order by rule, project
