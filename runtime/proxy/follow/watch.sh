# Watchers: a process beside the script for each Sentinel and node, which writes news into a pipe, a line each. A
# redis-cli stays connected for some seconds and is asked once a second; another one hears what a Sentinel publishes.
# shellcheck shell=sh

# In s: after which a connection is made anew, by a changed password too, or where the other end is silent for good.
question_life=10
subscription_life=60

start_watching() {
  local entry
  generation=$now ticks=0
  rm -f generation-*
  : >"generation-$generation"
  for entry in $SENTINELS; do
    watch_sentinel "${entry%%=*}" "${entry#*=}" &
    hear_sentinel "${entry%%=*}" "${entry#*=}" &
  done
  for entry in $NODES; do watch_node "${entry%%=*}" "${entry#*=}" & done
  be_present &
  tick &
}

stop_watching() {
  rm -f "generation-$generation"
}

# watch_anew: those of before end by themselves.
watch_anew() {
  stop_watching
  generation=
  exec sh "$0"
}

# is_current: watchers end with the script that started them.
is_current() {
  [ -e "generation-$generation" ] && kill -0 $$ 2>/dev/null
}

tick() {
  while is_current; do
    sleep 1
    printf 'tick - 0 -\n' >&7
  done
}

# watch_sentinel NAME HOST:PORT
watch_sentinel() {
  while is_current; do
    ask_on "SENTINEL GET-MASTER-ADDR-BY-NAME $MASTER_NAME" | connect "$question_life" "$2" 2>/dev/null | tell_views "$1"
    sleep 0.2
  done
}

# hear_sentinel NAME HOST:PORT
hear_sentinel() {
  while is_current; do
    connect "$subscription_life" "$2" SUBSCRIBE +switch-master 2>/dev/null | tell_switches "$1"
    sleep 0.2
  done
}

# watch_node NAME HOST:PORT
watch_node() {
  while is_current; do
    tell_ip "$1" "${2%:*}"
    ask_on "INFO replication" | connect "$question_life" "$2" 2>&1 | tell_sights "$1"
    sleep 0.2
  done
}

# ask_on QUESTION: each second, with a stamp that comes back after the answer.
ask_on() {
  while is_current; do
    read_uptime
    printf '%s\nPING stamp=%s\n' "$1" "$now"
    if [ -e hurry ]; then sleep 0.2; else sleep 1; fi
  done
}

# connect SECONDS HOST:PORT|SOCKET COMMAND...: a redis-cli that ends after so long; 0 is never.
connect() {
  (become_client "$@")
}

# become_client SECONDS HOST:PORT|SOCKET COMMAND...: in the place of this shell.
become_client() {
  local life to
  life=$1 to=$2
  shift 2
  if [ "$TLS" = yes ]; then
    [ ! -s "$TLS_DIR/tls.crt" ] || set -- --cert "$TLS_DIR/tls.crt" --key "$TLS_DIR/tls.key" "$@"
    set -- --tls --cacert "$TLS_DIR/ca.crt" "$@"
  fi
  case $to in
    *:*) set -- -h "${to%:*}" -p "${to##*:}" --user proxy "$@" ;;
    *) set -- -s "$to" --user proxy "$@" ;;
  esac
  read_password "$PASSWORD_FILE"
  export REDISCLI_AUTH="$password"
  if [ "$life" -gt 0 ] && command -v timeout >/dev/null; then set -- timeout "$life" "$REDIS_CLI" "$@"; else
    set -- "$REDIS_CLI" "$@"
  fi
  exec "$@"
}

# tell KIND NAME STAMP WORD: such a line is written whole.
tell() {
  printf '%s %s %s %s\n' "$@" >&7
}

# tell_views NAME: an answer is the master's host and port.
tell_views() {
  local words word
  words=''
  while read -r word; do
    case $word in
      stamp=*)
        # shellcheck disable=SC2086 # two words
        tell_view "$1" "${word#stamp=}" $words
        words=''
        ;;
      *) words="$words $word" ;;
    esac
  done
}

# tell_view NAME STAMP HOST PORT: anything else is a refusal, or no master.
tell_view() {
  [ $# -eq 4 ] || return 0
  case $4 in *[!0-9]*) return 0 ;; esac
  tell sentinel "$1" "$2" "$3:$4"
}

# tell_switches NAME: "<master> <old host> <old port> <host> <port>".
tell_switches() {
  local master host port
  while read -r master _ _ host port; do
    [ "$master" = "$MASTER_NAME" ] || continue
    read_uptime
    tell sentinel "$1" "$now" "$host:$port"
  done
}

# tell_sights NAME: master, replica in touch with one, or neither; `absent` where nobody takes the connection, `unknown`
# where the node refuses to say.
tell_sights() {
  local word role link io down
  role='' link='' io='' down=''
  while read -r word; do
    word=${word%"$return_character"}
    case $word in
      'Could not connect'*': Connection refused' | 'Could not connect'*': No route to host')
        read_uptime
        tell node "$1" "$now" absent
        ;;
      'AUTH failed'* | 'NOAUTH '* | 'NOPERM '*)
        read_uptime
        tell node "$1" "$now" unknown
        ;;
      role:*) role=${word#*:} ;;
      master_link_status:*) link=${word#*:} ;;
      master_last_io_seconds_ago:*) io=${word#*:} ;;
      master_link_down_since_seconds:*) down=${word#*:} ;;
      stamp=*)
        [ "$link" = up ] || io=$down
        # Without a role the connection was closed in between, which says nothing.
        [ -z "$role" ] || tell node "$1" "${word#stamp=}" "$(name_role "$role" "$io")"
        role='' link='' io='' down=''
        ;;
    esac
  done
}

# name_role ROLE SECONDS: a replica that changes over to another master right now is in touch for as long as the lag
# that reads are given.
name_role() {
  case $1 in
    master) echo master ;;
    slave)
      case $2 in '' | -*) echo none && return 0 ;; esac
      if [ "$2" -le "$READ_LAG" ]; then echo replica; else echo none; fi
      ;;
    *) echo none ;;
  esac
}

# tell_ip NAME HOST: looked up beside, since a name server may hang.
tell_ip() {
  local ip
  ip=$2
  case $2 in
    *[!0-9.:]*) ip=$(getent hosts "$2") && ip=${ip%%[!0-9a-fA-F.:]*} ;;
  esac
  read_uptime
  [ -z "$ip" ] || tell ip "$1" "$now" "$ip"
}
