// A client of the server: prepared statements by libpq, each call timed from sending it until its
// rows are here. Anything that goes wrong ends the program.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "population.hpp"

namespace scale {

std::string ToText(const Uuid& uuid);

class Client {
 public:
  // Connects by libpq's environment. The role of a back end is scale_service.
  Client(std::uint64_t seed, const char* role);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { PQfinish(connection_); }

  void Prepare(const char* name, const char* sql);
  // From now on as `user`, and no more than that. Not timed.
  void SignIn(const Uuid& user);
  void Execute(const std::string& sql);
  // Microseconds of the call. `first` receives the first column of the first row.
  double Call(const char* name, const std::vector<std::string>& arguments,
              std::string* first = nullptr);

  // Binds the calling thread and the server's process for this client to one core, so that neither
  // wakes the other up across cores.
  void BindTo(int core) const;

  Random& random() { return random_; }

 private:
  [[noreturn]] void Fail(std::string_view what) const;
  void Check(std::string_view what, PGresult* result) const;

  PGconn* connection_;
  Random random_;
};

}  // namespace scale
