# Where a shard's master is: twemproxy.sh reads it from a file, and starts Twemproxy anew.
# shellcheck shell=sh

# write_endpoints SIDE "host:port": there is one side alone. Where nobody answers Twemproxy says so by itself, and a
# start would close the connections of all shards.
write_endpoints() {
  [ "$1" = write ] || return 0
  [ -n "$2" ] || [ "$closed_for" != absent ] || return 0
  printf '%s\n' "$2" >target.new
  mv target.new target
  printf 'moved\n' >&8
}

# write_listeners: Twemproxy has its own from its start on.
write_listeners() {
  :
}

# has_changed: dash and ash know -nt.
has_changed() {
  # shellcheck disable=SC3013
  [ "$CONFIG_DIR/$SETTINGS" -nt read-settings ]
}
