# shellcheck shell=bash
# ./dev ci: ./dev test and the gates.

. "$root/tools/dev/test.sh"
. "$root/tools/dev/fmt.sh"
. "$root/tools/dev/tidy.sh"
. "$root/tools/dev/openapi.sh"
. "$root/tools/dev/e2e.sh"

dev_ci() {
  cd "$root"
  need_test_tools "${format_packages[@]}" "${tidy_packages[@]}" "${browser_packages[@]}"
  run_tests
  step "tests/gates" "$python" -m pytest -q -p no:cacheprovider --junit-xml="$results/pytest/tests_gates.xml" tests/gates
  step "browser" browser_tests
  step "format" dev_fmt --check
  step "clang-tidy" dev_tidy
  step "OpenAPI document" dev_openapi
  "$python" tools/dev/count.py "$results"
}
