// The operator's verbs around files and the log: backup, restore, heal, courier, compact.
#include <limits>
#include <memory>

#include "base/decimal.h"
#include "domain/catalogue.h"
#include "hub/compaction.h"
#include "hub/heal.h"
#include "keep/backup.h"
#include "keep/restore.h"
#include "main/verbs.h"
#include "main/words.h"
#include "store/failure.h"

namespace branchline::server {

namespace {

std::string in(Lang lang, const Label& label) { return std::string(label.in(lang)); }

std::string text_of(const hub::HealReport& report, Lang lang) {
    const auto n = [](std::int64_t figure) { return std::to_string(figure); };
    std::string text;
    if (report.collecting) {
        text += in(lang, {"正在收集：", "Collecting: "}) + n(report.reported) + " / " +
                n(report.expected) + in(lang, {" 台设备已交回", " devices have reported"}) +
                (report.until_ms == 0
                     ? in(lang, {"，服务启动后开始计时", ", time runs once serving"})
                     : in(lang, {"，最迟到 ", ", until "}) + instant_or_dash(report.until_ms)) +
                "\n";
    } else {
        text += in(lang, {"没有在收集。", "Nothing is being collected."}) + "\n";
    }
    text += in(lang, {"交回的改动 ", "Changes returned "}) + n(report.returned) +
            in(lang, {"，来自设备 ", ", by devices "}) + n(report.devices) + "\n";
    text += in(lang, {"待收集结束后处理 ", "Waiting for the end "}) + n(report.collected) +
            in(lang, {"，待前置或人工 ", ", for what they build on or for a person "}) +
            n(report.unresolved) + "\n";
    text +=
        in(lang, {"只有回执而无内容 ", "Known only by a receipt "}) + n(report.receipt_only) + "\n";
    return text;
}

}  // namespace

Answer heal_verb(House& house, const Request& request) {
    const Words words(request, {}, {"--end"});
    if (!words.unknown().empty()) return misused(request, words.unknown());
    if (!words.words().empty()) return misused(request, words.words().front());
    bool ended = false;
    if (words.has("--end")) ended = house.core().end_collecting();
    hub::HubTables tables(house.database(), domain::catalogue());
    const hub::HealReport report = hub::heal_report(tables);
    return done(request,
                {{"collecting", report.collecting},
                 {"ended", ended},
                 {"until", instant_or_null(report.until_ms)},
                 {"expected", report.expected},
                 {"reported", report.reported},
                 {"collected", report.collected},
                 {"unresolved", report.unresolved},
                 {"returned", report.returned},
                 {"devices", report.devices},
                 {"receipt_only", report.receipt_only}},
                text_of(report, request.lang));
}

namespace {

class BackupJob {
  public:
    // Wrong arguments and failures are the answer at once.
    BackupJob(House& house, Request request) : house_(house), request_(std::move(request)) {
        const Words words(request_, {}, {});
        if (!words.unknown().empty() || words.words().size() != 1) {
            answer_ = misused(request_, words.unknown());
            return;
        }
        try {
            backup_ = std::make_unique<keep::Backup>(house_.directory(), house_.database(),
                                                     house_.core(), words.words().front());
        } catch (const store::Failure& failure) {
            answer_ = refusal(failure.error(), request_);
        }
    }

    std::optional<Answer> step() {
        if (answer_) return answer_;
        try {
            if (!backup_->step()) return std::nullopt;
            auto made = backup_->finish(house_.clock());
            if (!made) return refusal(made.error(), request_);
            return done(request_,
                        {{"sequence", made->head_seq}, {"made", instant_or_null(made->made_ms)}},
                        in(request_.lang, {"已备份到序号 ", "Backed up as of sequence "}) +
                            std::to_string(made->head_seq) + "\n");
        } catch (const store::Failure& failure) {
            return refusal(failure.error(), request_);
        }
    }

  private:
    House& house_;
    Request request_;
    std::unique_ptr<keep::Backup> backup_;
    std::optional<Answer> answer_;
};

// Why no more of the log was archived.
Label reason_of(hub::HorizonLimit::By by) {
    using By = hub::HorizonLimit::By;
    switch (by) {
        case By::age:
            return {"更新的记录还在保留期内", "what is newer is kept for its age"};
        case By::backup:
            return {"仍可恢复的最早备份", "the oldest backup that may be restored"};
        case By::device:
            return {"最近联系过的设备还没有读到", "a device of late has not read further"};
        case By::offers:
            return {"设备交回、尚待处理的改动", "changes returned by desks that still wait"};
        case By::restore:
            return {"正在恢复后的收集", "desks are returning what a restore has lost"};
        case By::head:
            break;
    }
    return {"已到末尾", "nothing, it is all archived"};
}

class CompactJob {
  public:
    CompactJob(House& house, Request request) : house_(house), request_(std::move(request)) {
        const Words words(request_, {"--keep-days"}, {});
        if (!words.unknown().empty() || !words.words().empty()) {
            answer_ = misused(request_, words.unknown());
            return;
        }
        if (words.has("--keep-days")) {
            const std::string given = words.value("--keep-days");
            const auto days = parse_decimal(given, 0);
            const Status kept = days ? hub::keep_log_for(house_.database(), *days)
                                     : Status(refuse(Code::bad_value, "--keep-days", given));
            if (!kept) answer_ = refusal(kept.error(), request_);
        }
        if (!answer_) house_.core().begin_compaction(std::numeric_limits<std::int64_t>::max());
    }

