#include "hub/token_rule.h"

#include "base/planted.h"

namespace branchline::hub {

namespace {

// Without letters and digits that are taken for each other when a number is read out or typed.
constexpr std::string_view letters = "ABCDEFGJKLMNPQRTUVWXY";
constexpr std::string_view code_signs = "ABCDEFGHJKLMNPQRTUVWXY346789";

bool is_current(const store::Incarnation& it, const sync::Token& token) {
    return it.token == token.previous || it.token == token.next || token.n > it.token_n;
}

// Codes are printed on paper; a code that the desk brings along stays with it where nobody else has
// it, also when this hub does not remember having given it (it was restored).
bool may_keep_code(std::string_view code) {
    if (code.size() < 2 || code.size() > 3 || code == hub_code) return false;
    return code.find_first_not_of(code_signs) == std::string_view::npos;
}

}  // namespace

// Two signs as long as they last. After a change of epoch, codes of the lost history may be on
// paper without anybody here knowing: from then on three signs, the first one counting the epochs
// (CATCHUP A18).
std::string TokenRule::new_code() {
    // While a restored hub collects, the next epoch has begun as far as codes are concerned.
    const bool collecting = tables_.facts.integer(fact::regressed) != 0;
    const std::size_t epochs = tables_.epochs.all().size() + (collecting ? 1 : 0);
    const auto used = static_cast<std::size_t>(tables_.incarnations.count());
    const std::size_t two_signs = letters.size() * code_signs.size();
    const bool is_short = epochs <= 1 && used < two_signs / 2;
    for (;;) {
        std::string code;
        if (is_short) {
            code += letters[random_.below(letters.size())];
        } else {
            code += epochs <= 1 ? letters[random_.below(letters.size())]
                                : letters[(epochs - 2) % letters.size()];
            code += code_signs[random_.below(code_signs.size())];
        }
        code += code_signs[random_.below(code_signs.size())];
        if (!tables_.incarnations.has_code(code)) return code;
    }
}

store::Incarnation TokenRule::begin(const sync::Hello& hello, std::int64_t now_ms) {
    store::Incarnation it;
    it.device = hello.device;
    it.id = hello.incarnation;
    const bool keeps =
        may_keep_code(hello.device_code) && !tables_.incarnations.has_code(hello.device_code);
    it.code = keeps ? hello.device_code : new_code();
    it.created_ms = now_ms;
    return it;
}

TokenAnswer TokenRule::meet(const sync::Hello& hello, std::int64_t now_ms) {
    TokenAnswer answer;
    const sync::Token& token = *hello.token;
    const auto known = tables_.incarnations.get(hello.device, hello.incarnation);
    store::Incarnation it = known ? *known : begin(hello, now_ms);
    if (!known || is_current(it, token) || planted(Planted::hub_keeps_every_token)) {
        answer.two_live_copies = it.split;
        it.split = false;
        it.token = token.next;
        it.token_n = token.n;
        it.boot = hello.boot_nonce;
        answer.confirm = token.next;
    } else {
        answer.two_live_copies = it.split && it.split_boot != hello.boot_nonce;
        it.split = true;
        it.split_boot = hello.boot_nonce;
        answer.new_incarnation = true;
    }
    it.boot_id = hello.boot.boot_id;
    it.boot_offset_ms = now_ms - hello.boot.ms;
    tables_.incarnations.put(it);
    return answer;
}

std::string TokenRule::code_of(const DeviceId& device, const Id& incarnation) const {
    const auto it = tables_.incarnations.get(device, incarnation);
    return it ? it->code : std::string();
}

}  // namespace branchline::hub
