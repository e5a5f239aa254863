# A Sentinel counts every other one that it has ever heard of for the majority that a failover needs. Those that the
# settings no longer name are gone for good, and with enough of them no failover would find its majority. SENTINEL RESET
# would forget the replicas too; so it starts again, from a file that names the others only.
# shellcheck shell=sh

removed=
forget_looks=0

# forget_removed: in its turn, so that no two are away at the same time, and not while it is needed.
forget_removed() {
  if [ -z "$removed" ]; then
    forget_looks=$((forget_looks + 1))
    [ $((forget_looks % 8)) -eq 0 ] || return 0
  fi
  find_removed
  [ -n "$removed" ] && is_own_turn && ! is_failing_over_now && is_majority_without_this || return 0
  log forget "removed=\"${removed% }\"" "the settings no longer name them; this Sentinel restarts without them"
  stop_child
  [ -z "$stopping" ] || return 0
  write_sentinel_config
  start_sentinel
  removed=''
}

# find_removed: sets removed: those that the settings do not name, and that give this Sentinel no answer; others would
# tell of themselves again.
find_removed() {
  local key value ip port
  removed='' ip='' port=''
  refresh_settings
  call "$OWN_LOCAL" SENTINEL SENTINELS "$MASTER_NAME" >"$answers_dir/known" || return 0
  while read -r key && read -r value; do
    case $key in
      ip) ip=$value ;;
      port) port=$value ;;
      flags) case $value in *s_down*) note_if_removed "$ip:$port" ;; esac ;;
    esac
  done <"$answers_dir/known"
}

note_if_removed() {
  case " $SENTINEL_NODES " in
    *"=$1 "*) ;;
    *) removed="$removed$1 " ;;
  esac
}

is_majority_without_this() {
  [ "$(for_all_others print_if_alive "$SENTINEL_NODES" | wc -l)" -ge "$MAJORITY" ]
}
