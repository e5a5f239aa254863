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
  [ "$info_role" = master ] || { [ "$info_role" = slave ] && ! read_cold "$info_host"; }
}

is_loading_unknown() {
  case $own_info in *loading:*) return 1 ;; esac
  [ "$info_role" = slave ] && read_cold "$info_host"
}

# ask_self_for PART: of INFO, or '' for all. More than one command would go by standard input, and then redis-cli asks
# for COMMAND too, which the server would note as denied at each look.
ask_self_for() {
  own_info=$(ask "$OWN_LOCAL" INFO ${1:+"$1"})
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
