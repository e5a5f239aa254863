# The server has ended by itself: the dead master's script hands over at once, faster than the Sentinels can notice.
# shellcheck shell=sh

hand_over_after_crash() {
  local crash_tries
  [ "$info_role" = master ] || return 0
  read_clock
  if ! is_steady_or_alone "$clock"; then
    log no-hand-over "cause=crash since=$((clock - state_since))s" \
      "the server became master less than $STEADY_SECONDS s ago; the Sentinels replace it after down-after"
    return 0
  fi
  crash_tries=0
  until hand_over_dead crash; do
    crash_tries=$((crash_tries + 1))
    [ "$crash_tries" -lt 3 ] && [ "$named" = "$OWN_ADDRESS" ] && ! may_be_replaced || return 0
    rest 0.5
  done
}

# is_steady_or_alone TIME: Sentinels that have all voted for this script would not act for a while.
is_steady_or_alone() {
  ! is_new_master "$1" || { ask_sentinels && holds_all_votes; }
}
