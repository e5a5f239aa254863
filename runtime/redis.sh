#!/bin/sh
# Usage: sh redis.sh; environment: NODE_NAME CONFIG_DIR SECRETS_DIR RUN_DIR DATA_DIR, TLS_DIR with TLS
# A Redis node: starts redis-server in the closed state, finds out who is master, takes that role, and hands it over
# before a stop, after a crash of the server and at a start after one. Runs as the first process of a pod, or as the
# child of whatever starts it again.
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
. "$SCRIPTS_DIR/in-force.sh"
. "$SCRIPTS_DIR/views.sh"
. "$SCRIPTS_DIR/peers.sh"
. "$SCRIPTS_DIR/pace.sh"
. "$SCRIPTS_DIR/state.sh"
. "$SCRIPTS_DIR/closed-name.sh"
. "$SCRIPTS_DIR/self.sh"
. "$SCRIPTS_DIR/readiness.sh"
. "$SCRIPTS_DIR/look.sh"
. "$SCRIPTS_DIR/hang.sh"
. "$SCRIPTS_DIR/steps.sh"
. "$SCRIPTS_DIR/fence.sh"
. "$SCRIPTS_DIR/become.sh"
. "$SCRIPTS_DIR/hand-over.sh"
. "$SCRIPTS_DIR/hand-over-1-check.sh"
. "$SCRIPTS_DIR/hand-over-2-pause.sh"
. "$SCRIPTS_DIR/hand-over-3-target.sh"
. "$SCRIPTS_DIR/hand-over-4-elect.sh"
. "$SCRIPTS_DIR/hand-over-5-promote.sh"
. "$SCRIPTS_DIR/hand-over-6-tell.sh"
. "$SCRIPTS_DIR/hand-over-7-open.sh"
. "$SCRIPTS_DIR/hand-over-8-release.sh"
. "$SCRIPTS_DIR/hand-over-fallback.sh"
. "$SCRIPTS_DIR/hand-over-request.sh"
. "$SCRIPTS_DIR/stop.sh"
. "$SCRIPTS_DIR/last-save.sh"
. "$SCRIPTS_DIR/crash.sh"
. "$SCRIPTS_DIR/config-lines.sh"
. "$SCRIPTS_DIR/redis-config.sh"
. "$SCRIPTS_DIR/room.sh"
. "$SCRIPTS_DIR/live.sh"
. "$SCRIPTS_DIR/exporter-file.sh"
. "$SCRIPTS_DIR/live-users.sh"
. "$SCRIPTS_DIR/certificate-times.sh"
. "$SCRIPTS_DIR/certificate-trial.sh"
. "$SCRIPTS_DIR/certificates.sh"
. "$SCRIPTS_DIR/left-aside.sh"
. "$SCRIPTS_DIR/metrics.sh"
. "$SCRIPTS_DIR/manifest.sh"
. "$SCRIPTS_DIR/restore-data.sh"
. "$SCRIPTS_DIR/restore.sh"
. "$SCRIPTS_DIR/restore-first.sh"
. "$SCRIPTS_DIR/external.sh"
. "$SCRIPTS_DIR/external-cut-over.sh"
. "$SCRIPTS_DIR/role.sh"
. "$SCRIPTS_DIR/cold.sh"
. "$SCRIPTS_DIR/settled.sh"
. "$SCRIPTS_DIR/let-go.sh"
. "$SCRIPTS_DIR/announce.sh"
. "$SCRIPTS_DIR/lease.sh"
. "$SCRIPTS_DIR/weigh-others.sh"
. "$SCRIPTS_DIR/gate.sh"
. "$SCRIPTS_DIR/steady.sh"
. "$SCRIPTS_DIR/remind.sh"
. "$SCRIPTS_DIR/unreadable.sh"
. "$SCRIPTS_DIR/take-place.sh"
. "$SCRIPTS_DIR/takeover.sh"

main() {
  watch_signals
  load_environment redis
  keep_hosts_fresh
  require_passwords ops replication
  set_readiness "starting"
  look_at_disk
  mark_empty
  forget_request
  drop_restore
  log start "data=$had_data epoch=$state_epoch offset=$state_offset" "the node's script has started"
  while run_server; do :; done
  if [ -n "$stopping" ]; then
    ! open_before_stop || hand_over_on_stop
    note_last_state
    close_line
    end_server_in_time
  else
    hand_over_after_crash
    close_line
  fi
  end_with_child
}

# run_server: one life of the server; true where another one has to begin.
run_server() {
  begin_again='' loaded=no
  take_certificates
  await_takeover
  [ -z "$stopping" ] || return 1
  [ -z "$placing" ] || place_restored_data
  write_redis_config
  renew_exporter_file
  remove_unfinished_saves
  forget_settings
  close_line
  start_child "$REDIS_SERVER" "$RUN_DIR/redis.conf"
  while child_lives && [ -z "$stopping" ] && [ -z "$begin_again" ]; do
    notice_freeze
    keep_hosts_fresh
    look_once
    [ "$steady" = no ] || ask_line "INFO replication"
    pause "$interval"
  done
  # A stop of the whole node that comes meanwhile has limits of its own.
  while [ -n "$begin_again" ] && [ -z "$stopping" ] && child_lives; do press_stop; done
  ! child_lives || return 1
  take_status
  [ -n "$begin_again" ] || recover_unreadable
}

# look_once: sets interval, the time until the next look.
look_once() {
  interval=0.3
  apply_certificates
  if ! look; then
    ! is_refusal "$own_info" || apply_users
    refuse_request "$(why_no_answer)"
    return 0
  fi
  if is_without_role; then
    refuse_request "this node is closed; it has no role yet"
    watched=''
    [ "$info_loading" != 0 ] || loaded=yes
    if [ -n "$restoring" ]; then
      finish_restore
    else
      decide_role
      slow_down "$said $views $peers"
    fi
    judge_closed_readiness
    return 0
  fi
  loaded=yes doubted_since='' absent=''
  if is_at_external; then
    look_at_external
    apply_configuration
    return 0
  fi
  set_interval
  keep_in_order
  judge_readiness
  serve_request
  conclude_restore
  serve_restore
  apply_configuration
  check_with_sentinels
  note_steadiness
}

main
