# shellcheck shell=bash
# ./dev bench: measures the program beside nginx and hand-written transactions. No test runs it.

bench_packages=("nginx|nginx-light" wrk "redis-tools|redis" python3)

dev_bench() {
  need_packages "${build_packages[@]}" "${run_packages[@]}" "${bench_packages[@]}"
  configure_and_build release salon bench_load
  exec "$python" "$root/bench/run.py" "$@"
}
