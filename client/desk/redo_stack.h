// What can be done again, the last thing undone first. A step is what one undo took back: the
// inverse groups it made, or the groups it withdrew, in the order in which they are done again.
// Anything else that is done ends it, as in every editor. In the replica's settings, so that it
// commits with what it speaks of.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/id.h"
#include "store/desk_tables.h"

namespace branchline::desk {

class RedoStack {
  public:
    using Step = std::vector<OpId>;

    explicit RedoStack(store::Settings& settings) : settings_(settings) {
        const Bytes stored = settings_.get(name).value_or(Bytes());
        ByteReader in(stored);
        while (in.left() > 0) {
            Step step(std::min<std::size_t>(in.varint(), in.left()));
            for (OpId& op : step) op = read_id(in);
            steps_.push_back(std::move(step));
        }
    }

    void push(Step step) {
        if (step.empty()) return;
        if (steps_.size() == depth_most) steps_.erase(steps_.begin());
        steps_.push_back(std::move(step));
        save();
    }

    [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }

    // The newest step; empty: there is none.
    Step pop() {
        if (steps_.empty()) return {};
        Step step = std::move(steps_.back());
        steps_.pop_back();
        save();
        return step;
    }

    void clear() {
        if (steps_.empty()) return;
        steps_.clear();
        save();
    }

  private:
    static constexpr std::string_view name = "redo";
    static constexpr std::size_t depth_most = 100;

    void save() {
        ByteWriter out;
        for (const Step& step : steps_) {
            out.varint(step.size());
            for (const OpId& op : step) write_id(out, op);
        }
        settings_.put(name, out.take());
    }

    store::Settings& settings_;
    std::vector<Step> steps_;
};

}  // namespace branchline::desk
