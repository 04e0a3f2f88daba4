// What is measured: the calls that clients make.
#pragma once

#include <string>
#include <vector>

#include "client.hpp"
#include "population.hpp"

namespace scale {

// Whom and what a call is about: the task, and its owner, who is signed in.
struct Target {
  std::string task_id;
  bool in_trash;
};

struct Operation {
  const char* name;
  const char* sql;
  bool on_trash;  // wants a task of the trash
  // Of one call; what else the call needs is done here, and not timed.
  std::vector<std::string> (*arguments)(Client& client, const Target& target);
  const char* undone_by;  // an operation on the same task, not timed; null where nothing is undone
};

const std::vector<Operation>& Operations();

// Prepares them, and what they need beside.
void PrepareAll(Client* client);

}  // namespace scale
