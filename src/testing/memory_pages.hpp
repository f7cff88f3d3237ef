// A page of a sorted list: the cursor is the sort key of the last item given.
#pragma once

#include <algorithm>
#include <vector>

#include "ports/store.hpp"

namespace salon::testing {

// `key_of` gives a text that sorts as the list does, `is_key` knows one when it sees it. VALIDATION_FAILED (?cursor).
template <class Item, class KeyOf, class IsKey>
domain::Result<ports::Page<Item>> page_of(std::vector<Item> items, const ports::PageRequest& request, KeyOf key_of,
                                          IsKey is_key) {
  if (!request.cursor.empty() && !is_key(request.cursor)) return ports::no_such_cursor();
  std::ranges::sort(items, {}, key_of);
  ports::Page<Item> page;
  for (Item& item : items) {
    if (!request.cursor.empty() && key_of(item) <= request.cursor) continue;
    if (static_cast<int>(page.items.size()) == request.limit) {
      page.next_cursor = key_of(page.items.back());
      break;
    }
    page.items.push_back(std::move(item));
  }
  return page;
}

// Digits of equal length, so that texts sort as the numbers do.
inline std::string sortable(std::int64_t number) {
  std::string digits = std::to_string(number);
  return std::string(20 - digits.size(), '0') + digits;
}

}  // namespace salon::testing
