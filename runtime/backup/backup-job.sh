# What the jobs of backups have in common: their settings, their work folder, and how they end.
# shellcheck shell=sh

# load_job: the settings of the instance and of its backups.
load_job() {
  local variable value file
  : "${NODE_NAME:=backup}"
  for variable in CONFIG_DIR WORK_DIR; do
    value=''
    eval "value=\${$variable:-}"
    [ -d "$value" ] || fail "the environment variable $variable names no folder: '$value'"
  done
  for file in instance.env backup.env; do
    [ -r "$CONFIG_DIR/$file" ] || fail "the file $CONFIG_DIR/$file is missing"
    # shellcheck disable=SC1090 # rendered for each instance
    . "$CONFIG_DIR/$file"
  done
  : "${TLS:=no}"
  dump="$WORK_DIR/dump.rdb" manifest="$WORK_DIR/manifest.json"
}

# load_job_calls: for jobs that speak to Redis.
load_job_calls() {
  find_redis_programs
  : "${CALL_LIMIT:=4}"
  count_nodes
  begin_limits
  make_answers "$WORK_DIR/answers"
}

find_redis_programs() {
  local program
  : "${REDIS_CLI:=redis-cli}"
  : "${CHECK_RDB:=${REDIS_CLI%cli}check-rdb}"
  for program in "$REDIS_CLI" "$CHECK_RDB"; do
    command -v "$program" >/dev/null || fail "the program $program is not found"
  done
}

# give_up REASON: another try of the whole job may help.
give_up() {
  log backup-failed "" "$1"
  exit 1
}

# size_of FILE: in bytes; 0 where there is none.
size_of() {
  if [ -e "$1" ]; then wc -c <"$1" | tr -d ' '; else echo 0; fi
}

# watch_job PID FUNCTION: calls FUNCTION every ten seconds until the process has ended, and returns its exit code.
watch_job() {
  local rounds
  while kill -0 "$1" 2>/dev/null; do
    rounds=0
    while [ "$rounds" -lt 50 ] && kill -0 "$1" 2>/dev/null; do
      sleep 0.2
      rounds=$((rounds + 1))
    done
    ! kill -0 "$1" 2>/dev/null || "$2" "$1"
  done
  wait "$1"
}
