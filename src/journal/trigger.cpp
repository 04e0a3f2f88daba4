// The journal's triggers: whoever changes tasks, each change appends an event and moves its owner's
// counters, in the same transaction.
//
// A statement's rows are read twice: first to learn how many events each user needs, so that every
// user is locked once, in id order, and takes a run of numbers; then to append the events.
#include <map>

#include "core/error.hpp"
#include "identity/identity.hpp"
#include "journal/accounts.hpp"
#include "journal/counters.hpp"
#include "journal/reason.hpp"
#include "journal/settings.hpp"
#include "journal/transition.hpp"
#include "pg/entry.hpp"
#include "pg/error.hpp"
#include "pg/table_writer.hpp"
#include "pg/value.hpp"

namespace journal {
namespace {

using todo::EventKind;
using todo::TaskCounters;
using todo::Uuid;

// What a statement does to one user.
struct UserChange {
  TaskCounters delta;
  std::int64_t events = 0;
  std::int64_t next_seq = 0;
  bool has_tasks = false;  // afterwards: some of these are the user's
  bool exists = true;
};
using UserChanges = std::map<Uuid, UserChange>;

// One changed row, without its slots.
struct RowChange {
  bool before;
  bool after;
  Uuid id;
  Uuid user_before;
  Uuid user_after;
  todo::TaskStatus status_before;
  todo::TaskStatus status_after;
  bool differs;
  bool other_id;
  bool renamed;  // the account that was its owner, which is user_before under its new id

  // To another owner, or to another id: it goes there, and comes into being here.
  bool moves() const { return before && after && (user_before != user_after || other_id); }
  EventKind kind(bool archived) const {
    if (before && after) return todo::KindOfUpdate(status_before, status_after);
    if (before) return archived ? EventKind::kArchived : EventKind::kPurged;
    return is_unarchived(id) ? EventKind::kRestored : EventKind::kCreated;
  }
};

RowChange read_row(const TransitionReader& reader, const TaskLayout& layout) {
  RowChange row{};
  if (reader.before() != nullptr) {
    row.before = true;
    row.id = layout.uuid(reader.before(), kId);
    const Uuid user = layout.uuid(reader.before(), kUserId);
    row.user_before = id_after_statement(user);
    row.renamed = row.user_before != user;
    row.status_before = layout.status(reader.before());
  }
  if (reader.after() != nullptr) {
    row.after = true;
    row.other_id = row.before && row.id != layout.uuid(reader.after(), kId);
    row.id = layout.uuid(reader.after(), kId);
    row.user_after = layout.uuid(reader.after(), kUserId);
    row.status_after = layout.status(reader.after());
  }
  row.differs = !row.before || !row.after || row.moves() ||
                layout.any_differs(reader.before(), reader.after());
  return row;
}

enum EventColumn {
  kUserIdColumn,
  kSeq,
  kTaskId,
  kKind,
  kChanges,
  kActor,
  kRecordedAt,
  kEventColumnCount
};
constexpr pg::Column kEventColumns[kEventColumnCount] = {
    {"user_id", UUIDOID},  {"seq", INT8OID},   {"task_id", UUIDOID},           {"kind", TEXTOID},
    {"changes", JSONBOID}, {"actor", UUIDOID}, {"recorded_at", TIMESTAMPTZOID}};
constinit pg::KeptTable events_table("events", kEventColumns, "chk_events_kind");

constexpr pg::Column kArchiveColumns[] = {{"id", UUIDOID}};
constinit pg::KeptTable archive_table("tasks_archive", kArchiveColumns);

struct Stamp {
  bool has_actor;
  Uuid actor;
  TimestampTz now;
};

void append_event(pg::TableWriter* events, const TaskLayout& layout, const Uuid& user,
                  std::int64_t seq, EventKind kind, TupleTableSlot* before, TupleTableSlot* after,
                  const Stamp& stamp) {
  const std::string_view name = todo::NameOf(kind);
  Datum values[kEventColumnCount];
  bool nulls[kEventColumnCount] = {};
  values[kUserIdColumn] = pg::TypeOf<Uuid>::to_datum(user);
  values[kSeq] = Int64GetDatum(seq);
  values[kTaskId] = layout.value(before != nullptr ? before : after, kId);
  values[kKind] = pg::TypeOf<std::string_view>::to_datum(name);
  values[kChanges] = JsonbPGetDatum(make_changes(layout, before, after));
  values[kActor] = pg::TypeOf<Uuid>::to_datum(stamp.actor);
  nulls[kActor] = !stamp.has_actor;
  values[kRecordedAt] = TimestampTzGetDatum(stamp.now);
  events->insert(values, nulls);
}

// The latest of the transaction's statements that have written the journal.
struct LastWriter {
  TransactionId transaction;
  CommandId statement;
};
constinit LastWriter last_writer{InvalidTransactionId, FirstCommandId};

void note_write() {
  if (last_writer.transaction != GetTopTransactionId())
    last_writer = {GetTopTransactionId(), FirstCommandId};
  last_writer.statement = Max(last_writer.statement, statement_command());
  CommandCounterIncrement();  // the statement's other triggers see it
}

// Statements within this one, of functions and of the owner's triggers, have written the journal
// before it does. Its own parts, and foreign keys, are told apart by operation alone: where two of
// them change a task, the order is mostly that of the changes.
bool was_written_within() {
  return last_writer.transaction == GetTopTransactionIdIfAny() &&
         last_writer.statement > statement_command();
}

class Journal {
 public:
  explicit Journal(TriggerData* trigger)
      : reader_(pg::Call([trigger] { return TransitionReader::begin(trigger); })),
        layout_(pg::Call([trigger] { return TaskLayout::find(trigger->tg_relation); })) {}

