#!/bin/sh
# Usage: sh sentinel.sh; environment: as redis.sh
# A Sentinel node: starts redis-sentinel, with its memory if there is one, else finds the master to watch, and passes a
# stop on. Runs as the first process of a pod, or as the child of whatever starts it again.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/log.sh"
. "$SCRIPTS_DIR/environment.sh"
. "$SCRIPTS_DIR/hosts.sh"
. "$SCRIPTS_DIR/secrets.sh"
. "$SCRIPTS_DIR/clock.sh"
. "$SCRIPTS_DIR/call.sh"
. "$SCRIPTS_DIR/line.sh"
. "$SCRIPTS_DIR/patience.sh"
. "$SCRIPTS_DIR/child.sh"
. "$SCRIPTS_DIR/views.sh"
. "$SCRIPTS_DIR/peers.sh"
. "$SCRIPTS_DIR/pace.sh"
. "$SCRIPTS_DIR/config-lines.sh"
. "$SCRIPTS_DIR/sentinel-config.sh"
. "$SCRIPTS_DIR/in-force.sh"
. "$SCRIPTS_DIR/exporter-file.sh"
. "$SCRIPTS_DIR/live-users.sh"
. "$SCRIPTS_DIR/relink.sh"
. "$SCRIPTS_DIR/adopt.sh"
. "$SCRIPTS_DIR/readiness.sh"
. "$SCRIPTS_DIR/certificate-times.sh"
. "$SCRIPTS_DIR/certificate-trial.sh"
. "$SCRIPTS_DIR/certificates.sh"
. "$SCRIPTS_DIR/left-aside.sh"
. "$SCRIPTS_DIR/sentinel-certificates.sh"
. "$SCRIPTS_DIR/forget.sh"

main() {
  watch_signals
  load_environment sentinel
  keep_hosts_fresh
  require_passwords ops sentinel
  : "${QUORUM:=$MAJORITY}"
  set_readiness "starting"
  log start "memory=$(if sentinel_knows_master; then echo yes; else echo no; fi)" "the node's script has started"
  take_certificates
  [ -z "$stopping" ] || end_with_child
  write_sentinel_config
  renew_exporter_file
  start_sentinel
  if sentinel_knows_master; then try_password sentinel "$(remembered_master)"; else adopt_master; fi
  set_readiness ready
  watch
  close_line
  end_with_child
}

# watch: for what changes while the server runs.
watch() {
  while child_lives && [ -z "$stopping" ]; do
    keep_hosts_fresh
    ask_about_links
    rest 2
    apply_users
    renew_certificates
    ! has_left_aside || note_left_aside "$(remembered_master)"
    renew_links
    forget_removed
  done
}

# adopt_master: the server starts again with the master in its file, so that address, limits and password count together
# from its first moment.
adopt_master() {
  adopted=''
  while child_lives && [ -z "$stopping" ] && [ -z "$adopted" ]; do
    pause "$interval"
    find_master
    [ -n "$adopted" ] || judge_waiting
    slow_down "$said $views $peers"
  done
  [ -n "$adopted" ] && [ -z "$stopping" ] || return 0
  try_password sentinel "$adopted"
  log adopt "master=$adopted views=\"$shown\"" "$adopted_because"
  stop_child
  [ -z "$stopping" ] || return 0
  write_sentinel_config "$adopted"
  start_sentinel
}

# judge_waiting: before there is a master, this is all that a Sentinel can do.
judge_waiting() {
  if [ -z "$masters" ]; then set_readiness ready; else set_readiness "$said"; fi
}

main
