# What a follower says of its shard: Twemproxy answers nothing of the kind, so it is in files that `status` reads.
# shellcheck shell=sh

report() {
  count_heard
  print_state >ready.new
  mv ready.new ready
  print_metrics >sentinels.new
  mv sentinels.new sentinels
}

# print_text LINE...
print_text() {
  printf '%s\n' "$@"
}
