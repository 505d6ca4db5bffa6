# The three ways to add something to the build. Sources are listed by hand: a file nobody lists is
# a file nobody compiles, and that should be seen in review, not hidden by a glob.
#
#   branchline_library(NAME LAYER n [DEPS lib...] SOURCES file...
#                      [EXTERNAL target...] [EXTERNAL_PUBLIC target...])
#   branchline_program(NAME [LAYER n] [DEPS lib...] SOURCES file... [EXTERNAL target...])
#   branchline_test(NAME [DEPS lib...] SOURCES file... [LABELS label...] [EXTERNAL target...]
#                   [TIMEOUT seconds] [ARGS argument...])
#
# DEPS are names of our own libraries, without the `branchline_` prefix. EXTERNAL are targets of
# dependencies.cmake (branchline_sqlite ...), EXTERNAL_PUBLIC those that our headers include too.
# A dependency must stand on a lower layer and not in the other house (client and server share only
# `shared`); the configure step fails otherwise, so the picture in the design stays true.
include_guard(GLOBAL)
include(${CMAKE_CURRENT_LIST_DIR}/compiler.cmake)

# Half of what a file costs to compile is its headers, read once for a batch: a bare machine builds
# everything in half the time. The dev preset compiles each file alone and so finds a missing
# #include. What is nameless in a file therefore has a name of its own in its library.
option(BRANCHLINE_UNITY "Compile the sources of a target in batches (off in the dev preset)" ON)

# The first folder below the project: shared, client, server, tests or tools.
function(branchline_house_here out)
    file(RELATIVE_PATH path "${PROJECT_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}")
    string(REGEX REPLACE "/.*" "" house "${path}")
    set(${out} "${house}" PARENT_SCOPE)
endfunction()

function(branchline_check_edges name layer house deps)
    foreach(dep IN LISTS deps)
        if(NOT TARGET branchline_${dep})
            message(FATAL_ERROR "${name}: there is no library '${dep}' (yet). Libraries are added "
                "from the lowest layer up; is its folder listed before this one?")
        endif()
        get_target_property(dep_layer branchline_${dep} BRANCHLINE_LAYER)
        get_target_property(dep_house branchline_${dep} BRANCHLINE_HOUSE)
        if(NOT dep_layer MATCHES "^[0-9]+$")
            message(FATAL_ERROR "${name}: '${dep}' has no layer; list it under EXTERNAL.")
        endif()
        if(dep_layer GREATER_EQUAL layer)
            message(FATAL_ERROR "${name} (layer ${layer}) must not depend on ${dep} (layer "
                "${dep_layer}): only lower layers are allowed.")
        endif()
        if((house STREQUAL "client" AND dep_house STREQUAL "server")
           OR (house STREQUAL "server" AND dep_house STREQUAL "client"))
            message(FATAL_ERROR "${name} (${house}) must not depend on ${dep} (${dep_house}): "
                "client and server meet only in shared.")
        endif()
    endforeach()
endfunction()

# What libraries, programs and tests have in common.
function(branchline_finish target layer deps external external_public)
    branchline_house_here(house)
    branchline_check_edges(${target} ${layer} "${house}" "${deps}")
    set_target_properties(${target} PROPERTIES
        BRANCHLINE_LAYER ${layer} BRANCHLINE_HOUSE "${house}" CXX_EXTENSIONS OFF
        LINKER_LANGUAGE CXX UNITY_BUILD ${BRANCHLINE_UNITY} UNITY_BUILD_BATCH_SIZE 10)
    list(TRANSFORM deps PREPEND branchline_)
    target_link_libraries(${target} PUBLIC ${deps} ${external_public}
        PRIVATE branchline_compiler ${external})
    cmake_path(GET CMAKE_CURRENT_SOURCE_DIR PARENT_PATH root)
    target_include_directories(${target} PUBLIC ${root})
endfunction()

function(branchline_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "LAYER" "DEPS;SOURCES;EXTERNAL;EXTERNAL_PUBLIC")
    if(NOT arg_LAYER MATCHES "^[0-9]+$" OR arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "branchline_library(${name}): LAYER is missing or an argument is "
            "unknown (${arg_UNPARSED_ARGUMENTS})")
    endif()
    add_library(branchline_${name} STATIC ${arg_SOURCES})
    add_library(branchline::${name} ALIAS branchline_${name})
    branchline_finish(branchline_${name} ${arg_LAYER} "${arg_DEPS}" "${arg_EXTERNAL}"
        "${arg_EXTERNAL_PUBLIC}")
endfunction()

function(branchline_program name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "LAYER" "DEPS;SOURCES;EXTERNAL")
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "branchline_program(${name}): unknown ${arg_UNPARSED_ARGUMENTS}")
    endif()
    if(NOT arg_LAYER)
        set(arg_LAYER 6)
        branchline_house_here(house)
        if(house MATCHES "^(tests|tools)$")
            set(arg_LAYER 8)  # may use everything, test support (layer 7) included
        endif()
    endif()
    add_executable(${name} ${arg_SOURCES})
    branchline_finish(${name} ${arg_LAYER} "${arg_DEPS}" "${arg_EXTERNAL}" "")
endfunction()

# A doctest program; every TEST_CASE becomes one ctest with the given labels. Programs run in the
# root of the project, so that `tests/data/...` is a valid path.
function(branchline_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "DEPS;SOURCES;LABELS;EXTERNAL;ARGS")
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "branchline_test(${name}): unknown ${arg_UNPARSED_ARGUMENTS}")
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    if(NOT arg_LABELS)
        set(arg_LABELS unit)
    endif()
    add_executable(${name} ${arg_SOURCES} $<TARGET_OBJECTS:branchline_doctest_main>)
    branchline_finish(${name} 8 "${arg_DEPS}" "branchline_doctest;${arg_EXTERNAL}" "")
    # A case runs once: to optimise it costs more than that ever saves. The libraries that it asks
    # are as shipped, and so is what draws or tries by the thousand.
    if("unit" IN_LIST arg_LABELS)
        target_compile_options(${name} PRIVATE $<$<CONFIG:RelWithDebInfo>:-O0>)
    endif()
    doctest_discover_tests(${name}
        TEST_PREFIX "${name}: " EXTRA_ARGS ${arg_ARGS} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
        PROPERTIES TIMEOUT ${arg_TIMEOUT} TEST_LIST ${name}_cases)
    # The discovery of doctest 2.4.9 takes one label at most; this second script sets the list.
    set(script ${CMAKE_CURRENT_BINARY_DIR}/${name}_labels.cmake)
    file(WRITE ${script} "if(${name}_cases)\n  set_tests_properties(\${${name}_cases} PROPERTIES "
        "LABELS \"${arg_LABELS}\")\nendif()\n")
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${script})
endfunction()

# Adds those of the given folders that exist, so that parts can land one after another.
function(branchline_folders)
    foreach(folder IN LISTS ARGN)
        if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/CMakeLists.txt)
            add_subdirectory(${folder})
        endif()
    endforeach()
endfunction()