  void Write() {
    CountChanges();
    if (!users_.empty()) {
      if (pg::Call(was_written_within)) RefuseSecondChanges();
      MoveCounters();
      AppendEvents();
      pg::Call(note_write);
    }
    pg::Call([this] { reader_.end(); });
  }

 private:
  bool Next(RowChange* row) {
    return pg::Call([this, row] {
      if (!reader_.next()) return false;
      *row = read_row(reader_, layout_);
      return true;
    });
  }

  bool Exists(const Uuid& user) {
    const auto [found, is_new] = accounts_.try_emplace(user, true);
    if (is_new)
      found->second = pg::Call([&] { return !account_may_be_gone() || account_exists(user); });
    return found->second;
  }

  void CountChanges() {
    RowChange row;
    while (Next(&row)) {
      // The account of that new id is not to be seen before the statement's other part is done.
      if (row.renamed && !row.after && !Exists(row.user_before))
        throw todo::Error(todo::errors::kAccountGone);
      if (row.moves()) {
        if (row.renamed) throw todo::Error(todo::errors::kAccountGone);
        Count(row.user_before, &row.status_before, nullptr);
        Count(row.user_after, nullptr, &row.status_after);
      } else if (row.differs) {
        Count(row.before ? row.user_before : row.user_after,
              row.before ? &row.status_before : nullptr, row.after ? &row.status_after : nullptr);
      }
    }
  }

  // Statements within this one have numbered their events already. If they changed one of its tasks
  // too, the numbers would be in the wrong order.
  void RefuseSecondChanges() {
    pg::TableWriter events = pg::Call([] { return pg::TableWriter::open(&events_table); });
    pg::Call([this] { reader_.rewind(); });
    RowChange row;
    while (Next(&row)) {
      const bool second = pg::Call([&] {
        for (TupleTableSlot* const slot : {reader_.before(), reader_.after()})
          if (slot != nullptr &&
              events.has_written(kTaskId, layout_.uuid(slot, kId), statement_command()))
            return true;
        return false;
      });
      if (second && row.differs) throw todo::Error(todo::errors::kChangedTwice);
    }
    pg::Call([&events] { events.close(); });
  }

  void Count(const Uuid& user, const todo::TaskStatus* before, const todo::TaskStatus* after) {
    UserChange& change = users_[user];
    if (before != nullptr) change.delta.Count(*before, -1);
    if (after != nullptr) change.delta.Count(*after, 1);
    change.has_tasks = change.has_tasks || after != nullptr;
    ++change.events;
  }

  void MoveCounters() {
    CounterWriter writer = pg::Call([] { return CounterWriter::open(); });
    for (auto& [id, change] : users_) {
      pg::CheckInterrupts();
      // From an account that is gone: what is the user's goes with it, journal and all.
      change.exists = (change.has_tasks || Exists(id)) && Move(&writer, id, &change);
    }
    pg::Call([&writer] { writer.close(); });
  }

  // False when tasks go whose account is gone.
  static bool Move(CounterWriter* writer, const Uuid& user, UserChange* change) {
    UserCounters counters{};
    // Mostly nobody else has them, or they are locked already: one write does.
    if (pg::Call([&] { return writer->find(user, &counters); })) {
      Apply(change, &counters);
      // Over the quota, what somebody else is about to commit may make room.
      if (!IsOverQuota(*change, counters) &&
          pg::Call([&] { return writer->try_update(user, counters); }))
        return true;
    }
    if (!pg::Call([&] { return lock_or_create(writer, user, &counters); })) {
      if (change->has_tasks) throw todo::Error(todo::errors::kAccountGone);
      return false;
    }
    Apply(change, &counters);
    if (IsOverQuota(*change, counters))
      throw todo::Error(
          todo::errors::kOverQuota,
          "The quota is " + std::to_string(max_tasks_per_user()) + " tasks, trash included.");
    pg::Call([&] { writer->update(user, counters); });
    return true;
  }

