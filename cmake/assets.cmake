# till_assets(TARGET FUNCTION folder...) packs every file below the folders (relative to the repository) into the
# static library TARGET, which defines `std::span<const till::Asset> till::FUNCTION()`, in byte order of the paths.
function(till_assets target function)
  set(files)
  foreach(folder ${ARGN})
    file(GLOB_RECURSE found CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/${folder}/*)
    list(FILTER found EXCLUDE REGEX "(\\.md|/\\.[^/]*)$")
    list(APPEND files ${found})
  endforeach()
  list(SORT files COMPARE STRING)
  set(assembly "  .section .rodata\n")
  set(declarations "")
  set(rows "")
  set(index 0)
  set(depends)
  foreach(file ${files})
    string(APPEND assembly
      "  .global ${target}_${index}\n  .global ${target}_${index}_end\n  .balign 16\n"
      "${target}_${index}:\n  .incbin \"${CMAKE_SOURCE_DIR}/${file}\"\n${target}_${index}_end:\n  .byte 0\n")
    string(APPEND declarations "extern const char ${target}_${index}[], ${target}_${index}_end[];\n")
    string(APPEND rows
      "      {\"${file}\", {${target}_${index}, static_cast<size_t>(${target}_${index}_end - ${target}_${index})}},\n")
    list(APPEND depends ${CMAKE_SOURCE_DIR}/${file})
    math(EXPR index "${index} + 1")
  endforeach()
  string(APPEND assembly "  .section .note.GNU-stack,\"\",@progbits\n")
  set(table "  static const std::vector<Asset> assets{\n${rows}  };\n  return assets;")
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/${target}.s CONTENT "${assembly}" @ONLY)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/${target}.cc CONTENT
"#include \"base/assets.h\"

#include <vector>

extern \"C\" {
${declarations}}

namespace till {

std::span<const Asset> ${function}() {
${table}
}

}  // namespace till
" @ONLY)
  set_source_files_properties(${CMAKE_BINARY_DIR}/${target}.s PROPERTIES LANGUAGE ASM OBJECT_DEPENDS "${depends}")
  add_library(${target} STATIC ${CMAKE_BINARY_DIR}/${target}.s ${CMAKE_BINARY_DIR}/${target}.cc)
  target_link_libraries(${target} PUBLIC till_base)
endfunction()
