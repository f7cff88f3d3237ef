# Writes the SQL files of a folder, in order of their names, into a C++ source: the program carries its own schema.
# cmake -DFOLDER=… -DOUTPUT=… -P embed_migrations.cmake
file(GLOB files ${FOLDER}/[0-9][0-9][0-9][0-9]_*.sql)
list(SORT files)
set(rows "")
foreach(file IN LISTS files)
  get_filename_component(name ${file} NAME_WE)
  string(REGEX MATCH "^[0-9]+" digits ${name})
  string(REGEX REPLACE "^0+" "" version ${digits})
  file(SHA256 ${file} digest)
  file(READ ${file} text)
  string(APPEND rows "    {${version}, \"${name}\", \"${digest}\", R\"salon_sql(${text})salon_sql\"},\n")
endforeach()
file(WRITE ${OUTPUT}.new "// Made from the migrations folder by cmake/embed_migrations.cmake.
#include \"storage/migrator.hpp\"

namespace salon::storage {

std::span<const Migration> migrations() {
  static constexpr Migration all[] = {
${rows}  };
  return all;
}

}  // namespace salon::storage
")
file(COPY_FILE ${OUTPUT}.new ${OUTPUT} ONLY_IF_DIFFERENT)
file(REMOVE ${OUTPUT}.new)
