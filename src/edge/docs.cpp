#include "edge/docs.hpp"

namespace salon::edge {
namespace {

constexpr const char* page = R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Salon API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<main id="viewer"><p>The API is described in <a href="/openapi.json">openapi.json</a>.</p></main>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
)html";

constexpr const char* start_script = R"js("use strict";
if (window.SwaggerUIBundle) {
  window.SwaggerUIBundle({ url: "/openapi.json", dom_id: "#viewer", deepLinking: true, validatorUrl: null });
}
)js";

}  // namespace

void add_docs_page(StaticFiles& files) {
  files.add("/docs", "text/html; charset=utf-8", page);
  files.add("/docs/start.js", "text/javascript; charset=utf-8", start_script);
}

}  // namespace salon::edge
