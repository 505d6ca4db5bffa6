// What a window asks the desk to do. Actions are values, carried out one after another by the
// writer; what became of each comes back under its ticket, in words. Nothing in a frame waits for
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/label.h"
#include "base/secret.h"
#include "desk/attention.h"
#include "desk/edit.h"
#include "schema/record.h"
#include "sync/group.h"

namespace branchline::live {

using Ticket = std::uint64_t;

// --- on rows ---

struct ChildChange {
    schema::EntityId entity = 0;
    std::optional<RowId> row;  // none: a new one
    schema::Record values;     // only what has changed; null clears
    bool erase = false;
};

// A new record (`row` empty) or changes of one, with its children: one group, one undo. What goes
// along is a batch with it, one undo as well.
struct SaveRecord {
    schema::EntityId entity = 0;
    std::optional<RowId> row;
    schema::Record values;
    std::vector<ChildChange> children;
    std::vector<ChildChange> along;  // new records about a new one: what is to be done after a call
    std::string draft;               // name of the draft that is finished by it; empty: none
    Id instead_of;                   // a refused change that it takes the place of; null: none
};

// The same edit of many rows: one batch, one undo. Rows that refuse it are told, the others stand.
struct ChangeRows {
    std::vector<sync::RowKey> rows;
    desk::Edit edit;
};

struct TakeStep {
    std::vector<sync::RowKey> rows;
    std::string step;
    schema::Record values;  // the reason, and what else belongs to it
};

struct EraseRows {
    std::vector<sync::RowKey> rows;
};

// Several new records at once (paste from a spreadsheet): one batch, one undo.
struct CreateRows {
    schema::EntityId entity = 0;
    std::vector<schema::Record> rows;
};

struct Undo {};

struct Redo {};

struct ResolveCase {
    Id kase;
    std::vector<std::string> take;  // as desk::resolve_case
};

struct ResendRefused {
    Id item;
};

struct DiscardRefused {
    Id item;
};

// --- on files ---

struct ImportFile {
    schema::EntityId entity = 0;
    std::string path;
    // Field, column; what does not fit this file is passed over.
    std::vector<std::pair<std::string, std::string>> mapping;
    bool dry_run = false;
};

struct ExportFile {
    schema::EntityId entity = 0;
    std::string path;
    std::string where;
};

// --- on the profile and the line ---

struct SyncNow {};  // also after a pause

// The exchange rests until it is asked for; what waits goes on waiting.
struct PauseSync {};

struct Unlock {
    Secret password;
};

// What is wrong with the data behind the lock is mended, with head office; then it is unlocked.
struct Repair {
    Secret password;
};

struct LockDesk {};

struct Enroll {
    std::string code;
    Secret password;
    bool accept_unencrypted = false;  // the user knows that this build does not encrypt
};

struct ChangePassword {
    Secret present;
    Secret next;
};

struct SelfCheck {};

// Settings and drafts: local to this desk, never synced.
struct KeepSetting {
    std::string name;
    std::string value;
};

struct KeepDraft {
    std::string name;
    std::string content;  // empty: forget it
};

using Action =
    std::variant<SaveRecord, ChangeRows, TakeStep, EraseRows, CreateRows, Undo, Redo, ResolveCase,
                 ResendRefused, DiscardRefused, ImportFile, ExportFile, SyncNow, PauseSync, Unlock,
                 Repair, LockDesk, Enroll, ChangePassword, SelfCheck, KeepSetting, KeepDraft>;

// A column of a file that is tried, and the field that it is read into (empty: left out), named as
// a mapping names it.
struct FileColumn {
    std::string heading;
    std::string field;
};

struct Refused {
    sync::RowKey row;      // null row id: the action as a whole
    std::size_t line = 0;  // of a file, or of the rows given
    Error error;
};

// What became of an action.
struct Outcome {
    Ticket ticket = 0;
    std::string command;         // as in the history: "order.approve"
    std::optional<Error> error;  // nothing of it stands
    bool stopped = false;        // by the user: what is told here stands
    bool tried = false;          // a dry run: nothing of it was kept
    std::vector<Refused> refused;
    std::vector<FileColumn> columns;     // of a file that was tried, also where none could be read
    std::vector<desk::LeftBehind> left;  // of a refused bundle that it takes the place of
    std::vector<sync::RowKey> rows;      // that it made or changed
    std::string number;                  // of a new record
    std::int64_t imported = 0;
    std::int64_t updated = 0;
    std::int64_t unchanged = 0;
    std::int64_t exported = 0;
    std::int64_t lost = 0;  // changes that a repair could not read and head office does not have
    std::string path;       // of a file that was written
    std::string undone;     // by undo or redo: the command
    bool can_undo = false;
};

// How far long work has come; the last one has done = 1.
struct Progress {
    Ticket ticket = 0;
    std::string command;
    double done = 0;
    std::int64_t rows = 0;
    bool can_stop = true;
};

}  // namespace branchline::live
