.DEFAULT_GOAL := help
.PHONY: help run test soak mutate contract store-check bench fmt lint db sqlx sqlx-check compose-check new-feature-check

# Builds never query the database that DATABASE_URL may name: that setting is for the service.
export SQLX_OFFLINE = true

DATA_DIR = $${FATAPLUS_DATA_DIR:-.data}
COMPOSE = $(shell docker compose version >/dev/null 2>&1 && echo docker compose || echo docker-compose)

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "  %-18s %s\n", $$1, $$2 }'

run: ## Start the development instance, with its own database, object store and mailbox
	@scripts/setup run
	@cargo run -- $(ARGS)

test: ## Run every test
	@scripts/setup test
	@cargo test $(ARGS)

soak: ## Isolation for an hour: a million calls of many people, 200 kills (FATAPLUS_SOAK_CALLS, FATAPLUS_SOAK_KILLS)
	@scripts/setup run
	@cargo test --profile bench --test exhaustive -- --ignored --nocapture --test-threads 1 simulation::soak crash:: $(ARGS)

mutate: ## Take away each piece of the isolation, one at a time, and show what notices it
	@scripts/setup run
	@scripts/mutate

contract: ## Try the API against its own description, as each role (SECONDS_EACH=120)
	@scripts/setup run
	@scripts/contract $(ARGS)

store-check: ## Try the object store that S3_* and AWS_* name, as the isolation check does
	@cargo build --quiet
	@scripts/store-check

bench: ## Measure, and write docs/benchmarks.md (ARGS=quick for a first look)
	@scripts/setup run
	@cargo bench --bench http -- $(ARGS)

fmt: ## Format the code
	@cargo fmt

lint: ## Check the format, of templates and static files too, and let clippy look
	@cargo fmt --check
	@cargo clippy --all-targets -- -D warnings
	@cargo test --quiet --test it templates::

db: ## psql on the running development instance, as the service's role
	@url=$$(sed -n 's/.*"database": *"\([^"]*\)".*/\1/p' "$(DATA_DIR)/run.json" 2>/dev/null); \
	if [ -z "$$url" ]; then echo "No development instance is running here: start one with make run" >&2; exit 1; fi; \
	exec psql "$$url"

# Described as superuser: the tests decide which role may run a query, not its description.
SQLX = scripts/with-database sh -c 'DATABASE_URL=$$SUPERUSER_URL exec cargo sqlx prepare "$$@"' prepare

sqlx: ## Describe the queries again for builds without a database (.sqlx)
	@$(SQLX) -- --all-targets

sqlx-check: ## Fail when .sqlx does not fit the queries and migrations
	@$(SQLX) --check -- --all-targets

new-feature-check: ## Make a feature in a copy of the tree, build it and run its tests (ARGS=NAME)
	@scripts/setup test
	@scripts/new-feature-check $(ARGS)

compose-check: ## Check docker-compose.yml without settings, compose.production.yml with the example's
	@scripts/setup compose
	@scripts/compose-check $(COMPOSE)
