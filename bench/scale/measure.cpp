// measure SETTING=VALUE…: calls of many clients, each timed. Prints a line an operation: its name,
// calls, p50, p95, p99 and maximum in microseconds; and one for all, with the calls a second.
//
//   users, tasks, end   what is loaded
//   clients=1           connections, each with a thread of its own
//   rounds=1000         in which every operation is called once, over all clients
//   sample=0            a round takes the next of so many tasks for all its operations, after all
//                       were used once without being measured; 0: a task for each call, none twice
//   seed=1              which tasks
//   owner=any           or heavy: tasks of the heavy user alone
//   only=               names of operations, with commas; none: all
//   rate=0              calls a second of all clients together; 0: as fast as it goes
//   tenths=0            1: a line for each tenth of the run as well
//   cores=0             so many cores, and each client with its process of the server on one of
//   them;
//                       0: wherever the system puts them
//   within=             SQL by a superuser: all calls of a client are made in one transaction that
//                       starts with it and is rolled back
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <thread>

#include "client.hpp"
#include "operations.hpp"
#include "population.hpp"

namespace {

using scale::Client;
using scale::Operation;

class Settings {
 public:
  Settings(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
      const std::string setting = argv[i];
      const std::size_t sign = setting.find('=');
      const auto found = values_.find(setting.substr(0, sign));
      if (sign == std::string::npos || found == values_.end()) {
        std::fprintf(stderr, "measure: no such setting: %s\n", argv[i]);
        std::exit(2);
      }
      found->second = setting.substr(sign + 1);
    }
  }
  const std::string& Text(const char* name) const { return values_.at(name); }
  std::uint64_t Number(const char* name) const { return std::stoull(values_.at(name)); }

 private:
  std::map<std::string, std::string> values_ = {
      {"users", "0"},  {"tasks", "0"}, {"end", "0"},     {"clients", "1"}, {"rounds", "1000"},
      {"sample", "0"}, {"seed", "1"},  {"owner", "any"}, {"only", ""},     {"rate", "0"},
      {"tenths", "0"}, {"cores", "0"}, {"within", ""}};
};

// The tasks that one client calls for; no other client does. Nothing is asked of the server.
class Targets {
 public:
  Targets(const Settings& settings, std::uint64_t client)
      : population_(settings.Number("users"), settings.Number("tasks"),
                    static_cast<std::int64_t>(settings.Number("end")) * 1'000'000 - scale::kEpoch),
        tasks_(settings.Number("tasks")),
        clients_(settings.Number("clients")),
        client_(client),
        heavy_(settings.Text("owner") == "heavy"),
        random_(settings.Number("seed") * 1'000'003 + client) {}

  std::uint64_t Pick(bool in_trash) {
    for (;;) {
      const std::uint64_t number = random_.Below(tasks_ / clients_) * clients_ + client_;
      const scale::Task task = population_.TaskAt(number);
      if (task.deleted_at.has_value() == in_trash && (!heavy_ || task.owner == scale::kHeavyUser))
        return number;
    }
  }
  scale::Task At(std::uint64_t number) const { return population_.TaskAt(number); }

 private:
  scale::Population population_;
  std::uint64_t tasks_;
  std::uint64_t clients_;
  std::uint64_t client_;
  bool heavy_;
  scale::Random random_;
};

struct Times {
  std::vector<std::vector<double>> of;  // for each operation, in the order of the calls
};

class Session {
 public:
  Session(const Settings& settings, const std::vector<const Operation*>& operations,
          std::uint64_t number)
      : settings_(settings),
        operations_(operations),
        targets_(settings, number),
        client_(settings.Number("seed") * 7919 + number,
                settings.Text("within").empty() ? "scale_service" : "postgres"),
        times_{std::vector<std::vector<double>>(operations.size())} {
    const std::uint64_t clients = settings.Number("clients");
    if (const std::uint64_t cores = settings.Number("cores"); cores > 0)
      core_ = static_cast<int>(number % cores);
    rounds_ = std::max<std::uint64_t>(settings.Number("rounds") / clients, 1);
    if (const std::uint64_t rate = settings.Number("rate"); rate > 0)
      pause_ = 1e6 * static_cast<double>(clients) / static_cast<double>(rate);
    if (const std::uint64_t sample = settings.Number("sample"); sample > 0)
      for (std::uint64_t i = 0; i < std::max<std::uint64_t>(sample / clients, 1); ++i)
        sample_.push_back({targets_.Pick(false), targets_.Pick(true)});
    if (const std::string& sql = settings.Text("within"); !sql.empty())
      client_.Execute("BEGIN; " + sql);
    scale::PrepareAll(&client_);
  }

