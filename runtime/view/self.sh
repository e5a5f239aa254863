# What this node's own server said at the last look, and the settings of it that follow from that.
# shellcheck shell=sh

why_no_answer() {
  echo "this node's server gives its script no answer: $(first_line "$own_info")"
}

is_in_sync() {
  [ "$info_link" = up ] && [ "$info_syncing" = 0 ]
}

is_at_external() {
  [ -n "$external" ] && [ "$info_role" = slave ] && [ "$info_host:$info_port" = "$external" ]
}

# is_via_external: until the node that this one follows is a master.
is_via_external() {
  [ "$via_external" = yes ] || return 1
  ! serves_as_master "$info_host:$info_port" || via_external=no
  [ "$via_external" = yes ]
}

# save_last_offset: what came between the last look with the link up and its end counts too.
save_last_offset() {
  [ "$info_replid" = "$state_replid" ] && [ "$info_offset" -gt "$state_offset" ] || return 0
  save_state "$info_replid" "$info_offset"
}

# set_priority NUMBER: only where it changes.
set_priority() {
  [ "$1" != "$priority_set" ] || return 0
  call "$OWN_LOCAL" CONFIG SET replica-priority "$1" >/dev/null || return 0
  priority_set=$1
  log priority "priority=$1 role=$info_role link=$info_link" "0 keeps Sentinel from promoting it, 100 allows it"
}

# set_serve_stale yes|no
set_serve_stale() {
  [ "$1" != "$serve_stale_set" ] || return 0
  call "$OWN_LOCAL" CONFIG SET replica-serve-stale-data "$1" >/dev/null && serve_stale_set=$1
}
