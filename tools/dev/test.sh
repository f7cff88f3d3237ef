# shellcheck shell=bash
# ./dev test: builds, runs every test, and ends with one line: how many passed, how many failed.

. "$root/tools/dev/types.sh"

results=$root/build/test-results

# step <name> <command …>: its output goes by; that it failed is remembered, not obeyed, so that one run tells everything.
step() {
  local name=$1 code=0
  shift
  say "── $name"
  ("$@") || code=$?
  printf '%s\t%s\n' "$name" "$code" >>"$results/steps.tsv"
}

unit_tests() {
  GTEST_OUTPUT="xml:$results/gtest/" UBSAN_OPTIONS=print_stacktrace=1 \
    ctest --test-dir "$root/build/dev" -j 2 --output-on-failure --no-tests=error
}

# Each folder of pytest tests, if it has any.
python_tests() {
  local folder
  for folder in tests/tools tests/system tests/scenarios; do
    compgen -G "$root/$folder/test_*.py" >/dev/null || continue
    step "$folder" "$python" -m pytest -q -p no:cacheprovider --junit-xml="$results/pytest/${folder//\//_}.xml" "$folder"
  done
}

phone_table() { tools/node/run tools/phone_samples.mjs --check; }

# The pages' own tests, in a document without a browser.
page_tests() { on_node vitest/vitest.mjs run --project unit --reporter default --reporter junit --outputFile "$results/pytest/pages.xml"; }
page_types() { on_node typescript/bin/tsc -p .; }

need_test_tools() {
  need_packages "${build_packages[@]}" "${run_packages[@]}" "${test_packages[@]}" "$@"
  build_pages
}

# All steps; the line is the caller's.
run_tests() {
  rm -rf "$results"
  mkdir -p "$results/gtest" "$results/pytest"
  step "layers and purity" "$python" tools/check_layers.py
  step "phone table" phone_table
  step "build (dev)" configure_and_build dev
  step "build (release)" configure_and_build release salon
  step "unit tests" unit_tests
  step "page types" page_types
  step "API types" dev_types --check
  step "pages" page_tests
  python_tests
}

dev_test() {
  cd "$root"
  need_test_tools
  run_tests
  "$python" tools/dev/count.py "$results"
}
