#include "pg/row_trigger.hpp"

extern "C" {
#include "utils/datum.h"
}

namespace pg {
namespace {

void deform(HeapTuple tuple, TupleDesc row, Datum** values, bool** nulls) {
  *values = static_cast<Datum*>(palloc(sizeof(Datum) * row->natts));
  *nulls = static_cast<bool*>(palloc(sizeof(bool) * row->natts));
  heap_deform_tuple(tuple, row, *values, *nulls);
}

}  // namespace

RowTrigger RowTrigger::begin(FunctionCallInfo fcinfo, KeptColumns* columns) {
  auto* const trigger = reinterpret_cast<TriggerData*>(fcinfo->context);
  if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_BEFORE(trigger->tg_event) ||
      !TRIGGER_FIRED_FOR_ROW(trigger->tg_event) || TRIGGER_FIRED_BY_DELETE(trigger->tg_event))
    ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
                    errmsg("this function is for BEFORE INSERT OR UPDATE triggers, for each row")));
  RowTrigger row{};
  row.trigger_ = trigger;
  row.count_ = columns->count();
  row.columns_ = columns->in(trigger->tg_relation);
  const TupleDesc description = RelationGetDescr(trigger->tg_relation);
  if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event)) {
    deform(trigger->tg_trigtuple, description, &row.old_values_, &row.old_nulls_);
    deform(trigger->tg_newtuple, description, &row.new_values_, &row.new_nulls_);
  } else {
    deform(trigger->tg_trigtuple, description, &row.new_values_, &row.new_nulls_);
  }
  return row;
}

bool RowTrigger::is_kept(AttrNumber attribute) const {
  for (int i = 0; i < count_; ++i)
    if (columns_.number[i] == attribute) return true;
  return false;
}

bool RowTrigger::others_changed() const {
  const TupleDesc description = RelationGetDescr(trigger_->tg_relation);
  for (int i = 0; i < description->natts; ++i) {
    const Form_pg_attribute attribute = TupleDescAttr(description, i);
    // A stored generated column is computed later, from columns that are compared themselves.
    if (attribute->attisdropped || attribute->attgenerated != '\0' || is_kept(attribute->attnum))
      continue;
    if (old_nulls_[i] != new_nulls_[i]) return true;
    if (!old_nulls_[i] &&
        !datum_image_eq(old_values_[i], new_values_[i], attribute->attbyval, attribute->attlen))
      return true;
  }
  return false;
}

void RowTrigger::set(int column, NullableDatum field) {
  const int i = at(column);
  if (field.isnull == new_nulls_[i] && (field.isnull || field.value == new_values_[i])) return;
  new_values_[i] = field.value;
  new_nulls_[i] = field.isnull;
  modified_ = true;
}

Datum RowTrigger::result() const {
  const HeapTuple given = is_update() ? trigger_->tg_newtuple : trigger_->tg_trigtuple;
  if (!modified_) return PointerGetDatum(given);
  HeapTuple stored =
      heap_form_tuple(RelationGetDescr(trigger_->tg_relation), new_values_, new_nulls_);
  stored->t_data->t_ctid = given->t_data->t_ctid;
  stored->t_self = given->t_self;
  stored->t_tableOid = given->t_tableOid;
  return PointerGetDatum(stored);
}

}  // namespace pg
