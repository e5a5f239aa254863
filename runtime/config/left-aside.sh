# What this node has left aside, noted in Redis by way of the master, where `redis-cache status` reads it: files that it
# cannot use, and data that it could not read. A note lasts two minutes, so that one of a node that is gone does not
# stay.
# shellcheck shell=sh

aside=
aside_noted=
aside_at=0

# has_left_aside: and the note is due: at once where it has changed, and each minute. Sets aside, a line for each kind.
has_left_aside() {
  find_left_aside
  [ -n "$aside$aside_noted" ] || return 1
  read_uptime
  [ "$aside" != "$aside_noted" ] || [ $((now - aside_at)) -ge 60000 ]
}

find_left_aside() {
  local folder
  aside=''
  add_aside files "$left_aside"
  add_aside files "$unusable_passwords"
  for folder in "$DATA_DIR"/unreadable-*; do
    [ ! -d "$folder" ] || add_aside data "the server could not read what is now in $folder"
  done
}

# add_aside files|data REASON
add_aside() {
  [ -z "$2" ] || aside="$aside$1 $2
"
}

# note_left_aside HOST:PORT: in the master there; a Sentinel may know none yet.
note_left_aside() {
  local lasts
  [ -n "$1" ] || return 0
  aside_noted=$aside aside_at=$now lasts=120
  [ -n "$aside" ] || lasts=1
  call "$1" SET "redis-cache:node:left-aside:$NODE_NAME" "$aside" EX "$lasts" >/dev/null
}
