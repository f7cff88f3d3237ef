# shellcheck shell=bash
# ./dev up: everything in the foreground. The data are in var/ beside this project unless --data says otherwise.

dev_up() {
  need_packages "${build_packages[@]}" "${run_packages[@]}"
  build_pages
  configure_and_build release salon
  local argument has_data=
  for argument in "$@"; do [[ $argument == --data || $argument == --data=* ]] && has_data=1; done
  [[ $has_data ]] || set -- --data "$root/var" "$@"
  exec "$root/build/release/salon" up "$@"
}
