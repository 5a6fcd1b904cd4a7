#include "tests/external/redshift/lint.h"

#include <array>
#include <cctype>
#include <map>
#include <mutex>
#include <regex>

#include "base/text.h"

namespace till::testing_support {
namespace {

constexpr std::array kRules{
    LintRule{"on conflict", R"(\bon conflict\b)", "there is no upsert; delete and insert, or MERGE",
             "insert into t values (1) on conflict do nothing", "select conflict from t"},
    LintRule{"returning", R"(\breturning\b)", "a statement that changes rows gives none back",
             "delete from t returning id", "select returning_customers from t"},
    LintRule{"index", R"(\bcreate (unique )?index\b)", "there are no indexes; a sort key is stated",
             "create index i on t (a)", "create table t (index_number integer)"},
    LintRule{"sequence", R"(\bcreate sequence\b|\bnextval ?\()", "there are no sequences", "select nextval('s')",
             "select nextvalue from t"},
    LintRule{"serial", R"(\b(small|big)?serial\b)", "there is no serial; IDENTITY numbers rows",
             "create table t (id bigserial)", "create table t (serial_number integer)"},
    LintRule{"lateral", R"(\blateral\b)", "a subquery in FROM sees nothing beside it",
             "select 1 from a cross join lateral (select 2) as b", "select collateral from a"},
    LintRule{"string_agg", R"(\bstring_agg ?\()", "LISTAGG joins texts", "select string_agg(a, ',') from t",
             "select listagg(a, ',') within group (order by a) from t"},
    LintRule{"array_agg", R"(\barray_agg ?\()", "there are no arrays", "select array_agg(a) from t",
             "select max(a) from t"},
    LintRule{"json aggregate", R"(\bjsonb?_(object_)?agg ?\()", "JSON is not aggregated", "select json_agg(a) from t",
             "select json_parse(a) from t"},
    LintRule{"filter", R"(\bfilter ?\( ?where\b)", "an aggregate takes no FILTER; CASE chooses its rows",
             "select count(*) filter (where a) from t", "select count(case when a then 1 end) from t"},
    LintRule{"distinct on", R"(\bdistinct on ?\()", "a window's row_number() chooses a row",
             "select distinct on (a) a, b from t", "select distinct a, b from t"},
    LintRule{"array", R"(\barray ?\[|\w ?\[\])", "there are no arrays", "select array[1, 2]", "select array(1, 2)"},
    LintRule{"uuid", R"(\buuid\b)", "there is no type for it; VARCHAR(36) holds one", "create table t (id uuid)",
             "create table t (uuid_text varchar(36))"},
    LintRule{"jsonb", R"(\bjsonb\b)", "SUPER holds nested values", "select cast(a as jsonb) from t",
             "select json_parse(a) from t"},
    LintRule{"bytea", R"(\bbytea\b)", "VARBYTE holds bytes", "create table t (a bytea)",
             "create table t (a varbyte(16))"},
    LintRule{
        "other types",
        R"((^|[ (,])(?!as )[\w\"]+ (money|inet|cidr|macaddr|xml|hstore|tsvector|bit varying|bit ?\(\d+\))( ?[,)]| not\b))",
        "the type does not exist", "create table t (a inet, b integer)", "create table t (money_spent integer)"},
    LintRule{"check", R"(\bcheck ?\()", "a table has no CHECK", "create table t (a integer check (a > 0))",
             "create table t (checked boolean)"},
    LintRule{"exclude", R"(\bexclude using\b)", "a table has no exclusion",
             "create table t (a integer, exclude using gist (a with =))", "select * exclude a from t"},
    LintRule{"values in from", R"(\b(from|join) ?\( ?values\b|\bas ?\( ?values\b)", "VALUES stands only in INSERT",
             "select a from (values (1)) as t (a)", "insert into t values (1)"},
    LintRule{"several columns added", R"(\balter table\b.*\badd\b.*, ?add\b)", "one ALTER adds one column",
             "alter table t add column a integer, add column b integer", "alter table t add column a integer"},
    LintRule{"with before a change", R"(^with\b.*\) ?(insert|update|delete|merge)\b)",
             "WITH stands before SELECT only, also within INSERT", "with x as (select 1) insert into t select * from x",
             "insert into t with x as (select 1 as a) select a from x"},
    LintRule{"vacuum analyze", R"(\bvacuum\b.*\banalyze\b)", "VACUUM and ANALYZE are two statements",
             "vacuum analyze t", "analyze t"},
    LintRule{"text",
             R"((^|[ (,])(?!as )[\w\"]+ text( ?[,)]| not\b| default\b|$)|\bcast ?\([^()]* as text ?\)|:: ?text\b)",
             "TEXT is VARCHAR(256), and longer values fail", "create table t (a text, b integer)",
             "create table t (text_a varchar(10))"},
    LintRule{"varchar without length", R"(\b(varchar|character varying)\b(?! ?\())",
             "it is VARCHAR(256), and longer values fail or are cut", "select cast(a as varchar) from t",
             "select cast(a as varchar(10)) from t"},
    LintRule{"varchar too long", R"(\bvarchar ?\( ?(6553[6-9]|655[4-9]\d|65[6-9]\d\d|6[6-9]\d{3}|[7-9]\d{4}|\d{6,}))",
             "VARCHAR has 65,535 bytes at most", "create table t (a varchar(70000))",
             "create table t (a varchar(65535))"},
    LintRule{"decimal too wide", R"(\b(decimal|numeric) ?\( ?(39|[4-9]\d|\d{3,}) ?[,)])",
             "DECIMAL has 38 digits at most", "create table t (a decimal(40,2))", "create table t (a decimal(38,2))"},
    LintRule{"unbounded numeric", R"(\b(decimal|numeric)\b(?! ?\())", "it is DECIMAL(18,0), without places",
             "select cast(a as numeric) from t", "select cast(a as numeric(18,4)) from t"},
    LintRule{"trigger", R"(\bcreate trigger\b)", "there are no triggers",
             "create trigger g before insert on t execute procedure f()", "create table trigger_log (a integer)"},
    LintRule{"rule, type or domain", R"(\bcreate (rule|type|domain|extension)\b)", "they cannot be made",
             "create domain d as integer", "create table domain_names (a integer)"},
    LintRule{"now", R"(\bnow ?\()", "it runs on the leader node only; GETDATE() or SYSDATE", "select now() from t",
             "select getdate() from t"},
    LintRule{"current_timestamp", R"(\bcurrent_(timestamp|time)\b|\blocaltime(stamp)?\b)",
             "it runs on the leader node only; GETDATE() or SYSDATE", "select current_timestamp from t",
             "select current_date from t"},
    LintRule{"age", R"(\bage ?\()", "it runs on the leader node only; DATEDIFF", "select age(a) from t",
             "select age from t"},
    LintRule{"generate_series", R"(\bgenerate_series ?\()", "it runs on the leader node only and fails beside a table",
             "select * from generate_series(1, 3)", "select series from t"},
    LintRule{"make_date", R"(\bmake_(date|timestamp|interval) ?\()", "it does not exist; a text is cast",
             "select make_date(2026, 1, 1)", "select date '2026-01-01'"},
    LintRule{"truncate", R"(^truncate\b)", "it commits the transaction", "truncate t", "select trunc(a) from t"},
    LintRule{"merge target alias", R"(\bmerge into [\w\".]+ (as )?(?!using\b)\w+ using\b)",
             "the target of MERGE has no alias",
             "merge into t as x using s on x.a = s.a when matched then delete when not matched then insert values (1)",
             "merge into t using s on t.a = s.a when matched then delete when not matched then insert values (1)"},
    LintRule{
        "merge condition", R"(\bwhen (not )?matched and\b)", "a branch of MERGE has no further condition",
        "merge into t using s on t.a = s.a when matched and s.b then delete when not matched then insert values (1)",
        "merge into t using s on t.a = s.a when matched then delete when not matched then insert values (1)"},
    LintRule{"merge branches", R"(\bmerge into\b(?!.*\bwhen matched\b.*\bwhen not matched\b))",
             "MERGE needs both branches", "merge into t using s on t.a = s.a when matched then delete",
             "merge into t using s on t.a = s.a when matched then delete when not matched then insert values (1)"},
    LintRule{"temporary view", R"(\bcreate (or replace )?temp(orary)? view\b)", "there are no temporary views",
             "create temporary view v as select 1", "create temporary table v as select 1 as a"},
    LintRule{"unlogged", R"(\bunlogged\b)", "there are no unlogged tables", "create unlogged table t (a integer)",
             "create temporary table t (a integer)"},
    LintRule{"tablespace", R"(\btablespace\b)", "there are no tablespaces", "create table t (a integer) tablespace s",
             "create table t (space_used integer)"},
    LintRule{"inherits", R"(\binherits ?\()", "tables do not inherit", "create table t (a integer) inherits (s)",
             "create table t (like s)"},
    LintRule{"partition of", R"(\bpartition (of|by (range|list|hash))\b)",
             "tables have no partitions; a sort key is stated", "create table t (a date) partition by range (a)",
             "select row_number() over (partition by a order by b) from t"},
    LintRule{"named window", R"(\bwindow \w+ as ?\()", "a window is written where it is used",
             "select sum(a) over w from t window w as (order by b)",
             "select sum(a) over (order by b rows unbounded preceding) from t"},
    LintRule{"copy from stdin", R"(\bcopy\b.*\b(from stdin|to stdout)\b)", "COPY reads from S3", "copy t from stdin",
             "copy t from 's3://b/k' iam_role default format as csv"},
    LintRule{"copy without role", R"(^copy\b(?!.*\biam_role\b))", "COPY has no right without IAM_ROLE",
             "copy t from 's3://b/k' format as csv", "copy t from 's3://b/k' iam_role default format as csv"},
    LintRule{"unload without role", R"(^unload\b(?!.*\biam_role\b))", "UNLOAD has no right without IAM_ROLE",
             "unload ('select 1') to 's3://b/k' format as csv",
             "unload ('select 1') to 's3://b/k' iam_role default format as csv"},
    LintRule{"parquet options",
             R"(^copy\b.*\bparquet\b.*\b(maxerror|region|acceptanydate|dateformat|timeformat|null as|delimiter)\b)",
             "a columnar COPY takes only FILLRECORD, IAM_ROLE, MANIFEST, STATUPDATE, ACCEPTINVCHARS",
             "copy t from 's3://b/k' iam_role default format as parquet maxerror 5",
             "copy t from 's3://b/k' iam_role default format as parquet manifest"},
    LintRule{"parquet columns", R"(^copy [\w\".]+ ?\(.*\bparquet\b)",
             "a columnar COPY fills all columns in the file's order",
             "copy t (a, b) from 's3://b/k' iam_role default format as parquet",
             "copy t from 's3://b/k' iam_role default format as parquet"},
    LintRule{"arg_max", R"(\b(arg_(max|min)|(max|min)_by) ?\()", "a window chooses the row",
             "select arg_max(a, b) from t", "select max(a) from t"},
    LintRule{"is distinct from", R"(\bis (not )?distinct from\b)", "it does not exist; nulls are compared by hand",
             "select a is distinct from b from t", "select count(distinct a) from t"},
    LintRule{"whole division", R"(//)", "integers are divided whole by /", "select a // 7 from t",
             "select a / 7 from t"},
    LintRule{"row value", R"([^_\w]row ?\()", "there are no row values", "select row(a, b) from t",
             "select row_number() over (order by a) from t"},
    LintRule{"boolean window", R"(\bbool_(and|or) ?\([^()]*\) over\b)", "it aggregates, but over no window",
             "select bool_and(a) over (order by b) from t", "select bool_and(a) from t"},
    LintRule{"for update", R"(\bfor (update|share)\b)", "rows are not locked one by one", "select a from t for update",
             "update t set a = 1"},
    LintRule{"savepoint", R"(\bsavepoint\b)", "a transaction has no savepoints", "savepoint s",
             "select save_point from t"},
    LintRule{"advisory lock", R"(\bpg_(try_)?advisory)", "there are no advisory locks; LOCK takes a table",
             "select pg_advisory_lock(1)", "lock t"},
    LintRule{"tablesample", R"(\btablesample\b)", "a table is not sampled", "select a from t tablesample system (1)",
             "select sample from t"},
    LintRule{"fetch first", R"(\bfetch (first|next) \d+ rows?\b)", "LIMIT cuts an answer",
             "select a from t fetch first 3 rows only", "select a from t limit 3"},
    LintRule{"collation", R"(\bcollate \")", "texts always compare by their bytes", "select a collate \"C\" from t",
             "select a from t"},
    LintRule{"regexp_matches", R"(\bregexp_(matches|split_to_table|split_to_array) ?\()",
             "REGEXP_SUBSTR finds, and nothing gives several", "select regexp_matches(a, 'x') from t",
             "select regexp_substr(a, 'x') from t"},
    LintRule{"stl tables", R"(\bst[lv]_\w+)", "they are not there on Serverless; SYS_ views are",
             "select * from stl_load_errors", "select file_name from sys_load_error_detail"},
};

/// In lower case, blanks single, texts emptied.
std::string Plain(std::string_view sql) {
  std::string plain;
  bool quoted = false;
  for (const char c : ToLower(Trim(sql))) {
    const bool blank = std::isspace(static_cast<unsigned char>(c)) != 0;
    quoted = quoted != (c == '\'');
    if ((quoted && c != '\'') || (blank && plain.ends_with(' '))) continue;
    plain += blank ? ' ' : c;
  }
  return plain;
}

/// The rules' patterns in their order, made once.
const std::vector<std::regex>& Patterns() {
  static const std::vector<std::regex> kPatterns = [] {
    std::vector<std::regex> patterns;
    for (const LintRule& rule : kRules) patterns.emplace_back(rule.pattern.begin(), rule.pattern.end());
    return patterns;
  }();
  return kPatterns;
}

}  // namespace

std::span<const LintRule> RedshiftRules() { return kRules; }

std::vector<std::string> LintRedshift(std::string_view sql) {
  // The same statements come again and again, and the patterns take their time.
  static std::mutex mutex;
  static std::map<std::string, std::vector<std::string>> known;
  const std::string plain = Plain(sql);
  const std::lock_guard lock(mutex);
  const auto [found, first] = known.try_emplace(plain);
  for (size_t i = 0; first && i < kRules.size(); ++i) {
    if (!std::regex_search(plain, Patterns()[i])) continue;
    found->second.push_back(std::string(kRules[i].name) + ": " + std::string(kRules[i].reason));
  }
  return found->second;
}

}  // namespace till::testing_support
