// What a desk holds of the hub's log, to be asked for and offered after the hub was restored (SYNC
// 5.3, 5.6): verdicts that are not settled, own groups, and pages with the changes of others. Reads
// only. On the writer's thread.
#pragma once

#include <set>
#include <vector>

#include "desk/replica.h"
#include "sync/message.h"

namespace branchline::desk {

// Who this desk is and how far it has read: a Hello without token and lists.
sync::Hello hello_of(Replica& replica, const Id& boot_nonce);
// Own verdicts that no confirmed part of the tail bears out: what HELLO lists.
std::vector<sync::Receipt> unsettled(Replica& replica);
// The same when the log is known to agree up to `seq` only, and what was witnessed above it
// (receipts without MAC).
std::vector<sync::Receipt> held_above(Replica& replica, std::int64_t seq);
// A page without its entries, as Points and RetainedPages keep it (the first files kept its end
// only). Throws Failure(damaged).
sync::Page page_head(BytesView bytes);
// Ends of pages, ascending: where to look for the common point.
std::vector<sync::Point> known_points(Replica& replica);
// Messages that offer these groups again, each within the limits of a frame.
std::vector<sync::Message> offers_of(Replica& replica, const std::set<OpId>& ops);

}  // namespace branchline::desk
