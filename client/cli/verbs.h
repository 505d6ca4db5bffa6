// The verbs of branchline-cli, one table: help, the dispatcher and tests read it.
#pragma once

#include <cstdint>
#include <span>

#include "cli/context.h"

namespace branchline::cli {

enum class Needs : std::uint8_t {
    nothing,  // runs anywhere
    place,    // the profile's directory and lock, enrolled or not
    key,      // an enrolled profile, which the verb opens itself
    profile   // an enrolled profile, unlocked
};

struct Verb {
    std::string_view name;
    std::string_view usage;  // what follows the name
    Label help;
    Needs needs = Needs::profile;
    bool is_long = false;  // serves other callers meanwhile; Ctrl+C ends it between two steps
    int (*run)(Context& context, const Arguments& arguments) = nullptr;  // nullptr: a later version
};

std::span<const Verb> verbs();
const Verb* find_verb(std::string_view name);

// Options that take a value, of any verb: to find the verb among the arguments.
bool takes_value(std::string_view option);

// --- the functions of the table
int verb_schema(Context& context, const Arguments& arguments);
int verb_help(Context& context, const Arguments& arguments);

int verb_enroll(Context& context, const Arguments& arguments);
int verb_login(Context& context, const Arguments& arguments);
int verb_lock(Context& context, const Arguments& arguments);
int verb_passwd(Context& context, const Arguments& arguments);

int verb_new(Context& context, const Arguments& arguments);
int verb_set(Context& context, const Arguments& arguments);
int verb_do(Context& context, const Arguments& arguments);
int verb_delete(Context& context, const Arguments& arguments);
int verb_undo(Context& context, const Arguments& arguments);
int verb_redo(Context& context, const Arguments& arguments);

int verb_show(Context& context, const Arguments& arguments);
int verb_list(Context& context, const Arguments& arguments);

int verb_import(Context& context, const Arguments& arguments);
int verb_export(Context& context, const Arguments& arguments);

int verb_attach(Context& context, const Arguments& arguments);
int verb_fetch(Context& context, const Arguments& arguments);
int verb_files(Context& context, const Arguments& arguments);

int verb_sync(Context& context, const Arguments& arguments);
int verb_courier(Context& context, const Arguments& arguments);
int verb_status(Context& context, const Arguments& arguments);
int verb_check(Context& context, const Arguments& arguments);
int verb_conflicts(Context& context, const Arguments& arguments);
int verb_attention(Context& context, const Arguments& arguments);

int verb_commands(Context& context, const Arguments& arguments);
int verb_run(Context& context, const Arguments& arguments);

}  // namespace branchline::cli
