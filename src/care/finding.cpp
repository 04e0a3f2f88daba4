#include "care/finding.hpp"

namespace care {
namespace {

// More of the same tells nobody more.
constexpr int kMaxShown = 10;

}  // namespace

void Finding::begin_texts(Texts* texts) {
  initStringInfo(&texts->text);
  texts->count = 0;
}

Finding Finding::begin(const char* check_name) {
  Finding finding{};
  finding.name_ = check_name;
  finding.detail_ = "as shipped";
  begin_texts(&finding.missing_);
  begin_texts(&finding.altered_);
  begin_texts(&finding.problems_);
  return finding;
}

void Finding::add(Texts* texts, const char* text) {
  if (++texts->count > kMaxShown) return;
  if (texts->count > 1) appendStringInfoString(&texts->text, "; ");
  appendStringInfoString(&texts->text, text);
}

void Finding::add_missing(const char* title) {
  add(&missing_, title);
}

void Finding::add_altered(const char* title, const char* how) {
  add(&altered_, psprintf("%s (%s)", title, how));
}

void Finding::append(StringInfo detail, const Texts& texts, const char* introduction) {
  if (texts.count == 0) return;
  if (detail->len > 0) appendStringInfoString(detail, ". ");
  appendStringInfo(detail, "%s%s", introduction, texts.text.data);
  if (texts.count > kMaxShown) appendStringInfo(detail, "; and %d more", texts.count - kMaxShown);
}

void Finding::report(const ReturnSetInfo* result) const {
  StringInfoData detail;
  initStringInfo(&detail);
  append(&detail, missing_, "missing, run todo.install(): ");
  append(&detail, altered_, "not as shipped, drop it and run todo.install(): ");
  append(&detail, problems_, "");
  if (ok()) appendStringInfoString(&detail, detail_);
  Datum values[] = {CStringGetTextDatum(name_), BoolGetDatum(ok()),
                    CStringGetTextDatum(detail.data)};
  bool nulls[] = {false, false, false};
  tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

ProblemReceiver::ProblemReceiver(Finding* finding) : state_{} {
  state_.base = pg::make_receiver(receive_slot, [](DestReceiver*, int, TupleDesc) {});
  state_.finding = finding;
}

bool ProblemReceiver::receive_slot(TupleTableSlot* slot, DestReceiver* self) {
  slot_getallattrs(slot);
  if (!slot->tts_isnull[0])
    reinterpret_cast<State*>(self)->finding->add_problem(TextDatumGetCString(slot->tts_values[0]));
  return true;
}

}  // namespace care
