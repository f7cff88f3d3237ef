// Pages of lists that are short enough to be read whole: the cursor is the id of the last item given.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "ports/store.hpp"

namespace salon::usecases {

// VALIDATION_FAILED: the cursor is of no item here (gone, or another list's).
template <class Item, class IdOf>
[[nodiscard]] domain::Result<ports::Page<Item>> page_of(std::vector<Item> items, const ports::PageRequest& request,
                                                        IdOf id_of) {
  auto begin = items.begin();
  if (!request.cursor.empty()) {
    begin = std::ranges::find_if(items, [&](const Item& item) { return id_of(item).text() == request.cursor; });
    if (begin == items.end()) return ports::no_such_cursor();
    ++begin;
  }
  ports::Page<Item> page;
  const auto left = static_cast<std::size_t>(items.end() - begin);
  const auto count = std::min(left, static_cast<std::size_t>(std::max(request.limit, 1)));
  const auto end = begin + static_cast<std::ptrdiff_t>(count);
  page.items.assign(std::make_move_iterator(begin), std::make_move_iterator(end));
  if (count < left) page.next_cursor = id_of(page.items.back()).text();
  return page;
}

// By id, for what has one.
template <class Item>
[[nodiscard]] domain::Result<ports::Page<Item>> page_by_id(std::vector<Item> items, const ports::PageRequest& request) {
  return page_of(std::move(items), request, [](const Item& item) { return item.id; });
}

}  // namespace salon::usecases
