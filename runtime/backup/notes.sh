# What a job notes in Redis, for the exporter to tell Prometheus. The keys travel to the replicas, so each exporter has
# them.
# shellcheck shell=sh

# note SUBJECT NAME VALUE...: as keys redis-cache:SUBJECT:NAME; else sets why_not.
note() {
  local subject answer
  subject=$1
  shift
  ask_sentinels
  if [ -z "$named" ]; then
    why_not="no majority of the Sentinels names a master ($shown)"
    return 1
  fi
  answer=$(printf "SET redis-cache:$subject:%s %s\n" "$@" | call "$named")
  [ -n "$(printf '%s' "$answer" | tr -d 'OK\n')" ] || return 0
  why_not="the master at $named refused it: $(first_line "$answer")"
  return 1
}
