#include "live/reader.h"

#include <algorithm>
#include <type_traits>

#include "live/answers.h"
#include "live/folders.h"
#include "store/failure.h"

namespace branchline::live {

namespace {

// An interrupted statement says so as a failure of this code.
bool is_interrupted(const store::Failure& failure) { return failure.code() == Code::timed_out; }

}  // namespace

Reader::Reader(const schema::Catalogue& catalogue, store::Database database, const Clock& clock)
    : side_(catalogue, std::move(database), clock), lists_(side_) {}

bool Reader::answers(const Question& question) {
    return std::holds_alternative<RowsQuestion>(question) ||
           std::holds_alternative<FiguresQuestion>(question) ||
           std::holds_alternative<RecordQuestion>(question) ||
           std::holds_alternative<FindQuestion>(question) ||
           std::holds_alternative<DuplicatesQuestion>(question) ||
           std::holds_alternative<ChecksQuestion>(question) ||
           std::holds_alternative<FolderQuestion>(question) ||
           std::holds_alternative<IdsQuestion>(question) ||
           std::holds_alternative<PickedQuestion>(question);
}

void Reader::ask(std::uint64_t number, Question question, std::uint64_t replaces) {
    if (replaces != 0) forget(replaces);
    questions_.push_back({number, std::move(question)});
}

void Reader::forget(std::uint64_t number) {
    std::erase_if(questions_, [&](const Asked& each) { return each.number == number; });
    std::erase_if(uncounted_, [&](const Uncounted& each) { return each.number == number; });
}

void Reader::begin() {
    if (side_.refresh()) lists_.forget();
}

Reply Reader::answer_to(const Asked& asked) {
    Reply reply;
    reply.asked = asked.number;
    const auto take = [&](auto&& result) {
        if (result) {
            reply.answer = std::move(*result);
        } else {
            reply.error = result.error();
        }
    };
    std::visit(
        [&](const auto& question) {
            using Q = std::decay_t<decltype(question)>;
            if constexpr (std::is_same_v<Q, RowsQuestion>) {
                take(lists_.page(question));
            } else if constexpr (std::is_same_v<Q, IdsQuestion>) {
                take(lists_.ids(question));
            } else if constexpr (std::is_same_v<Q, FolderQuestion>) {
                take(list_folder(question));
            } else if constexpr (requires { answer(side_, question); }) {
                take(answer(side_, question));
            } else {
                reply.error = Error{Code::refused, "reader", "not a question about rows", {}};
            }
        },
        asked.question);
    return reply;
}

std::optional<Reply> Reader::count_on() {
    Uncounted& next = uncounted_.front();
    const auto count = lists_.count(next.question);
    Reply reply;
    reply.asked = next.number;
    if (count) {
        next.answer.count = *count;
        next.answer.count_is_least = false;
    }
    reply.answer = std::move(next.answer);
    uncounted_.pop_front();
    return reply;
}

std::optional<Reply> Reader::step() {
    if (idle()) return std::nullopt;
    try {
        const store::Snapshot snapshot(side_.database());
        begin();
        if (questions_.empty()) return count_on();
        Reply reply = answer_to(questions_.front());
        const auto* rows = std::get_if<RowsAnswer>(&reply.answer);
        if (rows != nullptr && rows->count_is_least) {
            uncounted_.push_back(
                {reply.asked, std::get<RowsQuestion>(questions_.front().question), *rows});
        }
        questions_.pop_front();
        return reply;
    } catch (const store::Failure& failure) {
        if (is_interrupted(failure)) return std::nullopt;
        return give_up(failure.error());
    }
}

// What cannot be read is answered as that; it is not tried for ever.
std::optional<Reply> Reader::give_up(const Error& error) {
    if (questions_.empty()) {
        uncounted_.pop_front();  // it was shown already, without a count
        return std::nullopt;
    }
    Reply reply;
    reply.asked = questions_.front().number;
    reply.error = error;
    questions_.pop_front();
    return reply;
}

}  // namespace branchline::live
