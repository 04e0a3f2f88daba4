// Who is in the loaded database, and what is theirs: a function of the numbers of users and tasks
// alone, so that whoever measures knows the users without asking the server.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>

namespace scale {

using Uuid = std::array<std::uint8_t, 16>;

constexpr std::uint64_t kHeavyUser = 0;
constexpr std::int64_t kYear = 365LL * 86'400 * 1'000'000;  // in microseconds
// From 1970 to 2000, where PostgreSQL's time starts.
constexpr std::int64_t kEpoch = 946'684'800LL * 1'000'000;

// SplitMix64: good enough to look random, and any row's numbers can be had without those before it.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0xD1342543DE82EF95U) {}
  std::uint64_t Bits() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }
  double Fraction() { return static_cast<double>(Bits() >> 11) * 0x1.0p-53; }
  std::uint64_t Below(std::uint64_t end) {
    return static_cast<std::uint64_t>(Fraction() * static_cast<double>(end));
  }
  bool Chance(double probability) { return Fraction() < probability; }
  // As waiting times are: mostly short, sometimes very long.
  double Exponential(double mean) { return -mean * std::log1p(-Fraction()); }

 private:
  std::uint64_t state_;
};

// `bits` with the version and the variant of RFC 9562.
inline Uuid MakeUuid(std::uint64_t high, std::uint64_t low, unsigned version) {
  high = (high & ~0xF000ULL) | static_cast<std::uint64_t>(version) << 12;
  low = (low & ~(3ULL << 62)) | 2ULL << 62;
  Uuid uuid;
  for (int i = 0; i < 8; ++i) {
    uuid[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
    uuid[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
  }
  return uuid;
}

// Of user number 0 to users - 1: random to look at, as gen_random_uuid() makes them.
inline Uuid UserId(std::uint64_t number) {
  Random random(~number);
  const std::uint64_t high = random.Bits();
  return MakeUuid(high, random.Bits(), 4);
}

struct Task {
  Uuid id;
  std::uint64_t owner;
  std::int64_t created_at;  // microseconds since 2000
  std::int64_t updated_at;
  std::optional<std::int64_t> completed_at;
  std::optional<std::int64_t> deleted_at;
  std::int32_t version;
  std::uint32_t title_length;
  std::uint32_t description_length;  // 0: none
  std::uint64_t text;                // where in a text to begin
};

// Tasks in the order of their time, evenly over the year that ends at `end`. One user is heavy: a
// million tasks, or a tenth of all where those are less than ten million. The others follow a
// flattened law of Zipf (Mandelbrot's): of a hundred million tasks for a million users the greatest
// has a hundred thousand, nearly a thousand have more than ten thousand, half have at most 21.
class Population {
 public:
  Population(std::uint64_t users, std::uint64_t tasks, std::int64_t end)
      : users_(users),
        start_(end - kYear),
        end_(end),
        step_(static_cast<double>(kYear) / static_cast<double>(tasks)),
        heavy_share_(std::min(1e6 / static_cast<double>(tasks), 0.1)),
        flat_(std::max(static_cast<double>(users) / 10'000, 1.0)),
        range_(std::log((static_cast<double>(users) - 1 + flat_) / flat_)) {}

  // An account is up to a year older than the first task.
  std::int64_t UserCreatedAt(std::uint64_t number) const {
    return start_ - static_cast<std::int64_t>(Random(number).Fraction() * kYear);
  }

  Task TaskAt(std::uint64_t number) const {
    Random random(number);
    Task task;
    task.created_at = start_ + static_cast<std::int64_t>(
                                   (static_cast<double>(number) + random.Fraction()) * step_);
    const auto milliseconds = static_cast<std::uint64_t>((task.created_at + kEpoch) / 1000);
    const std::uint64_t bits = random.Bits();
    task.id = MakeUuid(milliseconds << 16 | (bits & 0xFFFF), random.Bits(), 7);
    task.owner = random.Chance(heavy_share_) ? kHeavyUser : Owner(random.Fraction());
    task.title_length = 10 + random.Below(51);
    task.description_length = random.Chance(0.3) ? 40 + random.Below(261) : 0;
    task.text = random.Bits();
    task.updated_at = task.created_at;
    task.version = 1;
    if (random.Chance(0.2)) Touch(&task, random.Exponential(2));
    if (random.Chance(0.4)) task.completed_at = Touch(&task, random.Exponential(5));
    if (random.Chance(0.02)) task.deleted_at = Touch(&task, random.Exponential(10));
    return task;
  }

 private:
  static constexpr double kDay = 86'400e6;

  std::uint64_t Owner(double fraction) const {
    return 1 + static_cast<std::uint64_t>(flat_ * std::expm1(fraction * range_)) % (users_ - 1);
  }
  // A change some days later, but not in the future.
  std::int64_t Touch(Task* task, double days) const {
    const auto later = static_cast<std::int64_t>(days * kDay);
    task->updated_at += 1 + std::min(later, (end_ - task->updated_at) / 2);
    ++task->version;
    return task->updated_at;
  }

  std::uint64_t users_;
  std::int64_t start_;
  std::int64_t end_;
  double step_;
  double heavy_share_;
  double flat_;
  double range_;
};

}  // namespace scale
