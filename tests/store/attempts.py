"""Questions that want more than they may have; each works on an open engine or was tried elsewhere.

`{file}`, `{folder}`, `{store}` and `{port}` stand for what is there to be reached.
"""

FILES = [
    "select * from read_csv('{file}')",
    "select * from read_csv_auto('{file}')",
    "select * from read_text('{file}')",
    "select * from read_blob('{file}')",
    "select * from sniff_csv('{file}')",
    "select * from read_parquet('{file}')",
    "select * from read_json('{file}')",
    "select * from glob('{folder}/*')",
    "from '{file}'",
    "select * from '{file}'",
    'select * from "{file}"',
    "select * from 'file://{file}'",
    "copy (select 1) to '{folder}/out.csv'",
    "copy project to '{folder}/out.csv'",
    "copy project from '{file}'",
    "export database '{folder}/all'",
    "import database '{folder}/all'",
    "select * from project where name = (select content from read_text('{file}'))",
    "with a as (select * from read_text('{file}')) select content as project from a",
    "select (select content from read_text('{file}')) as project",
    "select * from project, lateral (select * from read_text('{file}'))",
    "select * from parquet_metadata('{file}')",
]
NETWORK = [
    "select * from 'http://127.0.0.1:{port}/a.csv'",
    "select * from read_csv('http://127.0.0.1:{port}/a.csv')",
    "select * from read_text('https://127.0.0.1:{port}/a')",
    "select * from read_parquet('s3://bucket/a.parquet')",
    "select * from 's3://bucket/a.parquet'",
    "select * from http_get('http://127.0.0.1:{port}/')",
    "create secret s (type s3, key_id 'a', secret 'b')",
]
ATTACH = [
    "attach ':memory:' as other",
    "attach '{folder}/other.duckdb' as other",
    "attach '{store}' as main_store (read_only)",
    "attach 'http://127.0.0.1:{port}/a.duckdb' as other",
    "detach data",
    "use memory",
    "create schema other",
]
EXTENSIONS = [
    "install httpfs", "load httpfs", "force install spatial", "load '{folder}/x.duckdb_extension'",
    "install x from 'http://127.0.0.1:{port}/'", "update extensions",
]  # fmt: skip
SETTINGS = [
    "set memory_limit = '100GB'", "set enable_external_access = true", "reset lock_configuration",
    "set variable a = 1", "set threads = 64", "set temp_directory = '{folder}'",
    "pragma database_list", "pragma memory_limit = '100GB'", "pragma enable_profiling",
    "call duckdb_settings()", "call pragma_version()", "checkpoint", "force checkpoint", "vacuum",
    "analyze", "begin transaction", "rollback", "set schema = 'information_schema'",
    "call enable_logging()",
]  # fmt: skip
WRITES = [
    "create table mine as select 1", "create temp table mine (a int)", "create view v as select 1",
    "create or replace macro lower(a) as 'x'", "create macro m() as table select 1",
    "create function f(a) as a + 1", "create sequence s", "create type t as enum ('a')",
    "create index i on project (code)", "insert into project (code, name) values ('X', 'X')",
    "update project set name = 'mine'", "delete from project", "truncate project",
    "drop table project", "alter table project rename to mine", "comment on table project is 'x'",
    "merge into project using (select 'X' as code) as s on s.code = project.code "
    "when not matched then insert (code) values (s.code)",
    "prepare p as select 1", "execute p", "deallocate p", "explain select 1",
    "explain analyze select 1", "select code into mine from project",
]  # fmt: skip
SEVERAL = [
    "select 'P1' as project; drop table project",
    "select 'P1' as project; select 2",
    "select 'P1' as project;; attach ':memory:' as other",
    "select 'P1' as project -- ;\n; install httpfs",
    "select 'P1' as project /* ; */ ; copy project to '{folder}/out.csv'",
    "/* select */ delete from project",
    "-- select 1\ndrop table project",
    "select 'P1' as project where 1 = 1 --\u2028\n; drop table project",
    "with a as (insert into project (code, name) values ('X', 'X') returning *) select * from a",
    "with a as (delete from project returning *) select code as project from a",
    "with a as (update project set name = 'x' returning *) select code as project from a",
    "with a as (copy project to '{folder}/out.csv') select 1 as project",
    "(select 'P1' as project); select 2",
    "", ";", "-- nothing", "\0", "select 'P1' as project\0; drop table project",
]  # fmt: skip
INSIDE = [
    "select * from leaked", "from leaked", "select * from frame", "select * from sql",
    "select getenv('HOME') as project", "select current_setting('home_directory') as project",
    "select * from duckdb_secrets()", "select * from duckdb_settings()",
    "select * from duckdb_databases()", "select * from duckdb_tables()",
    "select * from duckdb_columns()", "select * from duckdb_functions()",
    "select * from duckdb_memory()", "select * from duckdb_temporary_files()",
    "select * from duckdb_logs", "select * from duckdb_extensions()",
    "select * from duckdb_variables()", "select * from duckdb_views",
    "select * from information_schema.tables", "select * from pg_catalog.pg_class",
    "select * from pg_tables", "select * from sqlite_master", "select * from pragma_version()",
    "select * from pragma_table_info('project')", "select * from pragma_storage_info('project')",
    "show tables", "show databases", "show all tables", "describe project", "summarize project",
    "select * from (describe project)", "select * from (show all tables)",
    "select version() as project", "select current_database() as project",
    "select current_schemas(true) as project", "select getvariable('a') as project",
    "select pg_get_viewdef(1) as project", "select nextval('s') as project",
    "select * from query('select 1')", "select * from query_table('project')",
    "select * from query('select * from read_text(''{file}'')')",
    "select * from query_table(['project'])",
    "select * from json_execute_serialized_sql(json_serialize_sql('select 1'))",
    "select json_serialize_sql('select 1') as project", "select write_log('x') as project",
    "select * from test_all_types()", "select * from seq_scan('project')",
    "select * from arrow_scan(1, 2, 3)", "select * from pandas_scan(140000)",
    "select * from python_map_function(1)", "select * from which_secret('s3://a', 's3')",
    "select * from repeat_row(1, num_rows = 3)", "select * from unnest_all(1)",
    "select system.main.current_setting('threads') as project",
]  # fmt: skip
HIDDEN = [
    "select * from cost_rate", "from cost_rate", "table cost_rate", "select * from COST_RATE",
    'select * from "cost_rate"', 'select * from "Cost_Rate"', "select * from main.cost_rate",
    "select * from data.main.cost_rate", "select * from data.cost_rate",
    "select * from cost/**/_rate", "select * from /* x */ cost_rate",
    'select * from U&"cost\\005frate"', "select * from cost_rate_version",
    "select * from main.cost_rate_version", "select * from project_version",
    "select * from change", "select * from journal", "select * from rollup_cost",
    "select * from import_remark", "select * from rejected_line",
    "select code as project from project where exists (select 1 from cost_rate)",
    "select code as project from project where 100 < (select max(hourly_rate) from cost_rate)",
    "select * from project natural join cost_rate", "select * from project, cost_rate",
    "select * from project positional join cost_rate",
    "select * from (values (1)) as a (b) join lateral (select * from cost_rate) as c on true",
    "with a as (select * from cost_rate) select * from a",
    "with cost_rate as (select * from cost_rate) select * from cost_rate",
    "with cost_rate as (select 1 as a) select * from main.cost_rate",
    "with recursive a as (select 1 as n union all select 2 from a, cost_rate) select * from a",
    "select * from project union all by name select * from cost_rate",
    "select code as project from project order by (select max(hourly_rate) from cost_rate)",
    "select count(*) filter (where exists (from interview)) as project from project",
    "select list_transform([1], lambda x: (select max(hourly_rate) from cost_rate)) as project",
    "pivot cost_rate on role using sum(hourly_rate)", "unpivot cost_rate on hourly_rate",
    "select * from interview", "select notes as project from INTERVIEW",
    "from interview select notes", "select columns(*) from interview",
    "select interview from interview", "select * from interview tablesample 10 rows",
]  # fmt: skip
HUNGRY = [
    "select repeat('x', 2000000000) as project",
    "select repeat(repeat('x', 30000), 30000) as project",
    "select rpad('x', 1900000000, 'y') as project",
    "select string_agg(repeat('x', 1000), '') as project from range(5000000)",
    "select list(i) as project from range(1000000000) as r(i)",
    "select len(range(400000000)) as project",
    "select len(list_transform(range(100000000), lambda x: repeat('ab', 100))) as project",
    "select count(*) as project from (select distinct a.i * b.i as n from range(100000) as a(i), "
    "range(100000) as b(i))",
    "select max(s) as project from (select repeat(i::varchar, 500) as s from range(20000000) "
    "as r(i) order by s desc offset 1)",
    "select i as project, row_number() over (order by sin(i)) from range(300000000) as r(i)",
    "select map(list(i), list(repeat('x', 100))) as project from range(50000000) as r(i)",
    "select array_agg(a.i) as project from range(90000) as a(i), range(90000) as b(i) group by b.i",
    "with recursive a as (select 'x' as s union all select s || s from a) select s from a",
]  # fmt: skip
ENDLESS = [
    "with recursive a as (select 1 as n union all select n + 1 from a) select max(n) from a",
    "select count(*) as project from range(1000000000000) as a(i), range(1000000000000) as b(i) "
    "where hash(a.i) = hash(b.i + 1)",
    "select sum(sin(i) * cos(i)) as project from range(100000000000) as r(i)",
]
LARGE = [
    "select i as project from range(10000000) as r(i)",
    "select i as project from range(10001) as r(i)",
    "select repeat('x', 20000000) as project",
    "select repeat('x', 2000) as project from range(10000)",
    "select 1 as project" + ", 1" * 9_000 + " union all select *",
    "select " + "(" * 9_000 + "1" + ")" * 9_000 + " as project",
    "select " + "-" * 9_000 + "1 as project",
    "select " + "[" * 4_000 + "1" + "]" * 4_000 + " as project",
    "select " + "(select " * 2_000 + "1" + ")" * 2_000 + " as project",
    "select '" + "x" * 30_000 + "' as project",
]

WHOLE = [
    *FILES[::4], *NETWORK[:2], *ATTACH[:2], *EXTENSIONS[:2], *SETTINGS[::6], *WRITES[::6],
    *SEVERAL[:2], *SEVERAL[8:10], *INSIDE[::8], *HIDDEN[::8], HUNGRY[0], HUNGRY[4], ENDLESS[0],
    LARGE[0], LARGE[2], LARGE[5],
]  # fmt: skip
"""Some of each kind, to be asked as a page asks them."""
TO_THE_ENGINE = [*FILES, *NETWORK, *ATTACH[2:4], *EXTENSIONS, *SETTINGS[:3], *SETTINGS[4:6]]
"""What the engine refuses by itself; it takes other questions that only the text's reader does."""