  static void Apply(UserChange* change, UserCounters* counters) {
    change->next_seq = counters->seq + 1;
    counters->seq += change->events;
    counters->tasks.open += change->delta.open;
    counters->tasks.done += change->delta.done;
    counters->tasks.trash += change->delta.trash;
  }

  static bool IsOverQuota(const UserChange& change, const UserCounters& counters) {
    const std::int64_t quota = max_tasks_per_user();
    return quota > 0 && change.delta.all() > 0 && counters.tasks.all() > quota;
  }

  void AppendEvents() {
    pg::TableWriter events = pg::Call([] { return pg::TableWriter::open(&events_table); });
    const std::optional<Uuid> actor = identity::CurrentUser();
    // After the locks: along a user's numbers, times do not go back, unless the clock does.
    const Stamp stamp{actor.has_value(), actor.value_or(Uuid{}), GetCurrentTimestamp()};
    const MemoryContext row_memory = pg::Call([] {
      return AllocSetContextCreate(CurrentMemoryContext, "todo event", ALLOCSET_DEFAULT_SIZES);
    });
    pg::Call([this] { reader_.rewind(); });
    RowChange row;
    while (Next(&row)) {
      if (row.moves()) {
        Append(&events, row_memory, row.user_before, EventKind::kPurged, reader_.before(), nullptr,
               stamp);
        Append(&events, row_memory, row.user_after, EventKind::kCreated, nullptr, reader_.after(),
               stamp);
      } else if (row.differs) {
        Append(&events, row_memory, row.before ? row.user_before : row.user_after,
               row.kind(is_archiving() && IsInArchive(row.id)), reader_.before(), reader_.after(),
               stamp);
      }
    }
    pg::Call([&events, row_memory] {
      events.close();
      MemoryContextDelete(row_memory);
    });
  }

  // What goes along with a task that is archived, by a foreign key or a trigger of the user's, is
  // not.
  static bool IsInArchive(const Uuid& task) {
    return pg::Call([&task] {
      pg::TableWriter archive = pg::TableWriter::open(&archive_table);
      Datum id;
      const bool found = archive.find(task, &id);
      archive.close();
      return found;
    });
  }

  void Append(pg::TableWriter* events, MemoryContext row_memory, const Uuid& user, EventKind kind,
              TupleTableSlot* before, TupleTableSlot* after, const Stamp& stamp) {
    UserChange& change = users_[user];
    if (!change.exists) return;
    const std::int64_t seq = change.next_seq++;
    pg::Call([&] {
      const MemoryContext memory = MemoryContextSwitchTo(row_memory);
      append_event(events, layout_, user, seq, kind, before, after, stamp);
      MemoryContextSwitchTo(memory);
      MemoryContextReset(row_memory);
    });
  }

  TransitionReader reader_;
  TaskLayout layout_;
  UserChanges users_;
  std::map<Uuid, bool> accounts_;
};

[[noreturn]] void refuse_trigger() {
  ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
                  errmsg("this function is for the triggers that todo.install() makes")));
  pg_unreachable();
}

TriggerData* statement_trigger(FunctionCallInfo fcinfo) {
  auto* const trigger = reinterpret_cast<TriggerData*>(fcinfo->context);
  if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_FOR_STATEMENT(trigger->tg_event))
    refuse_trigger();
  return trigger;
}

Datum WriteJournal(FunctionCallInfo fcinfo) {
  Journal(pg::Call([fcinfo] { return statement_trigger(fcinfo); })).Write();
  return Datum{0};
}

// A user's writers queue for the counters before they touch a task, so none waits for the counters
// of another while holding a row that the other wants.
Datum take_place(FunctionCallInfo fcinfo) {
  auto* const trigger = reinterpret_cast<TriggerData*>(fcinfo->context);
  if (CALLED_AS_TRIGGER(fcinfo) && TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
    return lock_changing_account(trigger);
  statement_trigger(fcinfo);
  if (const std::optional<Uuid> user = identity::CurrentUser(); user) lock_counters(*user);
  return Datum{0};
}

Datum count_users(FunctionCallInfo fcinfo) {
  TriggerData* const trigger = statement_trigger(fcinfo);
  if (!TRIGGER_FIRED_BY_INSERT(trigger->tg_event)) refuse_trigger();
  count_new_accounts(trigger);
  return Datum{0};
}

}  // namespace
}  // namespace journal

TODO_FUNCTION(todo_journal, journal::WriteJournal);
TODO_PLAIN_FUNCTION(todo_journal_lock, journal::take_place);
TODO_PLAIN_FUNCTION(todo_count_users, journal::count_users);
