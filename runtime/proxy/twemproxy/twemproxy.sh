#!/bin/sh
# Usage: sh twemproxy.sh; environment: CONFIG_DIR SECRETS_DIR SCRIPTS_DIR TLS_DIR RUN_DIR NODE_NAME BIND, and REDIS_CLI
# Twemproxy, which knows no Sentinel, and reads its file at its start alone: with each move of a shard's master this
# script starts it anew, which closes all connections. A follow-shard.sh for each says where its master is.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/log.sh"
. "$SCRIPTS_DIR/secrets.sh"
. "$SCRIPTS_DIR/entries.sh"
. "$SCRIPTS_DIR/presence.sh"

# Open files of Twemproxy for anything but clients and shards.
own_files=32

main() {
  command -v nutcracker >/dev/null || fail "the program nutcracker is not found; redis-cache up installs it"
  export BIND NODE_NAME SCRIPTS_DIR SECRETS_DIR
  cd "$RUN_DIR" || fail "the folder $RUN_DIR cannot be used"
  # shellcheck disable=SC1091 # rendered for each instance
  . "$CONFIG_DIR/start.env"
  require_passwords "$LOGIN"
  [ -p moves ] || mkfifo moves || fail "no pipe can be made in $RUN_DIR"
  exec 8<>moves
  stopping='' proxy='' targets=''
  trap 'end' TERM INT
  rm -rf nutcracker.yml shards
  for shard in $SHARDS; do follow "$shard"; done
  refresh
  [ -n "$proxy" ] || fail "Twemproxy refuses its configuration: $(tail -n 1 nutcracker.said)"
  tick &
  while [ -z "$stopping" ] && kill -0 "$proxy" 2>/dev/null; do
    read -r _ <&8 || continue
    refresh
    follow_on
  done
  wait "$proxy" 2>/dev/null
  status=$?
  end
  exit "$status"
}

# tick: each second changed passwords and files are looked for.
tick() {
  while kill -0 $$ 2>/dev/null; do
    sleep 1
    printf 'tick\n' >&8
  done
}

# follow SHARD: what was true before the whole proxy ended need not be true now.
follow() {
  mkdir -p "shards/$1"
  RUN_DIR=$RUN_DIR/shards/$1 SETTINGS=shard-$1.env sh "$SCRIPTS_DIR/follow-shard.sh" &
  printf '%s\n' "$!" >"shards/$1/follower"
}

# follow_on: a follower that has ended is started again; Twemproxy goes on with what it has been told.
follow_on() {
  local follower
  for shard in $SHARDS; do
    read -r follower <"shards/$shard/follower"
    [ -n "$stopping" ] || kill -0 "$follower" 2>/dev/null || follow "$shard"
  done
}

# refresh: Twemproxy starts anew where its file is another one: a master has moved, or a password has changed.
refresh() {
  [ -z "$stopping" ] || return 0
  read_targets
  print_configuration >nutcracker.new
  if [ -e nutcracker.yml ] && cmp -s nutcracker.new nutcracker.yml; then return 0; fi
  nutcracker -t -c nutcracker.new >nutcracker.said 2>&1 || {
    log_refused "" "Twemproxy refuses its changed configuration, and goes on with the one before"
    return 0
  }
  mv nutcracker.new nutcracker.yml
  start_anew
}

# read_targets: sets targets, "shard=host:port ...", with nothing for a shard that no node serves.
read_targets() {
  local target in_use
  targets=''
  for shard in $SHARDS; do
    target='' in_use=''
    [ ! -s "shards/$shard/target" ] || read -r target <"shards/$shard/target"
    [ ! -s "shards/$shard/in-use" ] || read -r in_use <"shards/$shard/in-use"
    [ -z "$target" ] || [ "$target" = "$in_use" ] || takes_login "$target" || target=$in_use
    targets="$targets $shard=$target"
  done
}

# takes_login HOST:PORT: Twemproxy does not notice that a node refuses its login, and keeps such a connection. A node
# that has just become a shard takes it a moment later.
takes_login() {
  read_password "$LOGIN"
  answer=$(REDISCLI_AUTH=$password timeout 1 "${REDIS_CLI:-redis-cli}" -h "${1%:*}" -p "${1##*:}" PING 2>/dev/null)
  case $answer in
    NOAUTH* | WRONGPASS* | AUTH*)
      log_refused "at=$1" "the node does not take the password of Twemproxy's clients yet"
      return 1
      ;;
  esac
}

# print_configuration: the password as well; by the shell alone, for everybody can read the arguments of a program.
print_configuration() {
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      *'listen: BIND:'*) printf '%s%s%s\n' "${line%BIND:*}" "$BIND" "${line##*BIND}" ;;
      *'redis_auth: PASSWORD') printf '%s%s\n' "${line%PASSWORD}" "$(quoted_password "$LOGIN")" ;;
      *'- MASTER:1 '*) print_shard "$line" "${line##* }" ;;
      *) printf '%s\n' "$line" ;;
    esac
  done <"$CONFIG_DIR/nutcracker.yml"
}

# print_shard LINE SHARD: without a node, a port where nobody listens.
print_shard() {
  find_entry "$2" "$targets"
  printf '%s%s:1 %s\n' "${1%MASTER:*}" "${entry_value:-127.0.0.1:1}" "$2"
}

# start_anew: afterwards no connection leads to a node of before, and its hand-over may go on.
start_anew() {
  if [ -n "$proxy" ]; then
    kill "$proxy" 2>/dev/null
    wait "$proxy" 2>/dev/null
  fi
  start
  log serving "${targets# }" "Twemproxy starts with these nodes"
  for shard in $SHARDS; do
    find_entry "$shard" "$targets"
    note_use "shards/$shard" "$entry_value"
  done
}

# start: Twemproxy has no limit of clients but that of open files.
start() {
  count_entries "$SHARDS"
  (
    # shellcheck disable=SC3045 # dash, ash and bash know it
    ulimit -n $((MAX_CONNECTIONS + count + own_files)) \
      || fail "proxy.maxConnections ($MAX_CONNECTIONS) needs more open files than the limit of this machine"
    exec nutcracker -c nutcracker.yml -o /dev/stderr -s "$STATISTICS_PORT" -a "$BIND"
  ) &
  proxy=$!
}

# note_use FOLDER HOST:PORT
note_use() {
  local before
  before=''
  [ ! -s "$1/in-use" ] || read -r before <"$1/in-use"
  [ "$2" != "$before" ] || return 0
  printf '%s\n' "$2" >"$1/in-use"
  end_presence "$1"
}

end() {
  local follower
  stopping=yes
  [ -z "$proxy" ] || kill "$proxy" 2>/dev/null
  for shard in $SHARDS; do
    read -r follower <"shards/$shard/follower" && kill "$follower" 2>/dev/null
    rm -f "shards/$shard/in-use"
    end_presence "shards/$shard"
  done
}

main
