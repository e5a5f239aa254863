# What a node becomes: a replica of another node, master, or closed.
# shellcheck shell=sh

# follow ADDRESS REASON: never itself, which a look from before its promotion could lead to. The clients of a master are
# sent away first; those that stayed would read READONLY from then on.
follow() {
  local answer
  [ "$1" != "$OWN_ADDRESS" ] || return 0
  if [ "$info_role" = master ]; then
    answer=$(print_release "$1" | call "$OWN_LOCAL")
  else
    answer=$(ask "$OWN_LOCAL" REPLICAOF "${1%:*}" "${1##*:}")
  fi
  case $answer in
    OK*)
      # Also where no Sentinel knows a master yet: else a reminder of this very one would be news to a node that is
      # promoted later.
      agreed_master=$1
      [ "$named" != "$1" ] || agreed_epoch=$named_epoch
      log follow "master=$1 epoch=$named_epoch views=\"$shown\"" "$2"
      ;;
    *LOADING*) leave_load "$1" ;;
    *) log_once error "master=$1" "REPLICAOF was refused: $answer" ;;
  esac
}

# leave_load HOST:PORT: a server that loads what its old master sent cannot leave that one, for which a node that was
# promoted waits before it takes writes.
leave_load() {
  case $(ask "$1" CONFIG GET min-replicas-to-write) in
    *"
$SHUT")
      log again "master=$1" "it waits until this node leaves another master, whose data is still being loaded"
      begin_again=yes
      ;;
    *) log_once loading "master=$1" "the server loads what another master sent; it follows this one after that" ;;
  esac
}

# promote FIELDS REASON
promote() {
  answer=$(ask "$OWN_LOCAL" REPLICAOF NO ONE)
  case $answer in
    OK*)
      # With no epoch from the Sentinels it has to be one above those of all nodes, whose data counts no more.
      if [ -n "$named" ]; then raise_epoch "$named_epoch"; else raise_epoch $((state_epoch + 1)); fi
      mark_filled
      state_since=0
      open_gate || :
      log promote "epoch=$state_epoch offset=$state_offset $1" "$2"
      ;;
    *) log_once error "" "REPLICAOF NO ONE was refused: $answer" ;;
  esac
}

# close_again REASON: a running replica without a master goes back to the closed state, its data kept in memory.
close_again() {
  set_priority 0
  set_serve_stale no
  call "$OWN_LOCAL" REPLICAOF "$(cold_name)" 1 >/dev/null
  log closed "epoch=$state_epoch offset=$state_offset views=\"$shown\"" "$1"
}
