# shellcheck shell=bash
# ./dev fmt: formats the C++ files; --check only says which are not.

cpp_files() {
  (cd "$root" && git ls-files --cached --others --exclude-standard -- 'src/*.?pp' 'tests/*.?pp' 'bench/*.?pp' 'fuzz/*.?pp' 'cmake/*.?pp' |
    grep -v '^src/domain/phone_table\.cpp$')
}

dev_fmt() {
  need_packages "${format_packages[@]}"
  cd "$root"
  if [[ ${1:-} == --check ]]; then
    cpp_files | xargs clang-format-19 --dry-run --Werror
  else
    cpp_files | xargs clang-format-19 -i
  fi
}
