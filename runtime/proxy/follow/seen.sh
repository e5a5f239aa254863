# What a follower sees, in lines that print_text of its kind of proxy writes.
# shellcheck shell=sh

# count_heard: sets heard, of the Sentinels that have named a master within the last seconds.
count_heard() {
  local name at _
  heard=0
  while read -r name at _; do
    [ -z "$name" ] || [ $((now - at)) -gt "$view_age" ] || heard=$((heard + 1))
  done <<END
$views
END
}

print_state() {
  local entry
  print_text "named=${named:-none}" "open=${is_open:-yes}" "sentinels=$heard/$sentinel_count"
  for entry in $NODES; do
    case "$serving " in
      *" ${entry%%=*} "*) print_text "${entry%%=*}=ready" ;;
      *) if is_there "${entry%%=*}"; then print_text "${entry%%=*}=drain"; else print_text "${entry%%=*}=gone"; fi ;;
    esac
  done
}

# is_there NODE: it has answered a short while ago.
is_there() {
  is_heard "$1" && [ "$newest" != absent ]
}

# is_heard NODE: it has said a short while ago what it is.
is_heard() {
  newest_of "$1" "$sights" && [ $((now - newest_at)) -le "$sight_age" ]
}

print_metrics() {
  local entry age is_named
  age=-1
  [ -z "$heard_at" ] || age=$(((now - heard_at) / 1000))
  print_gauge sentinels_heard "Sentinels that have named a master within the last seconds." "$heard"
  print_gauge sentinels "Sentinels of the instance." "$sentinel_count"
  print_gauge newest_word_age_seconds "Age of the newest word of a Sentinel." "$age"
  print_gauge configured_time_seconds "When settings were read last, since 1970." "$configured_at"
  print_metric switches_total counter "Times that the write side has moved to another node." " $switches"
  print_metric master gauge "Node that takes writes."
  for entry in $NODES; do
    is_named=0
    [ "${entry%%=*}" != "$named" ] || is_named=1
    print_text "redis_cache_proxy_master{node=\"${entry%%=*}\"} $is_named"
  done
}

# print_gauge NAME HELP VALUE
print_gauge() {
  print_metric "$1" gauge "$2" " $3"
}

# print_metric NAME TYPE HELP [VALUE]
print_metric() {
  print_text "# HELP redis_cache_proxy_$1 $3" "# TYPE redis_cache_proxy_$1 $2"
  [ $# -lt 4 ] || print_text "redis_cache_proxy_$1$4"
}
