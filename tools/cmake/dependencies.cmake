# Everything that comes from outside, each behind one small interface target, so that a library
# says "branchline_sqlite" and does not know how it was found. tools/setup installs all of it.
include_guard(GLOBAL)

option(BRANCHLINE_SQLCIPHER "Link SQLCipher (encrypted replica) in place of plain SQLite" OFF)

find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(cereal REQUIRED)
find_package(tl-expected REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(doctest REQUIRED)
include(doctest)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(qrencode IMPORTED_TARGET libqrencode)

function(branchline_external name)
    add_library(branchline_${name} INTERFACE)
    target_link_libraries(branchline_${name} INTERFACE ${ARGN})
endfunction()

# SQLite and SQLCipher export the same symbols: with both in one process, the one that is first on
# the link line opens the file and the other one crashes on it. Exactly one is found and linked.
if(BRANCHLINE_SQLCIPHER)
    pkg_check_modules(sqlcipher REQUIRED IMPORTED_TARGET sqlcipher)
    branchline_external(sqlite PkgConfig::sqlcipher)
    target_compile_definitions(branchline_sqlite INTERFACE SQLITE_HAS_CODEC BRANCHLINE_SQLCIPHER)
else()
    find_package(SQLite3 REQUIRED)
    branchline_external(sqlite SQLite::SQLite3)
endif()

branchline_external(threads Threads::Threads)
branchline_external(openssl OpenSSL::SSL OpenSSL::Crypto)
branchline_external(sodium PkgConfig::sodium)
branchline_external(zstd PkgConfig::zstd)
branchline_external(utf8proc PkgConfig::utf8proc)
branchline_external(cereal cereal::cereal)
branchline_external(expected tl::expected)
branchline_external(cli11 CLI11::CLI11)
branchline_external(json nlohmann_json::nlohmann_json)
branchline_external(fmt fmt::fmt)
branchline_external(spdlog spdlog::spdlog fmt::fmt)
target_compile_definitions(branchline_spdlog INTERFACE SPDLOG_FMT_EXTERNAL)
branchline_external(doctest doctest::doctest)

# Optional: without it an enrolment code is printed as text only.
branchline_external(qrencode)
if(qrencode_FOUND)
    target_link_libraries(branchline_qrencode INTERFACE PkgConfig::qrencode)
    target_compile_definitions(branchline_qrencode INTERFACE BRANCHLINE_QRENCODE)
endif()

# Asio is headers only, and has neither a CMake nor a pkg-config file.
find_path(ASIO_INCLUDE_DIR asio.hpp REQUIRED)
mark_as_advanced(ASIO_INCLUDE_DIR)
branchline_external(asio Threads::Threads)
target_include_directories(branchline_asio SYSTEM INTERFACE ${ASIO_INCLUDE_DIR})
target_compile_definitions(branchline_asio INTERFACE ASIO_STANDALONE ASIO_NO_DEPRECATED)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    # Asio 1.22 looks for the coroutines of older Clang releases and does not see today's.
    target_compile_definitions(branchline_asio INTERFACE
        ASIO_HAS_CO_AWAIT=1 ASIO_HAS_STD_COROUTINE=1)
endif()

# Dear ImGui comes as source (tools/setup says why) and is built here with the flags we need: glyphs
# by FreeType, and characters beyond the first plane.
set(IMGUI_SOURCE_DIR "$ENV{IMGUI_SOURCE_DIR}" CACHE PATH "Source of Dear ImGui, 1.92 or later")
if(NOT IMGUI_SOURCE_DIR)
    set(IMGUI_SOURCE_DIR ${PROJECT_SOURCE_DIR}/.deps/imgui)
endif()
find_package(glfw3 3.3 REQUIRED)
find_package(Freetype REQUIRED)
find_package(X11 REQUIRED)
set(OpenGL_GL_PREFERENCE GLVND)
find_package(OpenGL REQUIRED)
if(NOT EXISTS ${IMGUI_SOURCE_DIR}/imgui.h)
    message(FATAL_ERROR "There is no Dear ImGui in ${IMGUI_SOURCE_DIR}: run tools/setup, or name "
        "its folder with -DIMGUI_SOURCE_DIR.")
endif()
add_library(imgui STATIC
    ${IMGUI_SOURCE_DIR}/imgui.cpp ${IMGUI_SOURCE_DIR}/imgui_draw.cpp
    ${IMGUI_SOURCE_DIR}/imgui_tables.cpp ${IMGUI_SOURCE_DIR}/imgui_widgets.cpp
    ${IMGUI_SOURCE_DIR}/misc/freetype/imgui_freetype.cpp)
target_include_directories(imgui SYSTEM PUBLIC ${IMGUI_SOURCE_DIR})
target_compile_features(imgui PUBLIC cxx_std_20)
target_compile_definitions(imgui PUBLIC IMGUI_ENABLE_FREETYPE IMGUI_USE_WCHAR32
    IMGUI_DISABLE_OBSOLETE_FUNCTIONS)
target_compile_options(imgui PRIVATE -O2 -w -ffile-prefix-map=${IMGUI_SOURCE_DIR}=imgui)
target_link_libraries(imgui PUBLIC Freetype::Freetype)
branchline_external(imgui imgui)
branchline_external(glfw glfw)
branchline_external(x11 X11::X11)

add_library(imgui_backends STATIC EXCLUDE_FROM_ALL
    ${IMGUI_SOURCE_DIR}/backends/imgui_impl_glfw.cpp
    ${IMGUI_SOURCE_DIR}/backends/imgui_impl_opengl3.cpp)
target_include_directories(imgui_backends SYSTEM PUBLIC ${IMGUI_SOURCE_DIR}/backends)
target_compile_options(imgui_backends PRIVATE -O2 -w)
target_link_libraries(imgui_backends PUBLIC imgui glfw OpenGL::GL)
branchline_external(imgui_backends imgui_backends)
