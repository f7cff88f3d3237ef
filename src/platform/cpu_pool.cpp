#include "platform/cpu_pool.hpp"

#include <boost/asio/post.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace salon::platform {

struct CpuPool::Threads {
  explicit Threads(Options given) : options(given) {}

  Options options;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Job*> waiting;
  std::size_t unfinished = 0;  // waiting or being worked on
  bool is_ending = false;
  std::vector<std::thread> threads;

  void run() {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [this] { return !waiting.empty() || is_ending; });
      if (is_ending) return;
      Job* const job = waiting.front();
      waiting.pop_front();
      lock.unlock();
      try {
        job->work();
      } catch (...) {
        job->error = std::current_exception();
      }
      lock.lock();
      --unfinished;
      finish(*job);
    }
  }
};

CpuPool::CpuPool(Options options) : threads_(std::make_unique<Threads>(options)) {
  for (std::size_t i = 0; i < options.threads; ++i) threads_->threads.emplace_back([this] { threads_->run(); });
}

CpuPool::~CpuPool() {
  {
    const std::lock_guard lock(threads_->mutex);
    threads_->is_ending = true;
  }
  threads_->changed.notify_all();
  for (std::thread& thread : threads_->threads) thread.join();
  for (Job* const job : threads_->waiting) {
    job->error = std::make_exception_ptr(CpuPoolStopped());
    finish(*job);
  }
}

// Throwing from await_suspend resumes the coroutine with the exception, so a full pool is an ordinary exception at its
// co_await.
void CpuPool::submit(Job& job) {
  {
    const std::lock_guard lock(threads_->mutex);
    if (threads_->is_ending) throw CpuPoolStopped();
    if (threads_->unfinished >= threads_->options.threads + threads_->options.most_waiting) throw CpuPoolFull();
    ++threads_->unfinished;
    threads_->waiting.push_back(&job);
  }
  threads_->changed.notify_one();
}

// The job may be gone as soon as its waiter is posted.
void CpuPool::finish(Job& job) {
  const auto waiter = job.waiter;
  boost::asio::post(job.loop->io(), [waiter] { waiter.resume(); });
}

}  // namespace salon::platform
