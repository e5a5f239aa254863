# Step 8: the old master's clients are sent away before its pause ends; the other way round they would read READONLY.
# shellcheck shell=sh

release_clients() {
  released=$(printf 'MULTI\nCLIENT KILL TYPE normal\nCLIENT KILL TYPE pubsub\nCLIENT UNPAUSE\nEXEC\n' | call "$OWN_LOCAL")
  case $released in
    OK*QUEUED*QUEUED*QUEUED*OK*) ;;
    *)
      why_not="$target is master, but this node's server did not let its clients go: $(first_line "$released")"
      return 1
      ;;
  esac
  read_uptime
  open_at=$now
  stop_watchdog
  at_step "$kind-8"
}

# end_old_master: what cannot be released must not live.
end_old_master() {
  stop_watchdog
  ! child_lives || kill -KILL "$child" 2>/dev/null
}
