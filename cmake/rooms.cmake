# The headers that nearly every file includes, compiled once a build: they are most of a file's compile time.
file(WRITE ${CMAKE_BINARY_DIR}/precompiled.cc "")
add_library(till_precompiled OBJECT ${CMAKE_BINARY_DIR}/precompiled.cc)
target_link_libraries(till_precompiled PRIVATE Threads::Threads)
target_precompile_headers(till_precompiled PRIVATE
  <nlohmann/json.hpp> <algorithm> <filesystem> <functional> <map> <memory> <optional> <set> <span> <string> <variant>
  <vector>)

# till_room(NAME [DEPENDS target...] [TEST_DEPENDS target...]) makes the library till_<name> of a folder of src/, and the test program
# <name>_test of its *_test.cc files. A room's folder may have a slash in it: adapters/local is till_adapters_local.
function(till_room name)
  cmake_parse_arguments(ROOM "" "" "DEPENDS;TEST_DEPENDS" ${ARGN})
  string(REPLACE "/" "_" target ${name})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cc ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  if(sources)
    add_library(till_${target} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(till_${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(till_${target} ${scope} ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(till_${target} ${scope} ${ROOM_DEPENDS})
  if(sources)
    target_precompile_headers(till_${target} REUSE_FROM till_precompiled)
  endif()
  if(tests)
    till_test(${target}_test SOURCES ${tests} DEPENDS till_${target} ${ROOM_TEST_DEPENDS})
  endif()
endfunction()

# till_test(NAME SOURCES file... DEPENDS target...) makes a GoogleTest program and one ctest case of it.
function(till_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE TILL_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  # GCC 12 at -O2 sees overflows in std::string's operator+ that are not there (its bugs 105329 and 105651).
  target_compile_options(${name} PRIVATE -Wno-array-bounds -Wno-stringop-overflow -Wno-restrict)
  target_link_libraries(${name} PRIVATE ${TEST_DEPENDS} GTest::gtest_main)
  target_precompile_headers(${name} REUSE_FROM till_precompiled)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES ENVIRONMENT "TILL_BINARY=${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/till")
endfunction()
