// tasks_page: a page of tasks as one JSON document, written straight from the executor's rows.
#include <boost/crc.hpp>

#include "identity/identity.hpp"
#include "journal/counters.hpp"
#include "pg/entry.hpp"
#include "pg/error.hpp"
#include "pg/receivers.hpp"
#include "tasks/lists.hpp"
#include "tasks/task_columns.hpp"

namespace tasks {
namespace {

// A json value being written: the varlena header, then text.
StringInfo begin_json() {
  constexpr int kUsualPageBytes = 32 * 1024;
  StringInfo json = makeStringInfo();
  enlargeStringInfo(json, kUsualPageBytes);
  json->len = VARHDRSZ;
  return json;
}

Datum finish_json(StringInfo json) {
  SET_VARSIZE(json->data, json->len);
  return PointerGetDatum(json->data);
}

void append_counts(StringInfo json, const todo::TaskCounters& counts) {
  appendStringInfo(json, ",\"counts\":{\"open\":" INT64_FORMAT ",\"done\":" INT64_FORMAT "}",
                   counts.open, counts.done);
}

// `<number>-<checksum of the counts and of what was asked for>`: another user, filter, size or
// cursor is another page.
std::string MakeEtag(const journal::ReadableCounters& counters, const todo::Uuid& user,
                     const PageRequest& page) {
  boost::crc_32_type crc;
  const auto add = [&crc](const auto& value) { crc.process_bytes(&value, sizeof value); };
  add(counters.tasks);
  add(counters.trimmed_seq);
  add(user.bytes);
  add(page.page_size);
  add(todo::FilterOf(page.kind.completed));
  if (page.from) {
    add(page.from->time);
    add(page.from->id.bytes);
  }
  return std::to_string(counters.seq) + "-" + std::to_string(crc.checksum());
}

Datum TasksPage(FunctionCallInfo fcinfo) {
  const todo::Uuid user = identity::RequireUser();
  const pg::Args args(fcinfo);
  const todo::ListKind kind{todo::ListOrder::kNewestFirst, args.Boolean(0)};
  const PageRequest page = CheckPage(kind, args.Integer(1), args.Text(2), user);

  // Every change that the journal sees takes the user's next number. What was written past it shows
  // when rebuild_counters() finds other counts, or events that say otherwise.
  const auto counters = journal::ReadCounters(user).value_or(journal::ReadableCounters{});
  const std::string etag = MakeEtag(counters, user, page);
  if (args.Text(3) == etag) {
    fcinfo->isnull = true;
    return Datum{0};
  }

  const StringInfo json = pg::Call([] {
    const StringInfo text = begin_json();
    appendStringInfoString(text, "{\"items\":[");
    return text;
  });
  pg::JsonReceiver items(json, page.page_size);
  items.KeepKey(kCreatedAt, kId);
  RunList(page, page.page_size + 1, items.receiver());

  std::string cursor;
  if (items.more())
    cursor = EncodeCursor(
        {kind.order, todo::FilterOf(kind.completed), items.last_time(), items.last_id()}, user);
  const char* const next = cursor.c_str();
  const char* const tag = etag.c_str();
  return pg::Call([json, next, tag, &counters] {
    appendStringInfoString(json, "],\"next_cursor\":");
    if (*next == '\0')
      appendStringInfoString(json, "null");
    else
      appendStringInfo(json, "\"%s\"", next);  // base64url: nothing to escape
    append_counts(json, counters.tasks);
    appendStringInfo(json, ",\"etag\":\"%s\"}", tag);
    return finish_json(json);
  });
}

}  // namespace
}  // namespace tasks

TODO_FUNCTION(todo_tasks_page, tasks::TasksPage);
