# shellcheck shell=bash
# ./dev build: the program at build/release/salon.

dev_build() {
  need_packages "${build_packages[@]}"
  build_pages
  configure_and_build release salon
}
