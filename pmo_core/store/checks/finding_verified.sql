-- warning: a finding that its rule closed should name a run that judged its project and found nothing
select finding.code, finding.rule, finding.project, finding.closed_run
from finding
left join rule_outcome
    on
        rule_outcome.run = finding.closed_run and rule_outcome.rule = finding.rule
        and rule_outcome.project = finding.project
where
    finding.state = 'verified' and finding.rule <> ''
    and (rule_outcome.n_rows is null or rule_outcome.n_rows > 0)
order by finding.code
