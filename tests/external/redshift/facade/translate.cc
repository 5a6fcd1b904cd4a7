#include "tests/external/redshift/facade/translate.h"

#include "tests/external/redshift/facade/tokens.h"

namespace till::testing_support {
namespace {

/// Puts other text in place of tokens, from the end to the beginning of a statement.
struct Edit {
  size_t begin;
  size_t end;
  std::string text;
};

size_t PastBrackets(const std::vector<Token>& tokens, size_t at) {
  if (at >= tokens.size() || !tokens[at].IsSign("(")) return at;
  int depth = 0;
  for (; at < tokens.size(); ++at) {
    if (tokens[at].IsSign("(")) ++depth;
    if (tokens[at].IsSign(")") && --depth == 0) return at + 1;
  }
  return at;
}

/// The number of tokens from `at` on that say how a table is distributed and sorted; zero if none do.
size_t KeyClause(const std::vector<Token>& tokens, size_t at) {
  size_t next = at;
  const auto word = [&](std::string_view text) { return next < tokens.size() && tokens[next].IsWord(text); };
  if (word("diststyle")) return 2;
  if (word("distkey")) return PastBrackets(tokens, at + 1) - at;
  if (word("compound") || word("interleaved")) ++next;
  if (!word("sortkey")) return 0;
  ++next;
  return (word("auto") ? next + 1 : PastBrackets(tokens, next)) - at;
}

/// `name varchar(n)` in a table's definition.
bool IsTextColumn(const std::vector<Token>& tokens, size_t at) {
  return at > 0 && at + 3 < tokens.size() && tokens[at].IsWord("varchar") && tokens[at + 1].IsSign("(") &&
         tokens[at + 3].IsSign(")") &&
         (tokens[at - 1].kind == Token::Kind::kName || tokens[at - 1].kind == Token::Kind::kWord);
}

bool IsTable(const std::vector<Token>& tokens) {
  size_t at = 1;
  if (tokens.empty() || !tokens[0].IsWord("create")) return false;
  while (at < tokens.size() && (tokens[at].IsWord("temporary") || tokens[at].IsWord("temp"))) ++at;
  return at < tokens.size() && tokens[at].IsWord("table");
}

}  // namespace

std::string ToPostgres(std::string_view sql) {
  const std::vector<Token> tokens = Tokens(sql);
  std::string text(sql);
  // Redshift's own functions are in sight whatever the path is.
  if (tokens.size() > 2 && tokens[0].IsWord("set") && tokens[1].IsWord("search_path")) {
    return text + ", " + std::string(kCatalogSchema);
  }
  if (!IsTable(tokens)) return text;
  std::vector<Edit> edits;
  for (size_t at = 0; at < tokens.size() && !tokens[at].IsWord("as"); ++at) {
    if (const size_t clause = KeyClause(tokens, at); clause > 0) {
      edits.push_back({tokens[at].begin, tokens[at + clause - 1].end, ""});
      at += clause - 1;
    } else if (IsTextColumn(tokens, at)) {
      const std::string name(sql.substr(tokens[at - 1].begin, tokens[at - 1].end - tokens[at - 1].begin));
      const size_t end = tokens[at + 3].end;
      edits.push_back(
          {end, end, " constraint " + name + " check (octet_length(" + name + ") <= " + tokens[at + 2].value + ")"});
      at += 3;
    }
  }
  for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit)
    text.replace(edit->begin, edit->end - edit->begin, edit->text);
  return text;
}

std::string_view RedshiftCatalog() {
  return R"(
create schema if not exists redshift_catalog;
create table if not exists redshift_catalog.commands (
  query_id bigint generated always as identity primary key, session_id integer not null, name text not null,
  rows bigint, start_time timestamp not null default (statement_timestamp() at time zone 'UTC')
);
create table if not exists redshift_catalog.load_errors (
  query_id bigint not null, file_name char(256), line_number bigint, column_name char(127), column_type char(10),
  column_length char(10), error_message char(512)
);
create or replace view redshift_catalog.sys_load_error_detail as
  select c.session_id, c.start_time, e.*
  from redshift_catalog.load_errors as e join redshift_catalog.commands as c using (query_id);
create or replace view redshift_catalog.svv_columns as select * from information_schema.columns;
create or replace view redshift_catalog.svv_tables as select * from information_schema.tables;
create or replace function redshift_catalog.last_command(wanted text) returns redshift_catalog.commands
  language sql stable as
  'select c from redshift_catalog.commands as c where session_id = pg_backend_pid() and name = wanted
     and rows is not null order by query_id desc limit 1';
create or replace function redshift_catalog.pg_last_copy_id() returns bigint language sql stable as
  'select coalesce((redshift_catalog.last_command(''COPY'')).query_id, -1)';
create or replace function redshift_catalog.pg_last_copy_count() returns bigint language sql stable as
  'select coalesce((redshift_catalog.last_command(''COPY'')).rows, 0)';
create or replace function redshift_catalog.pg_last_unload_count() returns bigint language sql stable as
  'select coalesce((redshift_catalog.last_command(''UNLOAD'')).rows, 0)';
create or replace function redshift_catalog.getdate() returns timestamp language sql stable as
  'select cast(statement_timestamp() at time zone ''UTC'' as timestamp(0))';
create or replace function redshift_catalog.strtol(number text, base integer) returns bigint
  language plpgsql immutable strict as '
declare
  total numeric := 0;
begin
  for i in 1..length(number) loop
    total := total * base + position(substr(lower(number), i, 1) in ''0123456789abcdefghijklmnopqrstuvwxyz'') - 1;
  end loop;
  return total;
end';
)";
}

}  // namespace till::testing_support
