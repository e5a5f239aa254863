# What no server tells of itself, noted in Redis for the exporter: the master writes it, and every replica has it from
# there. A note lasts five minutes, so that one of a node that is no longer master does not stay.
# shellcheck shell=sh

metrics_at=

# note_metrics: once a minute, and at once where a value is refused.
note_metrics() {
  local notes
  [ "${METRICS:-no}" = yes ] || return 0
  read_uptime
  [ -z "$metrics_at" ] || [ $((now - metrics_at)) -ge 60000 ] || return 0
  metrics_at=$now
  notes=$(print_metrics)
  [ -z "$notes" ] || printf '%s\n' "$notes" | call "$OWN_LOCAL" >/dev/null
}

print_metrics() {
  local refusals
  [ "$TLS" != yes ] || print_note certificate-end "$(certificate_end "$TLS_DIR/tls.crt")"
  refusals=$(cat "$RUN_DIR/refused.conf" "$RUN_DIR/refused.users" 2>/dev/null | grep -c '')
  [ "$refusals" -eq 0 ] || print_note refused "$refusals"
}

# print_note NAME VALUE: nothing where there is no value.
print_note() {
  [ -z "$2" ] || printf 'SET redis-cache:node:%s %s EX 300\n' "$1" "$2"
}

# certificate_end FILE: when the first certificate in it ends, in seconds since 1970; nothing where that cannot be read.
# Images have no openssl: in DER the two times of its validity stand one after the other, each two digits of a year (17)
# or four (18).
certificate_end() {
  sed -e '/^-----END/q' "$1" | grep -v '^-----' | base64 -d 2>/dev/null | od -An -v -tx1 | tr -d ' \n' |
    sed -n 's/.*\(17\|18\)0[df]\(3[0-9]\)\{12,14\}5a\(170d\|180f\)\(\(3[0-9]\)\{12,14\}\)5a.*/\3\4/p' |
    sed -e 's/3\([0-9]\)/\1/g' -e 's/^1.0[df]//' | seconds_since_1970
}

# seconds_since_1970: of the time in standard input, such as 281126210405. Two digits of a year are from 1950 to 2049.
seconds_since_1970() {
  local time
  read -r time || [ -n "$time" ] || return 0
  case ${#time} in
    12) if [ "${time%??????????}" -ge 50 ]; then time=19$time; else time=20$time; fi ;;
  esac
  echo "$time" | sed 's/\(....\)\(..\)\(..\)\(..\)\(..\)\(..\)/\1 \2 \3 \4 \5 \6/' | awk '{
    year = $1 - ($2 <= 2)
    days = year * 365 + int(year / 4) - int(year / 100) + int(year / 400)
    days += int((153 * ($2 + ($2 > 2 ? -3 : 9)) + 2) / 5) + $3 - 1 - 719468
    printf "%.0f\n", days * 86400 + $4 * 3600 + $5 * 60 + $6
  }'
}
