// A story: what some people at their desks do and what they see then, a sentence a line, told to a
// whole company in memory (hub and desks with their real cores and the real catalogue). Everybody
// is online unless he is said to be offline; what can be exchanged is, after each sentence. The
// table of sentences in story.cpp is the language.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "desk/attention.h"
#include "desk/cases.h"
#include "desk/desk.h"
#include "stories/sentence.h"
#include "support/world.h"

namespace branchline::test {

struct Trouble {
    std::size_t line = 0;  // 0: there is none
    std::string text;      // what was seen instead
};

class Story {
  public:
    Story();

    Trouble tell(std::string_view text);

    // The sentences one can use, a line each.
    static std::string language();

    struct Sentence;

  private:
    using Key = sync::RowKey;

    struct Person {
        std::size_t desk = 0;
        bool offline = false;
        FaultVfs::Files backup;
    };

    // Each takes the places of its sentence and answers what is wrong, or nothing.
    std::string person(const Words& words);
    std::string becomes(const Words& words);
    std::string offline(const Words& words);
    std::string online(const Words& words);
    std::string syncs(const Words& words);
    std::string everybody_syncs(const Words& words);
    std::string time_passes(const Words& words);
    std::string clock_is_wrong(const Words& words);
    std::string power_fails(const Words& words);
    std::string hub_fails(const Words& words);
    std::string archive(const Words& words);
    std::string back_up(const Words& words);
    std::string restore(const Words& words);

    std::string create(const Words& words);
    std::string change(const Words& words);
    std::string set(const Words& words);
    std::string add(const Words& words);
    std::string remove(const Words& words);
    std::string erase(const Words& words);
    std::string step(const Words& words);
    std::string undo(const Words& words);
    std::string redo(const Words& words);
    std::string resolve(const Words& words);
    std::string erase_again(const Words& words);
    std::string keep(const Words& words);
    std::string resend(const Words& words);
    std::string discard(const Words& words);

    std::string sees_value(const Words& words);
    std::string sees_like(const Words& words);
    std::string sees_row(const Words& words);
    std::string sees_no_row(const Words& words);
    std::string conflict(const Words& words);
    std::string erase_conflict(const Words& words);
    std::string no_conflict(const Words& words);
    std::string attention(const Words& words);
    std::string lost(const Words& words);
    std::string waiting(const Words& words);
    std::string all_the_same(const Words& words);
    std::string numbers_differ(const Words& words);

    std::string tell_one(Words sentence);
    std::string rest();
    Person& find(const std::string& who);
    desk::Desk at(const std::string& who);
    const schema::EntitySpec& entity(const std::string& name);
    Key row(desk::Desk& desk, const std::string& entity, const std::string& name);
    // "field value, field value"; references by the story's names.
    desk::Edit edit(desk::Desk& desk, const schema::EntitySpec& entity, const std::string& text);
    desk::Edit edit_one(desk::Desk& desk, const schema::EntitySpec& entity,
                        desk::Assignment::Kind kind, const std::string& field,
                        const std::string& text);
    std::string shown(const schema::FieldSpec& field, const schema::Value& value) const;
    std::string shown_of(desk::Desk& desk, const Key& key, const std::string& field);
    std::string told(const schema::EntitySpec& entity, const desk::CaseView& kase);
    // What came of an action of this person, against what the story says came of it.
    template <class T>
    std::string outcome(const std::string& who, const Result<T>& done);
    std::string answer_case(const std::string& who, const Key& key, schema::FieldId field,
                            const std::string& take);

    World world_;
    std::map<std::string, Person> people_;
    std::map<std::pair<schema::EntityId, std::string>, RowId> names_;
    std::string refusal_;  // the code with which the story says it is refused
};

}  // namespace branchline::test
