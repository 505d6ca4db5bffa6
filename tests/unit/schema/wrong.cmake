# Compiles one declaration (syntax only). A file with a line `// expects: SENTENCE` must fail, and
# the compiler's output must show the sentence; a file without one must compile.
execute_process(
    COMMAND ${COMPILER} -std=c++20 -fsyntax-only -I${INCLUDE} ${SOURCE}
    RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
file(STRINGS ${SOURCE} expected REGEX "^// expects: ")
if(NOT expected)
    if(NOT code EQUAL 0)
        message(FATAL_ERROR "does not compile, but should:\n${output}")
    endif()
    return()
endif()
string(REPLACE "// expects: " "" sentence "${expected}")
if(code EQUAL 0)
    message(FATAL_ERROR "compiles, but should be refused with: ${sentence}")
endif()
string(FIND "${output}" "${sentence}" place)
if(place EQUAL -1)
    message(FATAL_ERROR "is refused, but not with: ${sentence}\n${output}")
endif()
