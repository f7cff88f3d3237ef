# shellcheck shell=bash
# ./dev openapi: what two outside judges say of the OpenAPI document.

openapi_document=src/edge/openapi.json

dev_openapi() {
  cd "$root"
  [[ -f $openapi_document ]] || die "there is no $openapi_document"
  need_packages npm
  need_node_packages tools/node
  local failed=0
  tools/node/run spectral lint --ruleset tools/node/spectral.yaml --fail-severity warn "$openapi_document" || failed=1
  REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
    tools/node/run redocly lint --config tools/node/redocly.yaml "$openapi_document" || failed=1
  return $failed
}
