#include "load/runner.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <system_error>

namespace salon::bench {
namespace {

constexpr std::size_t buffer_bytes = 16 * 1024;
constexpr std::size_t longest_reply = 1024 * 1024;
// A server that answers wrongly is not asked for ever.
constexpr std::uint64_t most_wrong = 100;

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

int connected(std::uint16_t port) {
  const int file = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (file < 0) fail("socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(file, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(file);
    fail("connect");
  }
  const int yes = 1;
  ::setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return file;
}

}  // namespace

Runner::Runner(std::uint16_t port, std::size_t clients, Work& work)
    : work_(work), clients_(clients), poll_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (poll_ < 0) fail("epoll_create1");
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    clients_[i].socket = connected(port);
    clients_[i].in.resize(buffer_bytes);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    if (::epoll_ctl(poll_, EPOLL_CTL_ADD, clients_[i].socket, &event) != 0) fail("epoll_ctl");
  }
}

Runner::~Runner() {
  for (const Client& client : clients_) {
    if (client.socket >= 0) ::close(client.socket);
  }
  if (poll_ >= 0) ::close(poll_);
}

bool Runner::may_ask() const {
  return asked_ < limits_.requests && now_ - begin_ < limits_.time && outcome_.wrong < most_wrong;
}

void Runner::ask(std::size_t index) {
  Client& client = clients_[index];
  if (client.socket < 0 || !may_ask()) return;
  request_.clear();
  if (!work_.next(index, request_)) return;
  ++asked_;
  ++waiting_;
  client.is_waiting = true;
  client.asked_at = now_;
  // A request is far smaller than a socket's buffer, which is empty: the peer has answered everything.
  const ssize_t sent = ::send(client.socket, request_.data(), request_.size(), MSG_NOSIGNAL);
  if (sent != static_cast<ssize_t>(request_.size())) give_up(index, "a request could not be sent");
}

void Runner::ask_idle() {
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    if (!clients_[i].is_waiting) ask(i);
  }
}

void Runner::count_wrong(std::string why) {
  if (outcome_.wrong++ == 0) outcome_.first_wrong = std::move(why);
}

void Runner::give_up(std::size_t index, std::string why) {
  Client& client = clients_[index];
  ::close(client.socket);
  client.socket = -1;
  if (client.is_waiting) --waiting_;
  client.is_waiting = false;
  count_wrong(std::move(why));
}

void Runner::take(std::size_t index, const Reply& reply) {
  Client& client = clients_[index];
  client.is_waiting = false;
  --waiting_;
  ++outcome_.replies;
  outcome_.bytes += reply.size;
  outcome_.elapsed = now_ - begin_;
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(now_ - client.asked_at).count();
  outcome_.latencies_us.push_back(static_cast<std::uint32_t>(took));
  if (Fault fault = work_.check(index, reply)) {
    count_wrong(std::move(*fault));
  } else if (work_.finished_one()) {
    ++outcome_.operations;
  }
}

void Runner::read_from(std::size_t index) {
  Client& client = clients_[index];
  if (client.socket < 0) return;
  const ssize_t got =
      ::recv(client.socket, client.in.data() + client.size, client.in.size() - client.size, MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) return give_up(index, "the server closed a connection");
  if (!client.is_waiting) return give_up(index, "the server sent something that nobody asked for");
  now_ = Clock::now();
  client.size += static_cast<std::size_t>(got);
  Reply reply;
  const ReplyState state = read_reply({client.in.data(), client.size}, reply);
  if (state == ReplyState::broken || client.size > longest_reply) return give_up(index, "a reply was not HTTP");
  if (state == ReplyState::incomplete) {
    if (client.size == client.in.size()) client.in.resize(2 * client.in.size());
    return;
  }
  if (reply.size != client.size || reply.closes)
    return give_up(index, "a reply with more behind it, or the last one; " + told(reply));
  take(index, reply);
  client.size = 0;
  ask(index);
  if (work_.begins_anew()) ask_idle();
}

Outcome Runner::run(Limits limits) {
  limits_ = limits;
  outcome_ = {};
  outcome_.latencies_us.reserve(1 << 20);
  begin_ = now_ = Clock::now();
  ask_idle();
  std::array<epoll_event, 64> events{};
  while (waiting_ > 0) {
    const int ready = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 1000);
    if (ready < 0 && errno != EINTR) fail("epoll_wait");
    for (int i = 0; i < ready; ++i) read_from(events[static_cast<std::size_t>(i)].data.u64);
    if (ready > 0) continue;
    now_ = Clock::now();
    if (now_ - begin_ < limits_.time + limits_.grace) continue;
    count_wrong(std::to_string(waiting_) + " requests were never answered");
    break;
  }
  return std::move(outcome_);
}

}  // namespace salon::bench
