# How every target of the project is compiled. One interface target, `branchline_compiler`, carries
# language level, warnings and sanitizers, so that no folder has flags of its own.
include_guard(GLOBAL)

option(BRANCHLINE_WERROR "Warnings are errors (on in the dev and clang presets)" OFF)
set(BRANCHLINE_SANITIZE "" CACHE STRING "Sanitizers for every target, e.g. address,undefined")

# NDEBUG is never set: a wrong assumption must stop a release build as well, because the
# transaction in progress is what keeps the data safe, and it is safe only when we stop.
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

find_program(BRANCHLINE_CCACHE ccache)
mark_as_advanced(BRANCHLINE_CCACHE)
if(BRANCHLINE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # The base directory makes include paths relative in the cache, so that two clones share hits.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${BRANCHLINE_CCACHE})
endif()

add_library(branchline_compiler INTERFACE)
target_compile_features(branchline_compiler INTERFACE cxx_std_20)
target_compile_options(branchline_compiler INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast
    # Messages and debug information name files from the root of the project, whoever built it.
    -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
if(BRANCHLINE_WERROR)
    target_compile_options(branchline_compiler INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Warnings that come from data-flow analysis after inlining report correct library code on
    # GCC 12 (std::string concatenation, std::optional, std::variant): shown, but never fatal.
    target_compile_options(branchline_compiler INTERFACE
        -Wno-error=array-bounds -Wno-error=free-nonheap-object -Wno-error=maybe-uninitialized
        -Wno-error=null-dereference -Wno-error=restrict -Wno-error=stringop-overflow
        -Wno-error=stringop-overread)
    # In a batch of sources every source is an included file: its nameless types look like a
    # header's.
    target_compile_options(branchline_compiler INTERFACE -Wno-subobject-linkage)
else()
    # Clang counts signedness as a conversion, GCC does not in C++: both compilers say the same.
    target_compile_options(branchline_compiler INTERFACE -Wno-sign-conversion)
endif()

if(BRANCHLINE_SANITIZE)
    set(flags -fsanitize=${BRANCHLINE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    if(BRANCHLINE_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # Asio uses atomic_thread_fence, which GCC's thread sanitizer does not model.
        target_compile_options(branchline_compiler INTERFACE -Wno-tsan)
    endif()
    if(BRANCHLINE_SANITIZE MATCHES "undefined" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # With these GCC 12 no longer compares two addresses in a constant expression, by which the
        # declarations check themselves. Address sanitizer stops at a null pointer as well.
        list(APPEND flags -fno-sanitize=null,nonnull-attribute,returns-nonnull-attribute)
    endif()
    # The range checks of the standard library look for the same mistakes.
    target_compile_definitions(branchline_compiler INTERFACE _GLIBCXX_ASSERTIONS)
    target_compile_options(branchline_compiler INTERFACE ${flags})
    target_link_options(branchline_compiler INTERFACE ${flags})
endif()
