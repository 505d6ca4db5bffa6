// A text as a QR code drawn with half blocks, for terminals. Empty where it cannot be drawn.
#pragma once

#include <string>

namespace branchline::server {

std::string qr_picture(const std::string& text);

}  // namespace branchline::server
