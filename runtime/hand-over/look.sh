# A look at this node's own server. Where that gives no answer, a master may have to be handed over (hang.sh).
# shellcheck shell=sh

# look_at_self: sets info_*; fails where the server gives no answer (yet). INFO replication does not tell whether the
# server still loads its data, which counts while the node is closed.
look_at_self() {
  own_info=$(
    ask "$OWN_LOCAL" <<EOF
INFO replication
INFO persistence
EOF
  )
  case $own_info in
    *role:*loading:*) ;;
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
