# Shows that branchline_library() refuses what the design refuses: small projects with one wrong
# edge each must fail to configure, and say why; the same project without it must configure.
# Called with WORK (a folder of its own), MODULES (tools/cmake) and COMPILER.

function(expect name expected calls)
    set(folder ${WORK}/${name})
    file(REMOVE_RECURSE ${folder})
    file(WRITE ${folder}/CMakeLists.txt
        "cmake_minimum_required(VERSION 3.25)\nproject(planted LANGUAGES CXX)\n"
        "include(${MODULES}/branchline_library.cmake)\n"
        "branchline_library(low LAYER 1 SOURCES x.cpp)\n"
        "branchline_library(twin LAYER 2 DEPS low SOURCES x.cpp)\n"
        "add_subdirectory(server)\nadd_subdirectory(client)\n")
    file(WRITE ${folder}/x.cpp "int x = 1;\n")
    file(WRITE ${folder}/server/x.cpp "int x = 1;\n")
    file(WRITE ${folder}/client/x.cpp "int x = 1;\n")
    file(WRITE ${folder}/server/CMakeLists.txt
        "branchline_library(hub LAYER 4 DEPS low twin SOURCES x.cpp)\n")
    file(WRITE ${folder}/client/CMakeLists.txt "${calls}\n")
    # The compiler is known to work; not testing it again makes this a matter of a second.
    execute_process(
        COMMAND ${CMAKE_COMMAND} -S ${folder} -B ${folder}/build -G Ninja
            -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_COMPILER_WORKS=ON
        RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
    string(REGEX REPLACE "[ \n]+" " " output "${output}")
    if(expected STREQUAL "" AND NOT code EQUAL 0)
        message(SEND_ERROR "${name}: a correct project was refused: ${output}")
    elseif(NOT expected STREQUAL "" AND code EQUAL 0)
        message(SEND_ERROR "${name}: configured, but had to be refused")
    elseif(NOT output MATCHES "${expected}")
        message(SEND_ERROR "${name}: refused for another reason: ${output}")
    else()
        message(STATUS "${name}: as expected")
    endif()
endfunction()

expect(correct "" "branchline_library(desk LAYER 4 DEPS low twin SOURCES x.cpp)")
expect(upward "only lower layers"
    "branchline_library(base LAYER 0 DEPS low SOURCES x.cpp)")
expect(same_layer "only lower layers"
    "branchline_library(store LAYER 2 DEPS twin SOURCES x.cpp)")
expect(other_house "meet only in shared"
    "branchline_library(screens LAYER 5 DEPS hub SOURCES x.cpp)")
expect(unknown "there is no library"
    "branchline_library(desk LAYER 4 DEPS missing SOURCES x.cpp)")
expect(no_layer "LAYER is missing"
    "branchline_library(desk DEPS low SOURCES x.cpp)")
