// A server on loopback that says what it is told, byte by byte: for every connection a script, a reply for each request
// that comes.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace salon::platform {

// An empty reply closes the connection. After a script's end the connection is closed, unless the last reply is
// `stays_open`.
inline const std::string stays_open = "(stays open)";
using Script = std::vector<std::string>;

class ScriptedServer {
 public:
  explicit ScriptedServer(
      std::vector<Script> scripts, std::function<void()> before_reply = [] {})
      : scripts_(std::move(scripts)), before_reply_(std::move(before_reply)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 64) != 0)
      std::abort();
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this] { accept_all(); });
  }
  ~ScriptedServer() {
    ::shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    for (std::thread& serving : serving_) serving.join();
    ::close(listener_);
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::size_t connections() const {
    const std::lock_guard lock(mutex_);
    return serving_.size();
  }
  void wait_until_closed(int count) const {
    while (closed_ < count) std::this_thread::yield();
  }
  [[nodiscard]] std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void accept_all() {
    for (std::size_t i = 0;; ++i) {
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) return;
      const Script script = scripts_[std::min(i, scripts_.size() - 1)];
      const std::lock_guard lock(mutex_);
      serving_.emplace_back([this, socket, script] { serve(socket, script); });
    }
  }

  void serve(int socket, const Script& script) {
    std::string bytes;
    for (const std::string& reply : script) {
      const bool is_end = reply.empty() || reply == stays_open;
      if (!read_request(socket, bytes) || (is_end && reply != stays_open)) break;
      if (is_end) {
        while (read_request(socket, bytes)) {
        }
        break;
      }
      before_reply_();
      if (::send(socket, reply.data(), reply.size(), MSG_NOSIGNAL) < 0) break;
    }
    ::close(socket);
    ++closed_;
  }

  // One whole request leaves `bytes` and is remembered. False: the client closed.
  bool read_request(int socket, std::string& bytes) {
    for (;;) {
      const std::size_t head = bytes.find("\r\n\r\n");
      if (head != std::string::npos) {
        const std::size_t length_at = bytes.find("content-length: ");
        const std::size_t length = length_at < head ? std::stoul(bytes.substr(length_at + 16)) : 0;
        if (bytes.size() >= head + 4 + length) {
          const std::lock_guard lock(mutex_);
          requests_.push_back(bytes.substr(0, head + 4 + length));
          bytes.erase(0, head + 4 + length);
          return true;
        }
      }
      char buffer[4096];
      const ssize_t received = ::recv(socket, buffer, sizeof buffer, 0);
      if (received <= 0) return false;
      bytes.append(buffer, static_cast<std::size_t>(received));
    }
  }

  std::vector<Script> scripts_;
  std::function<void()> before_reply_;
  std::atomic<int> closed_{0};
  int listener_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::vector<std::thread> serving_;
  std::thread accepting_;
};

}  // namespace salon::platform
