# shellcheck shell=bash
# ./dev tidy: clang-tidy on the C++ files that differ from the main branch, or on all of them.

changed_since() {
  git merge-base HEAD origin/main 2>/dev/null || git rev-parse -q --verify HEAD~1 2>/dev/null || git hash-object -t tree /dev/null
}

dev_tidy() {
  need_packages "${build_packages[@]}" "${test_packages[@]}" "${tidy_packages[@]}"
  cd "$root"
  # It reads the precompiled headers of the build.
  configure_and_build dev
  local -a files
  if [[ ${1:-} == all ]]; then
    mapfile -t files < <(git ls-files -- 'src/*.cpp')
  else
    mapfile -t files < <({
      git diff --name-only --diff-filter=d "$(changed_since)" -- 'src/*.cpp'
      git ls-files --others --exclude-standard -- 'src/*.cpp'
    } | sort -u)
  fi
  ((${#files[@]})) || return 0
  printf '%s\0' "${files[@]}" | grep -zv '^src/domain/phone_table\.cpp$' |
    xargs -0 -n 1 -P "$(cores)" clang-tidy-19 -p build/dev --quiet --warnings-as-errors='*' 2> >(grep -v 'warnings generated' >&2)
}
