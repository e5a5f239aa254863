# A Sentinel's connection to a pod that is gone may hang, because many networks drop what is sent to an address that
# nobody has. It makes that connection anew only after 15 s (sentinel.c, SENTINEL_MIN_LINK_RECONNECT_PERIOD), and until
# then marks as down a node that has long come back under another address.
# shellcheck shell=sh

looks=0 redis_links_due=0 sentinel_links_due=0

# ask_about_links: before a pause, by the line: about the master each time, about replicas and other Sentinels each
# fourth time, because nothing fails over to or by them meanwhile.
ask_about_links() {
  looks=$((looks + 1))
  case $((looks % 4)) in
    1) ask_line "SENTINEL MASTER $MASTER_NAME" "SENTINEL REPLICAS $MASTER_NAME" PING ;;
    3) ask_line "SENTINEL MASTER $MASTER_NAME" "SENTINEL SENTINELS $MASTER_NAME" PING ;;
    *) ask_line "SENTINEL MASTER $MASTER_NAME" PING ;;
  esac
}

# renew_links: where a node answers this script at once, and the Sentinel still waits for its answer after that. A node
# or a Sentinel that stood still answers, or hears, in that time by itself. To name a password anew closes the
# connections that it is for; no more often than Redis would by itself.
renew_links() {
  local alive entry logins
  ! is_none_unanswered || return 0
  find_unanswered MASTER 2000
  [ -n "$unanswered" ] || find_unanswered_others
  [ -n "$unanswered" ] && ! is_failing_over_now || return 0
  alive=$(for_all_others print_if_alive "$unanswered")
  [ -n "$alive" ] || return 0
  rest 0.5
  find_unanswered "$unanswered_of" 2500
  hanging=''
  for entry in $alive; do
    case " $unanswered" in *" $entry "*) hanging="$hanging$entry " ;; esac
  done
  read_uptime
  logins=$(print_due_logins)
  [ -n "$logins" ] && ! is_failing_over_now || return 0
  case $logins in *auth-pass*) redis_links_due=$((now + 15000)) ;; esac
  case $logins in *sentinel-pass*) sentinel_links_due=$((now + 15000)) ;; esac
  printf '%s\n' "$logins" | call "$OWN_LOCAL" >/dev/null
  log relink "hanging=\"${hanging% }\"" "they answer, but the Sentinel's connections to them hang; it makes new ones"
}

# is_none_unanswered: by the line, which told before the pause: a ping whose answer is late by now was sent before that.
is_none_unanswered() {
  local key value
  has_line_answered name || return 1
  while read -r key; do
    [ -n "$key" ] || continue
    [ "$key" != PONG ] || return 0
    read -r value || :
    [ "$key" != last-ping-sent ] || [ "$value" = 0 ] || return 1
  done <"$RUN_DIR/line.answer"
  return 1
}

# find_unanswered_others: those that ask_about_links asked about.
find_unanswered_others() {
  case $((looks % 4)) in
    1) find_unanswered REPLICAS 2000 ;;
    3) find_unanswered SENTINELS 2000 ;;
  esac
}

print_due_logins() {
  case $hanging in *redis=*) [ "$now" -lt "$redis_links_due" ] || print_redis_login ;; esac
  case $hanging in *sentinel=*) [ "$now" -lt "$sentinel_links_due" ] || print_sentinel_login ;; esac
}

# find_unanswered MASTER|REPLICAS|SENTINELS MS: sets unanswered: "redis=host:port" and "sentinel=host:port" of those
# whose ping has no answer for so long.
find_unanswered() {
  local key value ip port kind
  unanswered='' unanswered_of=$1 ip='' port='' kind=redis
  call "$OWN_LOCAL" SENTINEL "$1" "$MASTER_NAME" >"$answers_dir/own" || return 0
  while read -r key && read -r value; do
    case $key in
      ip) ip=$value ;;
      port) port=$value ;;
      flags) case $value in *sentinel*) kind=sentinel ;; *) kind=redis ;; esac ;;
      last-ping-sent) [ "$value" -le "$2" ] || unanswered="$unanswered$kind=$ip:$port " ;;
    esac
  done <"$answers_dir/own"
}

# is_failing_over_now: new connections would end a failover that has just begun.
is_failing_over_now() {
  ask_sentinel "own=$OWN_LOCAL"
  case $view_flags in *failover_in_progress*) return 0 ;; *) return 1 ;; esac
}

# print_if_alive KIND=HOST:PORT
print_if_alive() {
  case $(ask "${1#*=}" PING) in
    *PONG* | *LOADING* | *MASTERDOWN*) echo "$1" ;;
  esac
}
