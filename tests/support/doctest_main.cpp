// The `main` of every test program; see branchline_test() in tools/cmake/branchline_library.cmake.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
