// The judge against the reference model: random scripts of two or three desks, any order of
// delivery, equal verdicts, codes, marks and states after every group.
#include <doctest/doctest.h>

#include <cstdlib>
#include <set>
#include <string>

#include "support/script_commands.h"

namespace branchline::test {

namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

void check_scripts(std::uint64_t first_seed, std::uint64_t count, int desks, std::size_t length,
                   bool puts_back = false) {
    for (std::uint64_t seed = first_seed; seed < first_seed + count; ++seed) {
        std::vector<Action> script = random_script(seed, desks, length);
        if (puts_back) script = with_put_backs(std::move(script), seed);
        if (!play(script, desks).failure().empty()) {
            const std::vector<Action> shortest = shrink(script, desks);
            FAIL("seed " << seed << " with " << desks << " desks; shortest script:\n"
                         << describe(shortest, desks));
        }
    }
    MESSAGE("seeds " << first_seed << " to " << first_seed + count - 1 << ", " << desks
                     << " desks, " << length << " actions each");
}

// What a run of scripts came across: nothing is tested by scripts that never get there.
struct Reached {
    std::set<Code> codes;
    std::set<sync::Why> reasons;
    std::set<sync::EffectKind> effects;
    std::set<sync::CaseKind> cases;
};

void note(const sync::Outcome& outcome, Reached& reached) {
    reached.codes.insert(outcome.code);
    for (const sync::Effect& effect : outcome.effects) {
        reached.effects.insert(effect.kind);
        if (effect.kind == sync::EffectKind::mark) {
            reached.reasons.insert(effect.mark.why);
        }
        if (effect.kind == sync::EffectKind::propose) {
            reached.cases.insert(effect.case_kind);
        }
    }
}

}  // namespace

// BRANCHLINE_SEED and BRANCHLINE_SCRIPTS repeat a seed, or run for longer.
TEST_CASE("judge and reference model agree on random scripts of two desks") {
    check_scripts(from_environment("BRANCHLINE_SEED", 1),
                  from_environment("BRANCHLINE_SCRIPTS", 600), 2, 60);
}

TEST_CASE("judge and reference model agree on random scripts of three desks") {
    check_scripts(from_environment("BRANCHLINE_SEED", 100'001),
                  from_environment("BRANCHLINE_SCRIPTS", 600), 3, 100);
}

// A version must mean one value, also where a desk does not know what it did itself.
TEST_CASE("judge and reference model agree where desks are put back to earlier copies") {
    check_scripts(from_environment("BRANCHLINE_SEED", 200'001),
                  from_environment("BRANCHLINE_SCRIPTS", 600), 2, 80, true);
}

TEST_CASE("random scripts reach every refusal, every reason and every kind of effect") {
    Reached reached;
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        const ScriptWorld world = play(random_script(seed, 3, 80), 3);
        for (const auto& entry : world.log()) {
            note(entry->outcome, reached);
        }
    }
    for (const Code code :
         {Code::right, Code::reference, Code::exists, Code::row_gone, Code::limit, Code::guard,
          Code::illegal_step, Code::already, Code::changed_since_seen, Code::frozen,
          Code::approved_since, Code::predecessor, Code::not_deletable, Code::referenced,
          Code::invalid, Code::four_eyes}) {
        CHECK_MESSAGE(reached.codes.contains(code), code_name(code));
    }
    CHECK(reached.reasons.size() == 7);
    CHECK(reached.effects.size() == 11);
    for (const sync::CaseKind kind : {sync::CaseKind::value, sync::CaseKind::text,
                                      sync::CaseKind::invalid, sync::CaseKind::erase}) {
        CHECK_MESSAGE(reached.cases.contains(kind), static_cast<int>(kind));
    }
}

}  // namespace branchline::test
