// The ways to fail. Each throws, with objects alive in several frames.
#pragma once

namespace boundary {

// Changes all that pg::Call has to put back: the memory context, the resource owner, the context
// stack. (The exception stack is changed by pg::Call itself.)
void change_server_state();
// The same, and then a PostgreSQL error with every field set. May longjmp: it does nothing else.
[[noreturn]] void raise_with_every_field();

// failures.cpp: errors of PostgreSQL, exceptions of C++
void FailInPostgres();
void ThrowRuntimeError();
void ThrowEmptyRuntimeError();
void ThrowTodoError();
void ThrowInt();
void ThrowBadAlloc();
void RunOutOfMemory();

// statements.cpp: errors inside a statement and its receiver
void FailInReceiver();
void FailInReceiverStart();
void FailInJsonReceiver();
void FailInConstraint();
void FailToPrepare();
void FailInSubtransaction();

// nesting.cpp: boundaries within boundaries
void FailInNestedCall();
void ThrowInBody();
void FailThroughLevels();

// interrupts.cpp
void BeCancelled();

}  // namespace boundary
