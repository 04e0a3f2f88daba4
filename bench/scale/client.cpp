#include "client.hpp"

#include <sched.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace scale {

std::string ToText(const Uuid& uuid) {
  std::string text;
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    constexpr char kDigits[] = "0123456789abcdef";
    text += kDigits[uuid[i] >> 4];
    text += kDigits[uuid[i] & 15];
  }
  return text;
}

Client::Client(std::uint64_t seed, const char* role)
    : connection_(PQconnectdb(("user=" + std::string(role)).c_str())), random_(seed) {
  if (PQstatus(connection_) != CONNECTION_OK) Fail("no connection");
}

void Client::Fail(std::string_view what) const {
  std::fprintf(stderr, "measure: %.*s: %s\n", static_cast<int>(what.size()), what.data(),
               PQerrorMessage(connection_));
  std::_Exit(1);  // other clients are at work
}

void Client::Check(std::string_view what, PGresult* result) const {
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) Fail(what);
}

void Client::Prepare(const char* name, const char* sql) {
  PGresult* const result = PQprepare(connection_, name, sql, 0, nullptr);
  Check(sql, result);
  PQclear(result);
}

void Client::Execute(const std::string& sql) {
  PGresult* const result = PQexec(connection_, sql.c_str());
  Check(sql, result);
  PQclear(result);
}

void Client::SignIn(const Uuid& user) {
  Execute("RESET ROLE; SELECT todo.set_user('" + ToText(user) +
          "', 'session'); SET ROLE scale_client");
}

void Client::BindTo(int core) const {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  for (const int process : {0, PQbackendPID(connection_)})
    if (sched_setaffinity(process, sizeof cores, &cores) != 0) {
      std::perror("measure: sched_setaffinity");
      std::_Exit(1);
    }
}

double Client::Call(const char* name, const std::vector<std::string>& arguments,
                    std::string* first) {
  std::vector<const char*> values;
  for (const std::string& argument : arguments) values.push_back(argument.c_str());
  const auto start = std::chrono::steady_clock::now();
  PGresult* const result = PQexecPrepared(connection_, name, static_cast<int>(values.size()),
                                          values.data(), nullptr, nullptr, 0);
  const std::chrono::duration<double, std::micro> time = std::chrono::steady_clock::now() - start;
  Check(name, result);
  if (first != nullptr) *first = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
  PQclear(result);
  return time.count();
}

}  // namespace scale
