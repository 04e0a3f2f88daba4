# The goals that set up the machine. They come before PGXS, which needs an installed server.
# As root the work is done in a copy of the tree by an ordinary user: PostgreSQL refuses to run as root.

MACHINE_GOALS := deps demo check coverage soak bench bench-scale bench-scale-report lint format

ifneq (,$(filter $(MACHINE_GOALS),$(MAKECMDGOALS)))
.PHONY: $(MACHINE_GOALS)

deps:
	scripts/deps

demo:
	scripts/deps 'the build'
	scripts/unprivileged scripts/demo

check coverage lint: deps
	scripts/unprivileged scripts/$@

# It drops root by itself, and brings its report back.
bench: deps
	scripts/bench

# STAGES=… for some of them; each drops root by itself.
soak: deps
	scripts/soak $(STAGES)

# USERS=… TASKS=…; PHASES=… for some of them; drops root by itself.
bench-scale: deps
	scripts/bench-scale $(or $(PHASES),load sizes sustained measure memory cores indexes)
bench-scale-report: deps
	bench/scale/report

format: deps
	git ls-files '*.cpp' '*.hpp' | xargs clang-format -i
endif
