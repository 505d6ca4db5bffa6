// For tests with real windows and real keys: what the window shows, as lines of JSON in a file, one
// for each picture that it comes to rest on. A screen reader will want the same one day.
#pragma once

#include <fstream>
#include <string>

#include "base/result.h"
#include "ui/probe.h"

namespace branchline::window {

class ProbeFile {
  public:
    static Result<ProbeFile> open(const std::string& path);

    // A settled frame; one that is equal to the one before is left out. `frames` and `drawn` count
    // from the start: frames that were built, and those that were sent to the screen.
    void write(const ui::Probe& probe, std::uint64_t frames, std::uint64_t drawn);

  private:
    explicit ProbeFile(std::ofstream out) : out_(std::move(out)) {}

    std::ofstream out_;
    std::string last_;
};

// {"seen":[{"kind","path","label","value","enabled","focused","reason","box":[l,t,r,b]}]}
std::string to_json(const ui::Probe& probe);

}  // namespace branchline::window
