# A key written just before the copy: a restore that brings it back has the newest data that the backup could have.
# shellcheck shell=sh

canary_key=redis-cache:canary

# write_canary: sets canary, and canary_offset, the position of the stream of writes that holds it. A master that takes
# no write (full, or without enough replicas) can still be copied. The time is for who notices that a backup was begun
# and never done.
write_canary() {
  local answer
  answer=$(printf 'SET %s %s\nSET redis-cache:backup:started %s\nINFO replication\n' "$canary_key" "$id" "$(date +%s)" |
    call "$master_address")
  case $answer in
    OK*) canary=$id ;;
    *role:*)
      canary=''
      log backup-canary "" "the master takes no write, so there is no canary: $(first_line "$answer")"
      ;;
    *)
      why_not="the master at $master_address gives no answer: $answer"
      return 1
      ;;
  esac
  read_info <<EOF
$answer
EOF
  canary_offset=$info_offset
}

# await_canary: until the source has it.
await_canary() {
  set_limit 30000
  while [ -n "$canary" ]; do
    read_info <<EOF
$(ask "$source_address" INFO replication)
EOF
    [ "$info_offset" -lt "$canary_offset" ] || return 0
    if is_past_limit; then
      why_not="$source has not caught up with the master within 30 s"
      return 1
    fi
    sleep 0.2
  done
}
