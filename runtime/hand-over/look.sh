# A look at this node's own server. Where that gives no answer, a master may have to be handed over (hang.sh).
# shellcheck shell=sh

# look_at_self: sets info_*; fails where the server gives no answer (yet).
look_at_self() {
  if is_open; then ask_self_for replication || return 1; else ask_self_for '' || return 1; fi
  # Whether a closed node still loads its data, the part on replication does not tell.
  ! is_loading_unknown || ask_self_for ''
}

# is_open: at the last look.
is_open() {
  [ "$info_role" = master ] || { [ "$info_role" = slave ] && ! is_without_role; }
}

# is_without_role: at the last look; sets cold_*.
is_without_role() {
  [ "$info_role" = slave ] && read_cold "$info_host"
}

# is_still_closed: the script of a dead master may have promoted this node since it was looked at.
is_still_closed() {
  look_at_self && is_without_role
}

is_loading_unknown() {
  case $own_info in *loading:*) return 1 ;; esac
  is_without_role
}

# ask_self_for PART: of INFO, or '' for all. More than one command would go by standard input, and then redis-cli asks
# for COMMAND too, which the server would note as denied at each look.
ask_self_for() {
  local began
  read_uptime
  began=$now
  own_info=$(ask "$OWN_LOCAL" INFO ${1:+"$1"})
  weigh_call "$began"
  case $own_info in
    *role:*) ;;
    *)
      note_silence "$own_info"
      ! is_refusal "$own_info" || log_refused "" "this node's own server refused user ops: $own_info"
      ! is_untrusted "$own_info" || say_untrusted
      return 1
      ;;
  esac
  note_answer
  read_info <<EOF
$own_info
EOF
}

# say_untrusted: an expired certificate, or one of another authority. Connections that there are go on.
say_untrusted() {
  log_refused "" "the certificate of this node's server is not trusted: $(first_line "$own_info")"
  set_readiness "its certificate is not trusted"
}
