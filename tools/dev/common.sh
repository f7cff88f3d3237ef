# shellcheck shell=bash
# What the commands share: installing what is missing, building, finding the right Python and Node.

python=/usr/bin/python3 # the one that the packages belong to, whatever else is first in PATH

say() { printf '%s\n' "$*" >&2; }
die() {
  say "./dev: $*"
  exit 1
}

# A name is satisfied by any of its alternatives: "postgresql-15|postgresql".
build_packages=(
  ca-certificates clang-19 lld-19 ninja-build ccache cmake pkg-config
  "libboost1.81-dev|libboost1.83-dev|libboost1.88-dev|libboost-dev"
  libpq-dev libhiredis-dev libsodium-dev libssl-dev libcjose-dev libhowardhinnant-date-dev libical-dev libjemalloc-dev prometheus-cpp-dev
  libfmt-dev libcli11-dev libtomlplusplus-dev libgtest-dev libgmock-dev tzdata npm
)
run_packages=("postgresql-15|postgresql-16|postgresql-17|postgresql-18|postgresql" "redis-server")
test_packages=(libclang-rt-19-dev python3 python3-pytest prometheus curl)
browser_packages=(chromium)
format_packages=(clang-format-19)
tidy_packages=(clang-tidy-19)

# Prints the names that have to be installed, one a line.
missing_packages() {
  local wanted alternative installed is_there
  local -a all=()
  for wanted in "$@"; do
    IFS='|' read -ra alternatives <<<"$wanted"
    all+=("${alternatives[@]}")
  done
  installed=$'\n'$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${all[@]}" 2>/dev/null || true)$'\n'
  for wanted in "$@"; do
    is_there=
    IFS='|' read -ra alternatives <<<"$wanted"
    for alternative in "${alternatives[@]}"; do
      [[ $installed == *$'\n'"$alternative installed"$'\n'* ]] && is_there=1
    done
    # Node's own packages bring npm under another name; PostgreSQL may be any version that is recent enough.
    [[ $wanted == npm ]] && command -v npm >/dev/null && is_there=1
    [[ $wanted == postgresql* ]] && compgen -G '/usr/lib/postgresql/1[5-9]/bin/initdb' >/dev/null && is_there=1
    [[ $is_there ]] || printf '%s\n' "$wanted"
  done
}

# The first alternative that this system's package lists know.
known_package() {
  local alternative
  IFS='|' read -ra alternatives <<<"$1"
  for alternative in "${alternatives[@]}"; do
    if apt-cache show "$alternative" >/dev/null 2>&1; then
      printf '%s\n' "$alternative"
      return
    fi
  done
  printf '%s\n' "${alternatives[0]}"
}

need_packages() {
  local -a missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  command -v apt-get >/dev/null || die "these packages are needed, and only Debian's and Ubuntu's apt can be asked for them: ${missing[*]}"
  local -a as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "these packages are missing, and there is no sudo to install them; as root: apt-get install ${missing[*]%%|*}"
    as_root=(sudo)
  fi
  compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null || "${as_root[@]}" apt-get -qq update >&2 || true
  local -a names=()
  local wanted
  for wanted in "${missing[@]}"; do names+=("$(known_package "$wanted")"); done
  say "installing ${names[*]}"
  "${as_root[@]}" bash "$root/tools/dev/install.sh" "${names[@]}" >&2 || die "the packages could not be installed; apt's lines above say why"
}

# npm's packages of one folder, exactly as its lock file says; nothing when they are there. Debian's npm, which may be too old for some,
# brings the pinned Node and npm, and these bring the rest.
need_node_packages() {
  local folder=$root/$1 npm=(npm)
  cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed" && return
  say "installing the npm packages of $1"
  if [[ $1 != tools/node ]]; then npm=("$root/tools/node/run" npm); fi
  (cd "$folder" && "${npm[@]}" ci --no-progress --loglevel=error >&2) || die "the npm packages of $1 could not be installed; npm's lines above say why"
  cp "$folder/package-lock.json" "$folder/node_modules/.installed"
}

cores() { nproc 2>/dev/null || echo 2; }

# configure_and_build <preset> [target …]
configure_and_build() {
  local preset=$1 target
  shift
  local -a targets=()
  for target in "$@"; do targets+=(--target "$target"); done
  (
    cd "$root"
    [[ -f build/$preset/build.ninja ]] || cmake --preset "$preset" >&2
    cmake --build --preset "$preset" -j "$(cores)" "${targets[@]}" >&2
  )
}

# on_node <tool of web/> [argument …]: in web/, on the pinned Node.
on_node() {
  local tool=$1
  shift
  (cd "$root/web" && "$root/tools/node/run" "node_modules/$tool" "$@")
}

# What the program serves to browsers, at build/web: our pages, made anew when anything they are made of is younger than they
# are, and the viewer of /docs, whose page is the program's own.
build_pages() {
  local out=$root/build/web viewer=$root/tools/web/node_modules/swagger-ui-dist file
  need_node_packages tools/node
  need_node_packages tools/web
  need_node_packages web
  if [[ ! -f $out/desk.html || $(cd "$root/web" && find src messages public ./*.html ./*.ts package-lock.json -newer "$out/desk.html") ]]; then
    on_node vite/bin/vite.js build --logLevel warn >&2 || die "the pages could not be built; the lines above say why"
    on_node vite/bin/vite.js build --mode desk --logLevel warn >&2 || die "the desk could not be built; the lines above say why"
  fi
  mkdir -p "$out/docs"
  for file in swagger-ui-bundle.js swagger-ui.css LICENSE; do cp -u "$viewer/$file" "$out/docs/"; done
}
