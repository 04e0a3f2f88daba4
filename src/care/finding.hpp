// A row of todo.finding in the making: one check, and what it has found.
//
// Everything here may longjmp and is trivially destructible.
#pragma once

#include "pg/receivers.hpp"

namespace care {

class Finding {
 public:
  static Finding begin(const char* check_name);

  // A statement of tables.sql, by its title: run again by todo.install().
  void add_missing(const char* title);
  // What is there under its name but is not as shipped: todo.install() makes it anew once it is
  // gone.
  void add_altered(const char* title, const char* how);
  // Anything else, with its remedy.
  void add_problem(const char* text) { add(&problems_, text); }
  // What is said when nothing was found.
  void set_detail(const char* detail) { detail_ = detail; }

  bool ok() const { return missing_.count + altered_.count + problems_.count == 0; }
  void report(const ReturnSetInfo* result) const;

 private:
  struct Texts {
    StringInfoData text;
    int count;
  };
  static void begin_texts(Texts* texts);
  static void add(Texts* texts, const char* text);
  static void append(StringInfo detail, const Texts& texts, const char* introduction);

  const char* name_;
  const char* detail_;
  Texts missing_;
  Texts altered_;
  Texts problems_;
};

// Every problem of a statement into one finding. The statement returns texts; null is none.
class ProblemReceiver {
 public:
  explicit ProblemReceiver(Finding* finding);
  DestReceiver* receiver() { return &state_.base; }

 private:
  struct State {
    DestReceiver base;
    Finding* finding;
  };
  static bool receive_slot(TupleTableSlot* slot, DestReceiver* self);
  State state_;
};

}  // namespace care
