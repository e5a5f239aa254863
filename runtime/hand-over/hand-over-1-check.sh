# Step 1: do the Sentinels still name the master that is to be replaced, and is none of them replacing it?
# shellcheck shell=sh

# check_sentinels up|not-replaced|any: sets electors (the Sentinels to ask, as "name=host:port ..."), audience (those to
# tell) and introductions. `up`: none of them may mark the master as down. `not-replaced`: together they may not
# either. With `any` they may, but none may be replacing it.
check_sentinels() {
  ask_sentinels
  if [ "$named" != "$replaced" ]; then
    why_not=$(why_not_named)
    return 1
  fi
  if ! are_calm "$1"; then
    why_not="a Sentinel marks $(node_of "$replaced" "$REDIS_NODES") as down or fails it over already ($(shown_flags))"
    return 1
  fi
  find_electors
  audience=$electors vote_epoch=$named_epoch
  # Sentinels that have lost their state count from 0; the next master's data must not look older than this node's.
  [ "$vote_epoch" -ge "$state_epoch" ] || vote_epoch=$state_epoch
  find_introductions || return 1
  at_step "$kind-1"
}

why_not_named() {
  if [ -n "$named" ]; then
    echo "the Sentinels name $(node_of "$named" "$REDIS_NODES") already"
  else
    echo "no majority of the $SENTINEL_COUNT Sentinels names $(node_of "$replaced" "$REDIS_NODES") ($shown)"
  fi
}

# are_calm up|not-replaced|any
are_calm() {
  case $1 in
    up) all_hold_it_for_up ;;
    not-replaced) ! may_be_replaced ;;
    *) [ "$failing_over" = no ] ;;
  esac
}

# may_be_replaced: with the master marked as down, any Sentinel may begin a failover at any moment.
may_be_replaced() {
  is_failing_over && { [ "$failing_over" = yes ] || ! holds_all_votes; }
}

# all_hold_it_for_up: one that has not connected to it yet, as right after the move before, says nothing against it.
all_hold_it_for_up() {
  local address flags
  while read -r _ address _ flags; do
    [ "$address" = "$replaced" ] || continue
    case $flags in master | master,disconnected) ;; *) return 1 ;; esac
  done <<EOT
$views
EOT
}

shown_flags() {
  local sentinel flags
  while read -r sentinel _ _ flags; do
    printf '%s:%s ' "$sentinel" "$flags"
  done <<EOT
$views
EOT
}

# find_electors: a Sentinel that is silent, or names another master, gives no vote.
find_electors() {
  local sentinel address
  electors=''
  while read -r sentinel address _; do
    [ "$address" != "$replaced" ] ||
      electors="$electors${electors:+ }$sentinel=$(address_of "$sentinel" "$SENTINEL_NODES")"
  done <<EOT
$views
EOT
}

# find_introductions: sets identity (this script's, as a candidate), introductions (whose name to use in the news for
# each), and voted_in (the newest epoch in which one has voted). Needs views.
find_introductions() {
  identity=$(od -An -N20 -tx1 /dev/urandom | tr -d ' \n')
  introductions=$(for_all_others introduction_of "$audience")
  find_last_vote
  # A line is three words.
  [ "$(count_words "$introductions")" -lt $((3 * MAJORITY)) ] || return 0
  why_not="too few Sentinels know another one, without which they take no news of a new master"
  return 1
}

find_last_vote() {
  local epoch
  voted_in=0
  while read -r _ _ epoch; do
    [ "${epoch:-0}" -le "$voted_in" ] || voted_in=$epoch
  done <<EOT
$introductions
EOT
}

# introduction_of NAME=HOST:PORT: "name host,port,runid epoch" of another Sentinel, exactly as this one lists it, and
# the epoch in which it has voted last. It takes a hello only from one that it knows; an unknown sender would become a
# voter that does not exist.
introduction_of() {
  local current
  current=$(word_for "${1%%=*}" "$views")
  call "${1#*=}" <<EOT | introduction_in "${1%%=*}"
SENTINEL IS-MASTER-DOWN-BY-ADDR ${current%:*} ${current##*:} 0 $identity
SENTINEL SENTINELS $MASTER_NAME
EOT
}

# introduction_in NAME: a Sentinel that refuses the first command says so in one line, perhaps with an empty one.
introduction_in() {
  local ip port runid epoch key value
  ip='' port='' runid='' epoch=0 key=''
  read -r value || return 0
  case $value in
    [01]) read -r _ && read -r epoch ;;
  esac
  while read -r value; do
    case $key in
      ip) ip=$value ;;
      port) port=$value ;;
      runid) runid=$value ;;
    esac
    key=$value
    [ -z "$ip" ] || [ -z "$port" ] || [ -z "$runid" ] || break
  done
  [ -z "$runid" ] || printf '%s %s,%s,%s %s\n' "$1" "$ip" "$port" "$runid" "$epoch"
}
