#include "hub/courier.h"

#include <algorithm>
#include <unordered_set>

#include "base/ensure.h"
#include "sync/wire.h"

namespace branchline::hub {

namespace {

constexpr std::size_t reply_bytes_max = 64 * 1024 * 1024;
constexpr std::size_t page_budget = 512 * 1024;

constexpr std::size_t pulls_max = 2'000;

// What parents others comes first.
std::vector<sync::Stretch> everything_in(const schema::Catalogue& catalogue,
                                         const std::vector<store::HeldBucket>& held) {
    std::vector<sync::Stretch> all;
    for (const schema::EntityId entity : sync::loading_order(catalogue)) {
        Id last;
        for (const store::HeldBucket& each : held) {
            if (each.bucket != last) all.push_back({each.bucket, entity, {}, {}, false, {}});
            last = each.bucket;
        }
    }
    return all;
}

const sync::Receipt* offer_of(const sync::Push& push, const OpId& op) {
    const auto at = std::ranges::find(push.offers, op, &sync::Receipt::op);
    return at == push.offers.end() ? nullptr : &*at;
}

}  // namespace

keys::DeviceKey courier_key(const HubTables& tables) {
    const auto stored = tables.facts.get(fact::mac_key);
    Key mac_key{};
    ENSURE(stored && stored->size() == mac_key.size());
    std::copy(stored->begin(), stored->end(), mac_key.begin());
    std::array<std::uint8_t, 64> secrets{};
    const Digest seed = mac_of(mac_key, "courier");
    std::copy(seed.begin(), seed.end(), secrets.begin());
    return keys::DeviceKey::restore(secrets);
}

Courier::Courier(HubTables& tables, Ledger& ledger, const Seal& seal, HubClock& clock,
                 Random& random)
    : tables_(tables),
      ledger_(ledger),
      seal_(seal),
      clock_(clock),
      random_(random),
      reader_(tables.database, tables.catalogue),
      admission_(tables, ledger, clock, random),
      handshake_(tables, ledger, seal, clock, reader_, random) {}

Result<Courier::Content> Courier::read(BytesView frames) {
    sync::FrameCutter cutter(sync::frame_bytes_max);
    cutter.feed(frames);
    Content content;
    bool greeted = false;
    for (;;) {
        auto frame = cutter.next();
        if (!frame) return refuse(frame.error());
        if (!*frame) break;
        auto message = sync::decode_frame(**frame);
        if (!message) return refuse(message.error());
        if (auto* hello = std::get_if<sync::Hello>(&*message)) {
            greeted = true;
            content.hello = std::move(*hello);
        } else if (auto* push = std::get_if<sync::Push>(&*message)) {
            content.pushes.push_back(std::move(*push));
        } else if (auto* pull = std::get_if<sync::Pull>(&*message)) {
            if (content.pulls.size() < pulls_max) content.pulls.push_back(std::move(*pull));
        } else if (auto* page = std::get_if<sync::Page>(&*message)) {
            content.pages.push_back(std::move(*page));
        } else {
            return refuse(Code::bad_frame, "courier");
        }
    }
    if (!greeted || content.hello.token) return refuse(Code::bad_frame, "courier");
    return content;
}

// As online: a group is by this device and its user, unless it is offered with a receipt of ours.
Status Courier::check_authors(const Content& content, const Admitted& who) const {
    for (const sync::Push& push : content.pushes) {
        for (const sync::Group& group : push.groups) {
            const sync::Receipt* offered = offer_of(push, group.op);
            const bool own = group.device == who.device && group.user == who.user;
            if (own || (offered != nullptr && seal_.is_ours(*offered))) continue;
            return refuse(Code::bad_frame, "courier", "a group of somebody else");
        }
    }
    return {};
}

sync::Receipts Courier::take_groups(const Content& content, const Admitted& who,
                                    sync::HubStatus status) {
    sync::Receipts receipts;
    for (const sync::Push& push : content.pushes) {
        for (const sync::Group& group : push.groups) {
            const sync::Receipt* offered = offer_of(push, group.op);
            const bool is_offer = offered != nullptr && seal_.is_ours(*offered) &&
                                  offered->content == sync::content_digest(group);
            std::optional<sync::Receipt> receipt;
            if (is_offer) {
                receipt = ledger_.offer(group, *offered, who.device);
            } else if (status == sync::HubStatus::ok) {
                receipt = ledger_.submit(group);
            } else {
                receipt = ledger_.receipt_of(group.op);
            }
            if (receipt) receipts.receipts.push_back(std::move(*receipt));
        }
    }
    for (const sync::Page& page : content.pages) {
        if (page.mac.is_null() || page.mac != seal_.of_page(page, who.device)) continue;
        for (const sync::Entry& entry : page.entries) {
            if (sync::is_witnessed(entry, who.device)) ledger_.witness(entry, who.device);
        }
    }
    return receipts;
}

// False: it has been told all, or the file is full.
bool Courier::append_page(sync::Pull& pull, Told& told, Bytes& frames) {
    if (frames.size() >= reply_bytes_max) return false;
    auto page = reader_.tail({told.who.device, told.who.user, pull, &told.held});
    if (!page) return false;
    const bool says_nothing = page->end.seq == pull.cursor.seq && !page->rescoped &&
                              page->brought.empty() && !page->loaded;
    if (says_nothing) return false;
    page->with_digests = true;
    for (sync::Entry& entry : page->entries) {
        if (const auto at = tables_.log.point_at(entry.seq)) entry.digest = at->chain;
    }
    page->mac = seal_.of_page(*page, told.who.device);
    frames += sync::encode_frame(*page);
    // What has been told of is not asked for again.
    const bool begins_anew = page->rescoped && page->end.seq != page->start.seq;
    if (begins_anew) told.missing = everything_in(tables_.catalogue, page->held);
    pull.cursor = page->end;
    pull.scope_version = page->scope_version;
    pull.wanted.clear();
    if (page->rescoped) pull.load.reset();
    if (page->loaded) pull.load->after = page->loaded->last;
    if (page->loaded && page->loaded->done) pull.load.reset();
    return true;
}

// The log from the desk's cursor and what it lacks besides, as far as one file goes. Every entry
// says where it stands, so that a desk that has come further meanwhile goes on from there. Whoever
// comes from beyond the horizon will ask for everything: no courier has to go twice for that.
void Courier::append_pages(const Content& content, const Admitted& who, Bytes& frames) {
    if (!reader_.has(content.hello.cursor)) return;
    Told told{who, {}, {}};
    for (const sync::Receipt& known : content.hello.unsettled) told.held.insert(known.op);
    for (const sync::Push& push : content.pushes) {
        for (const sync::Group& group : push.groups) told.held.insert(group.op);
    }
    sync::Pull pull = content.pulls.empty() ? sync::Pull{} : content.pulls.front();
    pull.page_class = sync::PageClass::tail;
    pull.cursor = content.hello.cursor;
    pull.budget_bytes = page_budget;
    const std::uint64_t scope_before = pull.scope_version;
    while (append_page(pull, told, frames)) {
    }
    std::vector<sync::Stretch> due = told.missing;
    if (due.empty() && pull.scope_version == scope_before) {
        for (std::size_t i = 1; i < content.pulls.size(); ++i) {
            if (content.pulls[i].load) due.push_back(*content.pulls[i].load);
        }
    }
    for (const sync::Stretch& stretch : due) {
        pull.load = stretch;
        while (pull.load && append_page(pull, told, frames)) {
        }
    }
}

Result<CourierTaken> Courier::take(BytesView file) {
    const auto ends = keys::ends_of_file(file);
    if (!ends) return refuse(ends.error());
    if (ends->to != tables_.facts.id(fact::installation)) {
        return refuse(Code::foreign_file, "courier", "for another server");
    }
    const auto registration = tables_.registrations.get(ends->from);
    if (!registration) return refuse(Code::not_enrolled, "courier");
    const keys::DeviceKey own = courier_key(tables_);
    auto opened = keys::open_file(file, registration->public_key, own);
    if (!opened) return refuse(opened.error());
    auto content = read(*opened);
    if (!content) return refuse(content.error());
    const Admitted who = admission_.standing(*registration);
    if (content->hello.device != who.device) return refuse(Code::bad_frame, "courier");
    if (Status fine = check_authors(*content, who); !fine) return refuse(fine.error());
    CourierTaken taken;
    taken.device = who.device;
    Bytes frames;
    if (who.revoked) {
        for (const sync::Push& push : content->pushes) {
            for (const sync::Group& group : push.groups) {
                tables_.quarantine.put(
                    {group.op, who.device, who.user, clock_.now_ms(), sync::encode_group(group)});
            }
        }
        ledger_.audit().login_refused(who.user, who.device, Code::revoked);
        frames = sync::encode_frame(handshake_.dismiss(content->hello, who.wipe));
    } else {
        // First what is offered and asked, then new groups: as the session would have gone.
        const sync::HelloReply reply = handshake_.greet(content->hello);
        const sync::Receipts receipts = take_groups(*content, who, reply.status);
        taken.groups = static_cast<std::int64_t>(receipts.receipts.size());
        for (const sync::Receipt& receipt : receipts.receipts) {
            if (receipt.verdict == sync::Verdict::rejected) ++taken.rejected;
        }
        ledger_.audit().courier_taken(who.user, who.device, taken.groups, taken.rejected);
        frames = sync::encode_frame(reply) + sync::encode_frame(receipts);
        append_pages(*content, who, frames);
    }
    taken.reply =
        keys::seal_file({ends->to, ends->from}, own, registration->public_key, frames, random_);
    return taken;
}

}  // namespace branchline::hub
