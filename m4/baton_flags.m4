# m4/baton_flags.m4 - asking the compiler what it understands.
# A flag counts as understood only if it brings no warning either, with the user's own flags beside it.

# BATON_COMPILE_FLAGS(VARIABLE, FLAGS...): appends each of the FLAGS that the C++ compiler takes.
AC_DEFUN([BATON_COMPILE_FLAGS], [
AC_LANG_PUSH([C++])
for baton_flag in $2; do
    AC_MSG_CHECKING([whether $CXX takes $baton_flag])
    baton_saved_CXXFLAGS=$CXXFLAGS
    CXXFLAGS="$CXXFLAGS $$1 $baton_flag -Werror"
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[#include <cstdio>]], [[std::puts("ready");]])],
        [AC_MSG_RESULT([yes])
         $1="$$1 $baton_flag"],
        [AC_MSG_RESULT([no])])
    CXXFLAGS=$baton_saved_CXXFLAGS
done
AC_LANG_POP([C++])
])

# BATON_LINK_FLAGS(VARIABLE, FLAGS...): appends each of the FLAGS with which a program links.
AC_DEFUN([BATON_LINK_FLAGS], [
AC_LANG_PUSH([C++])
for baton_flag in $2; do
    AC_MSG_CHECKING([whether programs link with $baton_flag])
    baton_saved_CXXFLAGS=$CXXFLAGS
    baton_saved_LDFLAGS=$LDFLAGS
    CXXFLAGS="$CXXFLAGS $PROGRAM_CXXFLAGS -Werror"
    LDFLAGS="$LDFLAGS $$1 $baton_flag"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <cstdio>]], [[std::puts("ready");]])],
        [AC_MSG_RESULT([yes])
         $1="$$1 $baton_flag"],
        [AC_MSG_RESULT([no])])
    CXXFLAGS=$baton_saved_CXXFLAGS
    LDFLAGS=$baton_saved_LDFLAGS
done
AC_LANG_POP([C++])
])

# BATON_CXX20: puts the compiler into C++20 and stops if it cannot do what the tree uses.
AC_DEFUN([BATON_CXX20], [
AC_LANG_PUSH([C++])
CXX="$CXX -std=c++20"
AC_MSG_CHECKING([whether $CXX compiles C++20])
AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[
#include <compare>
#include <concepts>
#include <optional>
#include <span>
struct Place {
    unsigned value = 0;
    friend constexpr auto operator<=>(Place, Place) = default;
};
template <std::unsigned_integral Int> constexpr Int twice(Int value) { return value + value; }
]], [[
    const Place place{.value = twice(1U)};
    const std::span<const Place> places(&place, 1);
    return places.front() < Place{.value = 1} ? 1 : 0;
]])], [AC_MSG_RESULT([yes])],
    [AC_MSG_RESULT([no])
     AC_MSG_ERROR([a C++20 compiler is needed: g++ 12 or clang 14, or newer])])
AC_LANG_POP([C++])
])

# BATON_NEED_HEADER(HEADER, DEBIAN-PACKAGE): a library that is headers only.
AC_DEFUN([BATON_NEED_HEADER], [
AC_LANG_PUSH([C++])
AC_CHECK_HEADER([$1], [], [AC_MSG_ERROR([$1 is missing (Debian: $2)])])
AC_LANG_POP([C++])
])
