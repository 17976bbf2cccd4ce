-- Sums to month grain, kept up by the store in the transaction of each change.
-- cost_base holds the lines with a cost and a rate; n_without_rate counts those that lack the rate.

create table rollup_actual_month (
    project varchar not null,
    category varchar not null,
    role varchar not null,
    month date not null,
    currency varchar not null,
    cost decimal(38,4) not null,
    cost_base decimal(38,4) not null,
    hours decimal(38,4) not null,
    n_lines bigint not null,
    n_without_cost bigint not null,
    n_without_hours bigint not null,
    n_without_rate bigint not null
);

create table rollup_person_month (
    person varchar not null,
    project varchar not null,
    month date not null,
    hours decimal(38,4) not null,
    cost_base decimal(38,4) not null,
    n_lines bigint not null
);
