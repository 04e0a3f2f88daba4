// Errors inside a statement: raised by a receiver, by the executor, by what the statement calls.
#include "core/error.hpp"
#include "failures.hpp"
#include "pg/receivers.hpp"
#include "pg/statement.hpp"
#include "watch.hpp"

namespace boundary {
namespace {

using pg::Access;

constinit pg::Statement<> three_rows{Access::kRead,
                                     "SELECT i FROM pg_catalog.generate_series(1, 3) AS i"};
constinit pg::Statement<> a_numeric{Access::kRead, "SELECT 1.5 AS numeric_column"};
constinit pg::Statement<std::string_view> insert_word{
    Access::kWrite, "INSERT INTO public.words (word) VALUES ($1)"};
constinit pg::Statement<> from_later_table{Access::kRead, "SELECT i FROM public.made_later"};
constinit pg::Statement<> catch_one_and_raise_another{
    Access::kWrite, "SELECT public.catch_one_and_raise_another()"};

// Fails at the second row, from the depth of the executor.
struct FailingReceiver {
  DestReceiver base;
  int rows;
};

bool fail_at_second_row(TupleTableSlot*, DestReceiver* self) {
  if (++reinterpret_cast<FailingReceiver*>(self)->rows == 2) raise_with_every_field();
  return true;
}
void start(DestReceiver*, int, TupleDesc) {}
void fail_at_start(DestReceiver*, int, TupleDesc) {
  raise_with_every_field();
}
void stop(DestReceiver*) {}

void RunInto(void (*start)(DestReceiver*, int, TupleDesc)) {
  const Tracked object;
  FailingReceiver receiver{};
  receiver.base.receiveSlot = fail_at_second_row;
  receiver.base.rStartup = start;
  receiver.base.rShutdown = stop;
  receiver.base.rDestroy = stop;
  Watch([&receiver] { three_rows.Run(&receiver.base); });
}

}  // namespace

void FailInReceiver() {
  RunInto(start);
}

void FailInReceiverStart() {
  RunInto(fail_at_start);
}

void FailInJsonReceiver() {
  const Tracked object;
  const StringInfo text = pg::Call([] { return makeStringInfo(); });
  pg::JsonReceiver receiver(text, 1);
  Watch([&receiver] { a_numeric.Run(receiver.receiver()); });
}

void FailInConstraint() {
  const Tracked object;
  Watch([] { insert_word.Run(nullptr, ""); });
}

void FailToPrepare() {
  const Tracked object;
  Watch([] { from_later_table.Run(nullptr); });
}

void FailInSubtransaction() {
  const Tracked object;
  Watch([] { catch_one_and_raise_another.Run(nullptr); });
}

}  // namespace boundary