    std::optional<Answer> step() {
        if (answer_) return answer_;
        if (house_.core().compact()) return std::nullopt;
        const hub::HubCore::Compacted made = house_.core().compacted();
        const hub::HubTables tables(house_.database(), domain::catalogue());
        const store::LogArchive::Size size = tables.log.archived_size();
        const std::int64_t days = hub::log_keep_days(tables.facts);
        const Lang lang = request_.lang;
        const auto n = [](std::int64_t figure) { return std::to_string(figure); };
        return done(request_,
                    {{"horizon", made.horizon},
                     {"entries", size.entries},
                     {"bytes", size.stored_bytes},
                     {"bytes_before", size.content_bytes},
                     {"rows_dropped", made.rows_dropped},
                     {"keep_days", days},
                     {"held_by", limit_name(made.limit.by)}},
                    in(lang, {"已归档到序号 ", "Archived up to sequence "}) + n(made.horizon) +
                        in(lang, {"，字节 ", ", bytes "}) + n(size.stored_bytes) +
                        in(lang, {"，彻底移除的已删除记录 ", ", deleted rows gone for good "}) +
                        n(made.rows_dropped) + in(lang, {"，保留天数 ", ", kept for days "}) +
                        n(days) + in(lang, {"\n不再往后的原因：", "\nHeld there by: "}) +
                        in(lang, reason_of(made.limit.by)) + "\n");
    }

  private:
    House& house_;
    Request request_;
    std::optional<Answer> answer_;
};

template <class Job>
LongVerb bit_by_bit(House& house, const Request& request) {
    return [job = std::make_shared<Job>(house, request)] { return job->step(); };
}

}  // namespace

LongVerb long_verb(House& house, const Request& request) {
    if (request.verb == "backup") return bit_by_bit<BackupJob>(house, request);
    if (request.verb == "compact") return bit_by_bit<CompactJob>(house, request);
    return {};
}

Answer courier_verb(House& house, const Request& request) {
    const Words words(request, {"--reply"}, {});
    if (!words.unknown().empty()) return misused(request, words.unknown());
    const auto& given = words.words();
    if (given.size() != 2 || given[0] != "import") return misused(request, "");
    if (!words.has("--reply")) return misused(request, "--reply");
    const auto file = read_file(given[1]);
    if (!file) return refusal(file.error(), request);
    auto taken = house.core().take_courier(*file);
    if (!taken) {
        Error error = taken.error();
        error.where = given[1];
        return refusal(error, request);
    }
    const Status written = write_file_atomically(words.value("--reply"), taken->reply, true);
    if (!written) return refusal(written.error(), request);
    return done(request,
                {{"device", to_text(taken->device)},
                 {"groups", taken->groups},
                 {"rejected", taken->rejected}},
                in(request.lang, {"已处理的改动 ", "Changes taken in "}) +
                    std::to_string(taken->groups) + in(request.lang, {"，被拒绝 ", ", rejected "}) +
                    std::to_string(taken->rejected) + "\n");
}

Answer restore_verb(const std::string& directory, const Request& request) {
    const Words words(request, {}, {});
    if (!words.unknown().empty()) return misused(request, words.unknown());
    if (words.words().size() != 1) return misused(request, "");
    const SystemClock clock;
    auto restored = keep::restore(words.words().front(), directory, domain::catalogue(), clock);
    if (!restored) return refusal(restored.error(), request);
    const keep::ArchiveHead& head = restored->head;
    std::string text = head.company +
                       in(request.lang, {"：已恢复到序号 ", ": restored to sequence "}) +
                       std::to_string(head.head_seq) + " (" + instant_or_dash(head.made_ms) + ")\n";
    if (!restored->kept.empty()) {
        text += in(request.lang, {"原有数据保存在 ", "What stood there is kept in "}) +
                restored->kept + "\n";
    }
    return done(request,
                {{"company", head.company},
                 {"sequence", head.head_seq},
                 {"made", instant_or_null(head.made_ms)},
                 {"kept", restored->kept.empty() ? Json() : Json(restored->kept)}},
                text);
}

}  // namespace branchline::server
