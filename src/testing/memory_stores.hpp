// All memory stores of one brand, ready to be handed out by port.
#pragma once

#include "testing/counting_ids.hpp"
#include "testing/manual_clock.hpp"
#include "testing/memory_account_store.hpp"
#include "testing/memory_analytics_store.hpp"
#include "testing/memory_booking_store.hpp"
#include "testing/memory_brand.hpp"
#include "testing/memory_brand_store.hpp"
#include "testing/memory_catalog_store.hpp"
#include "testing/memory_day_book.hpp"
#include "testing/memory_event_store.hpp"
#include "testing/memory_job_store.hpp"
#include "testing/memory_rule_store.hpp"
#include "testing/memory_slot_store.hpp"

namespace salon::testing {

struct MemoryStores {
  MemoryStores(ports::Clock& clock, ports::IdSource& ids) : brand(clock, ids) {}
  MemoryStores(const MemoryStores&) = delete;
  MemoryStores& operator=(const MemoryStores&) = delete;

  MemoryBrand brand;
  MemoryCatalogStore catalog{brand};
  MemoryRuleStore rules{brand};
  MemorySlotStore slots{brand};
  MemoryDayBook book{brand};
  MemoryBookingStore bookings{brand};
  MemoryAccountStore accounts{brand};
  MemoryEventStore events{brand};
  MemoryJobStore jobs{brand};
  MemoryAnalyticsStore analytics{brand};
  MemoryBrandStore itself{brand};
};

}  // namespace salon::testing
