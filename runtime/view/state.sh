# What this node's disk tells: whether there is data, and how fresh it was when this node last knew.
# shellcheck shell=sh

saved=

# look_at_disk: sets had_data (yes|no, before the server makes files of its own) and the saved state.
look_at_disk() {
  local file
  had_data=no
  for file in "$DATA_DIR"/appendonlydir/* "$DATA_DIR"/appendonly.aof "$DATA_DIR"/dump.rdb; do
    [ ! -s "$file" ] || had_data=yes
  done
  [ ! -e "$DATA_DIR/node.empty" ] || had_data=no
  load_state
}

# load_state: sets state_epoch, state_replid, state_offset, state_time, and state_since (when this node became master; 0
# where it was none). Data without a state file is of unknown
# freshness (epoch 0, offset 1); a state without data tells of data that is gone.
load_state() {
  saved=''
  state_epoch=0 state_replid=none state_offset=0 state_time=0 state_since=0
  [ "$had_data" = yes ] || return 0
  state_offset=1
  [ -s "$DATA_DIR/node.state" ] || return 0
  read -r state_epoch state_replid state_offset state_time state_since <"$DATA_DIR/node.state"
  : "${state_since:=0}"
  case $state_epoch$state_offset$state_time$state_since in
    *[!0-9]* | '')
      log state "" "the file node.state cannot be read: the data's freshness is unknown"
      state_epoch=0 state_replid=none state_offset=1 state_time=0 state_since=0
      ;;
  esac
}

# save_state REPLID OFFSET: at each look that shows something new, so that a start after a total loss of power can tell
# who is freshest. Redis writes to its replicas every ten seconds at least, so the time is never much older.
save_state() {
  [ "$state_epoch $1 $2 $state_since" != "$saved" ] || return 0
  read_clock
  state_replid=$1 state_offset=$2 state_time=$clock
  if [ -n "$saved" ]; then
    write_state 1<>"$DATA_DIR/node.state"
  else
    write_state >"$DATA_DIR/node.state.new" && mv -f "$DATA_DIR/node.state.new" "$DATA_DIR/node.state"
  fi
  saved="$state_epoch $1 $2 $state_since"
}

# write_state: always of one length, so that it can be written over the one from before, as a whole and without a
# program.
write_state() {
  printf '%-127s\n' "$state_epoch $state_replid $state_offset $state_time $state_since"
}

# raise_epoch EPOCH: the state's epoch only grows; a Sentinel that lost its volume begins again at 0.
raise_epoch() {
  [ "$1" -le "$state_epoch" ] || state_epoch=$1
}

# remove_unfinished_saves: a server that is killed while it saves leaves a file as large as its data behind, each time.
remove_unfinished_saves() {
  rm -f "$DATA_DIR"/temp-*.rdb "$DATA_DIR"/temp-*.aof "$DATA_DIR"/appendonlydir/temp-*
}

# A server makes files as soon as it starts. Until this node has got data, or has been made master, this mark says
# that those files hold nothing.
mark_empty() {
  [ "$had_data" = yes ] || : >"$DATA_DIR/node.empty"
}

mark_filled() {
  [ ! -e "$DATA_DIR/node.empty" ] || rm -f "$DATA_DIR/node.empty"
  had_data=yes
}

# A server that ends sooner than this after it became master may have been killed by a command that its clients send
# again: a hand-over in a fifth of a second would lead that command through all nodes.
: "${STEADY_SECONDS:=30}"

# is_new_master TIME: had it been master for a short time only, at that time? One that was promoted after its last look
# still has the state of a replica.
is_new_master() {
  if [ "$state_since" -gt 0 ]; then
    [ $(($1 - state_since)) -lt "$STEADY_SECONDS" ]
  else
    [ "$state_replid" != none ] && [ "$STEADY_SECONDS" -gt 0 ]
  fi
}
