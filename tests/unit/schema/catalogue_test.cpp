#include "schema/catalogue.h"

#include <doctest/doctest.h>

#include "base/digest.h"
#include "schema/things.h"

namespace branchline::schema {
namespace {

constexpr EntityId place_id = 1;
constexpr EntityId thing_id = 2;
constexpr EntityId part_id = 3;

Catalogue catalogue() { return Catalogue(1, things::entities); }

}  // namespace

TEST_CASE("entities are found by id and by name") {
    const Catalogue known = catalogue();
    CHECK(known.entity(thing_id) == &things::thing::spec.spec);
    CHECK(known.entity("part") == &things::part::spec.spec);
    CHECK(known.entity(EntityId{99}) == nullptr);
    CHECK(known.entity("nothing") == nullptr);
    CHECK(known.at(place_id).name == "place");
    CHECK(known.entities().size() == 3);
}

TEST_CASE("children and referrers are told apart") {
    const Catalogue known = catalogue();
    REQUIRE(known.children_of(thing_id).size() == 1);
    CHECK(known.children_of(thing_id)[0].entity == &things::part::spec.spec);
    CHECK(known.children_of(thing_id)[0].field == &things::part::thing.spec);
    CHECK(known.referrers_of(thing_id).empty());
    CHECK(known.children_of(place_id).empty());
    std::vector<std::string_view> referrers;
    for (const Reference& each : known.referrers_of(place_id))
        referrers.push_back(each.field->name);
    CHECK(referrers == std::vector<std::string_view>{"above", "where", "made_at"});
}

TEST_CASE("a child is governed by the machine of its parent") {
    const Catalogue known = catalogue();
    CHECK(known.governing(thing_id) == &things::thing::spec.spec);
    CHECK(known.governing(part_id) == &things::thing::spec.spec);
    CHECK(known.governing(place_id) == nullptr);
}

TEST_CASE("roles that read the same fields are one rights class") {
    const Catalogue known = catalogue();
    const auto clerk = known.rights_class(thing_id, Role::clerk);
    const auto finance = known.rights_class(thing_id, Role::finance);
    const auto manager = known.rights_class(thing_id, Role::manager);
    CHECK(clerk == known.rights_class(thing_id, Role::sales));
    CHECK(clerk != finance);
    CHECK(finance != manager);
    CHECK(known.rights_class_count(thing_id) == 4);  // nobody, clerk, finance, manager
    CHECK(known.class_reads(thing_id, clerk, things::thing::name.spec.id));
    CHECK_FALSE(known.class_reads(thing_id, clerk, things::thing::price.spec.id));
    CHECK(known.class_reads(thing_id, finance, things::thing::price.spec.id));
    CHECK_FALSE(known.class_reads(thing_id, finance, things::thing::secret.spec.id));
    CHECK(known.class_reads(thing_id, manager, things::thing::secret.spec.id));
}

TEST_CASE("who may not read an entity reads none of its fields, the hub reads all") {
    const Catalogue known = catalogue();
    const auto warehouse = known.rights_class(thing_id, Role::warehouse);
    const auto hub = known.rights_class(thing_id, Role::hub);
    for (const FieldSpec* field : things::thing::spec.spec.fields) {
        CHECK_FALSE(known.class_reads(thing_id, warehouse, field->id));
        CHECK(known.class_reads(thing_id, hub, field->id));
    }
    CHECK_FALSE(known.class_reads(thing_id, hub, 999));
}

TEST_CASE("several roles read what any of them reads") {
    const Catalogue known = catalogue();
    for (RoleMask mask = 0; mask <= (everyone | roles(Role::hub)); ++mask) {
        const auto mixed = known.rights_class_of_mask(thing_id, mask);
        for (const FieldSpec* field : things::thing::spec.spec.fields) {
            bool any = false;
            for (const RoleName& each : role_names) {
                if ((mask & roles(each.role)) == 0) continue;
                any = any || known.class_reads(thing_id, known.rights_class(thing_id, each.role),
                                               field->id);
            }
            CHECK(known.class_reads(thing_id, mixed, field->id) == any);
        }
    }
}

TEST_CASE("the digest is that of the description and changes with it") {
    const Catalogue one(1, things::entities);
    const Catalogue again(1, things::entities);
    const Catalogue next(2, things::entities);
    CHECK(one.digest() == short_digest_of(describe(one)));
    CHECK(one.digest() == again.digest());
    CHECK(one.digest() != next.digest());
    CHECK(next.number() == 2);
}

TEST_CASE("the description tells what was declared") {
    const std::string text = describe(catalogue());
    for (const std::string_view fact : {
             "catalogue 1\n",
             "entity 2 thing \"事物\" \"Thing\"\n",
             "  title name\n",
             "  field 22 price \"价格\" \"Price\" money latest\n",
             "    limits min=0 max=99999999 digits=2\n",
             "    readers finance manager\n",
             "    unit of starts\n",
             "    choice 2 small \"小\" \"Small\"\n",
             "  step 1 finish \"完成\" \"Finish\"\n    from draft\n    to done\n",
             "  check period \"期间\" \"Period\"\n    ordered starts ends\n    in done\n",
             "  rows editable in draft\n",
         }) {
        CAPTURE(fact);
        CHECK(text.find(fact) != std::string::npos);
    }
}

}  // namespace branchline::schema
