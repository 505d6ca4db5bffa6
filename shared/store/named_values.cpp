#include "store/named_values.h"

#include <string>
#include <utility>

namespace branchline::store {

std::optional<Bytes> NamedValues::read(std::string_view name) const {
    Statement find = database_.use("SELECT value FROM " + std::string(table_) + " WHERE name=?1");
    find.bind_text(1, name);
    if (!find.step()) return std::nullopt;
    return Bytes(find.blob(0));
}

std::optional<Bytes> NamedValues::get(std::string_view name) const {
    Known* known = database_.known(table_);
    if (known == nullptr) return read(name);
    auto at = known->find(name);
    if (at == known->end()) at = known->emplace(name, read(name)).first;
    return at->second;
}

void NamedValues::note(std::string_view name, std::optional<Bytes> value) {
    if (Known* known = database_.known(table_)) {
        known->insert_or_assign(std::string(name), std::move(value));
    }
}

void NamedValues::put(std::string_view name, BytesView value) {
    Statement upsert = database_.use("INSERT INTO " + std::string(table_) +
                                     "(name,value) VALUES(?1,?2)"
                                     " ON CONFLICT(name) DO UPDATE SET value=?2");
    upsert.bind_text(1, name).bind_blob(2, value);
    upsert.run();
    note(name, Bytes(value));
}

void NamedValues::put_integer(std::string_view name, std::int64_t value) {
    ByteWriter out;
    out.zigzag(value);
    put(name, out.bytes());
}

void NamedValues::put_id(std::string_view name, const Id& id) { put(name, to_bytes(id)); }

std::int64_t known_number(Database& database, std::string_view what,
                          const std::function<std::int64_t()>& find) {
    Known* known = database.known(what);
    if (known == nullptr) return find();
    auto at = known->find(what);
    if (at == known->end()) {
        ByteWriter out;
        out.zigzag(find());
        at = known->emplace(what, out.bytes()).first;
    }
    return ByteReader(*at->second).zigzag();
}

void NamedValues::erase(std::string_view name) {
    Statement drop = database_.use("DELETE FROM " + std::string(table_) + " WHERE name=?1");
    drop.bind_text(1, name);
    drop.run();
    note(name, std::nullopt);
}

}  // namespace branchline::store