  // Plans are made, and a sample is in memory, before anything is measured.
  void WarmUp() {
    Bind();
    const std::size_t count = sample_.empty() ? 8 : sample_.size();
    for (std::size_t i = 0; i < count; ++i)
      for (const Operation* operation : operations_) Call(*operation, Task(*operation, i));
  }
  void Run() {
    Bind();
    std::vector<std::size_t> order(operations_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    for (std::uint64_t round = 0; round < rounds_; ++round) {
      for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[client_.random().Below(i)]);
      for (const std::size_t i : order) {
        if (pause_ > 0) Pause();
        times_.of[i].push_back(Call(*operations_[i], Task(*operations_[i], round)));
      }
    }
  }
  const Times& times() const { return times_; }

 private:
  struct Pair {
    std::uint64_t task;
    std::uint64_t trashed;
  };

  void Bind() const {
    if (core_) client_.BindTo(*core_);
  }
  std::uint64_t Task(const Operation& operation, std::uint64_t round) {
    if (sample_.empty()) return targets_.Pick(operation.on_trash);
    const Pair& pair = sample_[round % sample_.size()];
    return operation.on_trash ? pair.trashed : pair.task;
  }
  double Call(const Operation& operation, std::uint64_t number) {
    const scale::Task task = targets_.At(number);
    const scale::Target target{scale::ToText(task.id), task.deleted_at.has_value()};
    client_.SignIn(scale::UserId(task.owner));
    const double time = client_.Call(operation.name, operation.arguments(client_, target));
    if (operation.undone_by != nullptr) client_.Call(operation.undone_by, {target.task_id});
    return time;
  }
  void Pause() {
    std::this_thread::sleep_for(
        std::chrono::duration<double, std::micro>(client_.random().Exponential(pause_)));
  }

  const Settings& settings_;
  const std::vector<const Operation*>& operations_;
  Targets targets_;
  Client client_;
  Times times_;
  std::vector<Pair> sample_;
  std::uint64_t rounds_;
  std::optional<int> core_;
  double pause_ = 0;  // microseconds, on average, before a call
};

std::vector<const Operation*> Chosen(const std::string& only) {
  std::vector<const Operation*> chosen;
  for (const Operation& operation : scale::Operations())
    if (only.empty() ||
        ("," + only + ",").find("," + std::string(operation.name) + ",") != std::string::npos)
      chosen.push_back(&operation);
  return chosen;
}

void Print(const std::string& name, std::vector<double> times) {
  std::sort(times.begin(), times.end());
  const auto at = [&times](double part) {
    const auto place =
        static_cast<std::size_t>(std::ceil(part * static_cast<double>(times.size())));
    return times[std::max<std::size_t>(place, 1) - 1];
  };
  std::printf("%s\t%zu\t%.1f\t%.1f\t%.1f\t%.1f\n", name.c_str(), times.size(), at(0.5), at(0.95),
              at(0.99), times.back());
}

// Of all sessions, the calls from part `begin` to part `end` of each one's run.
std::vector<double> Gather(const std::vector<std::unique_ptr<Session>>& sessions,
                           std::size_t operation, double begin, double end) {
  std::vector<double> all;
  for (const auto& session : sessions) {
    const std::vector<double>& times = session->times().of[operation];
    const auto count = static_cast<double>(times.size());
    all.insert(all.end(), times.begin() + std::lround(begin * count),
               times.begin() + std::lround(end * count));
  }
  return all;
}

template <class Work>
void ForAll(const std::vector<std::unique_ptr<Session>>& sessions, Work work) {
  std::vector<std::thread> threads;
  for (const auto& session : sessions) threads.emplace_back([&session, work] { work(*session); });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

int main(int argc, char** argv) {
  const Settings settings(argc, argv);
  const std::vector<const Operation*> operations = Chosen(settings.Text("only"));
  std::vector<std::unique_ptr<Session>> sessions;
  for (std::uint64_t i = 0; i < settings.Number("clients"); ++i)
    sessions.push_back(std::make_unique<Session>(settings, operations, i));
  ForAll(sessions, [](Session& session) { session.WarmUp(); });
  const auto start = std::chrono::steady_clock::now();
  ForAll(sessions, [](Session& session) { session.Run(); });
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;

  std::size_t calls = 0;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const std::vector<double> all = Gather(sessions, i, 0, 1);
    calls += all.size();
    Print(operations[i]->name, all);
    if (settings.Number("tenths") == 0) continue;
    for (int tenth = 0; tenth < 10; ++tenth)
      Print(operations[i]->name + ("/" + std::to_string(tenth + 1)),
            Gather(sessions, i, tenth / 10.0, (tenth + 1) / 10.0));
  }
  std::printf("all\t%zu\t%.0f\n", calls, static_cast<double>(calls) / took.count());
}
