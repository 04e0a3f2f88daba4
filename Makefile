# todo: PostgreSQL extension, built with PGXS.
#
#   make                build the module and the install script   (PG_CONFIG=… is honoured)
#   make install        put them into that server
#   make installcheck   pg_regress and isolation tests against a running server, one to play with: its todo.jwt_ settings are reset
#   make demo           install what is missing, start a private server, take a tour
#   make check          install what is missing, run every suite
#   make coverage       which lines of src the suites run
#   make soak           the long form of the suites that look for rare faults: hours
#
# The goals of scripts/goals.mk prepare the machine, so they must work before PostgreSQL is there.

$(if $(wildcard todo.control),,$(error todo is built in its own folder, which VPATH builds do not know; Debian: pg_buildext loop))
include scripts/goals.mk
ifeq (,$(filter $(MACHINE_GOALS),$(MAKECMDGOALS)))

EXTENSION   := todo
MODULE_big  := todo
TODO_VERSION := $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" todo.control)

without_comments = $(shell sed 's/\#.*//' $(1))
SOURCES       := $(call without_comments,src/sources.list)
SQL_PARTS     := $(call without_comments,src/install.list)
TABLE_PARTS   := $(filter %/tables.sql %/better_auth.sql,$(SQL_PARTS))
MEMBER_PARTS  := $(filter-out $(TABLE_PARTS),$(SQL_PARTS))
# Each becomes a C++ string for install() and install_better_auth().
INCLUDED_SQL  := src/install/tables.inc src/install/grants.inc src/install/better_auth.inc
INSTALL_SQL   := todo--$(TODO_VERSION).sql

OBJS        := $(SOURCES:.cpp=.o)
DATA_built  := $(INSTALL_SQL)
DATA        := $(filter-out %--next.sql,$(wildcard upgrade/todo--*--*.sql))
EXTRA_CLEAN := $(OBJS:.o=.d) $(INCLUDED_SQL) META.json build

PG_CPPFLAGS := -Isrc -D_GLIBCXX_ASSERTIONS -DJSON_NO_IO -DTODO_VERSION='"$(TODO_VERSION)"'
# WERROR: -Werror in our own suites; other compilers know other warnings.
# TODO_CXXFLAGS, TODO_LDFLAGS: for builds that watch themselves; see scripts/sanitize.
PG_CXXFLAGS := -std=c++20 -Wall -Wextra $(WERROR) -fvisibility=hidden -MMD -MP $(TODO_CXXFLAGS)
# An undefined symbol is found here and not at the first call in production.
SHLIB_LINK  := -lstdc++ -lcrypto -Wl,--version-script=src/exports.map -Wl,-z,relro -Wl,-z,now $(TODO_LDFLAGS)

REGRESS     := $(basename $(notdir $(sort $(wildcard sql/*.sql))))
REGRESS_OPTS := --load-extension=todo
ISOLATION   := $(basename $(notdir $(sort $(wildcard test/isolation/specs/*.spec))))
ISOLATION_OPTS := --load-extension=todo --inputdir=test/isolation

# Bitcode would need the server's own version of clang to be of use, and inlines nothing of ours.
override with_llvm := no
PG_CONFIG   ?= pg_config
PGXS        := $(shell $(PG_CONFIG) --pgxs)
ifeq (,$(PGXS))
$(error $(PG_CONFIG) does not work: install the PostgreSQL server headers (make deps), or say PG_CONFIG=…)
endif
include $(PGXS)

# What was built for one server is no good for another.
BUILT_FOR := $(shell $(PG_CONFIG) --version --includedir-server)
ifneq ($(BUILT_FOR),$(shell cat build/built-for 2>/dev/null))
.PHONY: build/built-for
endif
build/built-for:
	@mkdir -p build && echo '$(BUILT_FOR)' >$@
$(OBJS): build/built-for
todo.so: src/exports.map src/sources.list

.DELETE_ON_ERROR:
$(INSTALL_SQL): $(MEMBER_PARTS) src/install.list todo.control Makefile
	{ printf '\\echo Use "CREATE EXTENSION todo" to load this file. \\quit\n' && \
	  cat $(MEMBER_PARTS); } > $@

src/install/%.inc: $(TABLE_PARTS) src/install.list
	{ printf 'R"sql(' && cat $(filter %/$*.sql,$(TABLE_PARTS)) && printf ')sql"\n'; } > $@
# The members' grants, one a function.
src/install/grants.inc: $(MEMBER_PARTS) src/install.list Makefile
	{ printf 'R"sql(' && awk -v RS=';' 'sub(/.*\nGRANT EXECUTE ON FUNCTION[ \n]+/, "") { gsub(/\n */, " "); n = split($$0, part, /\),? */); \
	  for (i = 1; i < n; ++i) print "GRANT EXECUTE ON FUNCTION " part[i] ") " part[n] ";" }' $(MEMBER_PARTS) && printf ')sql"\n'; } > $@
src/install/install.o: $(INCLUDED_SQL)
$(patsubst %.cpp,%.o,$(shell grep -lw TODO_VERSION $(SOURCES))): todo.control

# For PGXN, which reads it in the sources: not installed, where every extension's would have this one name.
all: META.json
META.json: META.json.in todo.control
	sed 's/@VERSION@/$(TODO_VERSION)/g' $< > $@

# A SQL part, a source or a test that no list knows stops the build.
$(OBJS): | lists-complete
.PHONY: lists-complete
lists-complete:
	@bash scripts/check-lists

# Every source through clang as well, with the same warnings; nothing is written.
CLANG_CHECKS := $(SOURCES:%=clang/%)
.PHONY: clang-check $(CLANG_CHECKS)
clang-check: $(CLANG_CHECKS)
$(CLANG_CHECKS): clang/%: $(INCLUDED_SQL)
	clang++ -std=c++20 -Wall -Wextra -Werror $(CPPFLAGS) -fsyntax-only $*

-include $(wildcard $(OBJS:.o=.d))
endif
