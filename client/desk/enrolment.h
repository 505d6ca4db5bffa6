// Registering a device as a deterministic state machine: frames of the hub in, frames out. The
// shell connects, cuts frames and keeps time. One enrolment, one object.
//
//   hub: Challenge   desk: Enroll (signed over challenge and channel)   hub: Enrolled | Refused
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "keys/device_key.h"
#include "keys/enrolment.h"
#include "sync/message.h"

namespace branchline::desk {

class EnrolmentCore {
  public:
    EnrolmentCore(const keys::Enrolment& code, const keys::DeviceKey& key, std::string device_name)
        : code_(code), key_(key), device_name_(std::move(device_name)) {}

    // The TLS channel is there: its exporter.
    void connected(const Digest& channel) { channel_ = channel; }

    // A frame of the hub; the frames to send back.
    std::vector<Bytes> take(BytesView frame);

    [[nodiscard]] const std::optional<sync::Enrolled>& enrolled() const { return enrolled_; }

    // The hub said no, or what it said is not understood: final.
    [[nodiscard]] const std::optional<Error>& refused() const { return refused_; }

    // The code has been sent: whether the hub has taken it is not known until it answers.
    [[nodiscard]] bool sent() const { return sent_; }

  private:
    const keys::Enrolment& code_;
    const keys::DeviceKey& key_;
    std::string device_name_;
    Digest channel_{};
    bool sent_ = false;
    std::optional<sync::Enrolled> enrolled_;
    std::optional<Error> refused_;
};

}  // namespace branchline::desk
