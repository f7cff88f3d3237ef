// The page where the API's document is read and tried: the viewer of npm's swagger-ui-dist, whose files the build puts
// under docs/ of the static folder, with a page and a start script of ours, so that no script stands inside the page.
#pragma once

#include "edge/static_files.hpp"

namespace salon::edge {

// /docs and /docs/start.js.
void add_docs_page(StaticFiles& files);

}  // namespace salon::edge
