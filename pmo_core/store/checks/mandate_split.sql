-- warning: changes that one board approves of a project stay within its mandate together
select decision.project, decision.board
from decision
inner join board on decision.board = board.code
where
    decision.about = 'change request' and decision.outcome = 'approved'
    and not exists (select 1 from decision as later where later.supersedes = decision.code)
group by decision.project, decision.board, board.mandate
having sum(decision.amount) > board.mandate
order by 1, 2
