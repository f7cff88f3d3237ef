#!/usr/bin/env bash
# As root: installs packages, without starting the services that come with them and without making a PostgreSQL cluster: the project
# runs its own.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

policy=/usr/sbin/policy-rc.d
no_cluster=/etc/postgresql-common/createcluster.d/salon.conf
ours=()
trap '((${#ours[@]} == 0)) || rm -f "${ours[@]}"' EXIT
if [[ ! -e $policy ]]; then
  ours+=("$policy")
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi
if [[ " $* " == *" postgresql"* ]]; then
  ours+=("$no_cluster")
  mkdir -p "${no_cluster%/*}"
  printf 'create_main_cluster = false\n' >"$no_cluster"
fi

install() { apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install -y --no-install-recommends "$@"; }
# Package lists that have grown old name files that are gone.
install "$@" || { apt-get -qq update && install "$@"; }

# Nor at the next boot.
for service in redis-server prometheus nginx; do
  if [[ " $* " == *" $service "* && -d /run/systemd/system ]]; then systemctl -q disable "$service" || true; fi
done
