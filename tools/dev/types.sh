# shellcheck shell=bash
# ./dev types: the pages' types, from the OpenAPI document; --check only says whether they are up to date.

dev_types() {
  need_packages npm
  need_node_packages tools/node
  need_node_packages web
  on_node openapi-typescript/bin/cli.js ../src/edge/openapi.json -o src/api/schema.d.ts "$@" >&2
}
