#include "execute/subtransaction.hpp"

namespace execute {

OuterState begin_subtransaction() {
  const OuterState outer{CurrentMemoryContext, CurrentResourceOwner};
  BeginInternalSubTransaction(nullptr);
  // What the body makes outlives the subtransaction, an error's text above all.
  MemoryContextSwitchTo(outer.memory);
  return outer;
}

void release_subtransaction(const OuterState& outer) {
  ReleaseCurrentSubTransaction();
  MemoryContextSwitchTo(outer.memory);
  CurrentResourceOwner = outer.owner;
}

void roll_back_subtransaction(const OuterState& outer) {
  RollbackAndReleaseCurrentSubTransaction();
  MemoryContextSwitchTo(outer.memory);
  CurrentResourceOwner = outer.owner;
}

}  // namespace execute
