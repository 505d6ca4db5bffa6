#include "main/qr.h"

#include <qrencode.h>

#include <memory>

namespace branchline::server {

std::string qr_picture(const std::string& text) {
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_L, QR_MODE_8, 0), &QRcode_free);
    if (code == nullptr) return {};
    const int width = code->width;
    const auto dark = [&](int x, int y) {
        return x >= 0 && y >= 0 && x < width && y < width && (code->data[y * width + x] & 1) != 0;
    };
    std::string picture;
    // Two rows of modules a line, light on dark as terminals mostly are, with the quiet zone.
    for (int y = -2; y < width + 2; y += 2) {
        for (int x = -2; x < width + 2; ++x) {
            const bool upper = !dark(x, y);
            const bool lower = !dark(x, y + 1);
            picture += upper && lower ? "\u2588" : upper ? "\u2580" : lower ? "\u2584" : " ";
        }
        picture += "\n";
    }
    return picture;
}

}  // namespace branchline::server
