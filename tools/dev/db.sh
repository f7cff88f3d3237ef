# shellcheck shell=bash
# ./dev db: psql in the database of a running ./dev up.

dev_db() {
  local data=$root/var
  if [[ ${1:-} == --data ]]; then
    [[ ${2:-} ]] || die "--data needs a folder"
    data=$2
    shift 2
  fi
  [[ -S $data/run/.s.PGSQL.5432 ]] || die "no database runs in $data; start it with ./dev up"
  # The folder as psql sees it: its path may be too long for a socket.
  cd "$data/run"
  exec psql -h /proc/self/cwd -U salon "$@" salon
}
