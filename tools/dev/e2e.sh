# shellcheck shell=bash
# ./dev e2e [file …]: the pages in a real browser, against the real program with its own PostgreSQL and Redis. Pictures of every
# state are left in build/screenshots.

. "$root/tools/dev/test.sh"

browser_tests() {
  on_node vitest/vitest.mjs run --project e2e --reporter default --reporter junit --outputFile "$results/pytest/browser.xml" "$@"
}

dev_e2e() {
  need_packages "${build_packages[@]}" "${run_packages[@]}" "${browser_packages[@]}"
  build_pages
  configure_and_build release salon
  mkdir -p "$results/pytest"
  browser_tests "$@"
}
