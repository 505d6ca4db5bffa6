#include "window/look.h"

#include <doctest/doctest.h>

namespace branchline::window {

TEST_CASE("a look is read back as it was written") {
    const Look look{Lang::en, true, 125, {-30, 40, 1200, 800, true}};
    CHECK(read_look(to_text(look), {}) == look);
}

TEST_CASE("what is damaged or out of bounds in a look is as it would be without") {
    const Look otherwise{Lang::en, false, 110, {1, 2, 3, 4, false}};
    CHECK(read_look("", otherwise) == otherwise);
    CHECK(read_look("zoom=900\nzoom=12x\nlanguage=fr\ntheme=\nwidth=-5\n=\nx", otherwise) ==
          otherwise);
    CHECK(read_look("zoom=80\nunknown=1\r\n", otherwise).zoom_percent == 80);
    CHECK(read_look(std::string("theme=dark\n\0\xff", 13), otherwise).dark);
}

}  // namespace branchline::window
