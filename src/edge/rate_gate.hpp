// How often: per session, per address for those without one, all sessions of an address together ten times that; staff
// by account; those who sign in by address and by the account they try. A quota of 0 is no limit, and lifts the
// address's ceiling with it. Headers: RateLimit-Policy and RateLimit (IETF draft-ietf-httpapi-ratelimit-headers-10).
#pragma once

#include "edge/call.hpp"
#include "ports/rate_limiter.hpp"
#include "ports/secret_box.hpp"

namespace salon::edge {

class RateGate {
 public:
  // Requests a minute.
  struct Limits {
    int reads = 60;
    int bookings = 10;
    int staff = 600;
    int login = 10;
  };
  struct Options {
    Limits limits;
    bool counts_requests = true;
    // Signing in is refused rather than counted by each process for itself, which would multiply an attacker's guesses.
    bool login_needs_shared_count = true;
  };
  RateGate(ports::RateLimiter& limiter, const ports::SecretBox& secrets, Options options)
      : limiter_(limiter), secrets_(secrets), options_(options) {}

  // RATE_LIMITED; UNAVAILABLE: signing in cannot be counted.
  [[nodiscard]] Task<Result<void>> count(Call& call);
  // One whose token is not valid, on any route: by their address.
  [[nodiscard]] Task<Result<void>> count_stranger(Call& call);

 private:
  // One bucket that a request is counted in.
  struct Bucket {
    std::string_view policy;
    std::string key;
    int quota = 0;
  };
  [[nodiscard]] std::vector<Bucket> buckets_of(const Call& call) const;
  [[nodiscard]] std::vector<Bucket> login_buckets(const Call& call) const;
  [[nodiscard]] Bucket bucket_for(const Call& call, std::string_view whose) const;
  [[nodiscard]] Bucket bucket_of_address(const Call& call) const;
  [[nodiscard]] Bucket bucket_of_all_at_address(const Call& call) const;
  [[nodiscard]] Task<Result<void>> count_in(std::vector<Bucket> buckets, Call& call);

  ports::RateLimiter& limiter_;
  const ports::SecretBox& secrets_;
  Options options_;
};

}  // namespace salon::edge
