# From when and until when certificates are valid. Images have no openssl: in DER the two times stand one after the
# other, each with two digits of a year (type 17) or four (type 18).
# shellcheck shell=sh

# certificate_end FILE: until when the first certificate in it is valid, in seconds since 1970; nothing where that
# cannot be read.
certificate_end() {
  [ ! -r "$1" ] || print_first_certificate "$1" | print_validity | cut -d ' ' -f 2 | seconds_since_1970
}

print_first_certificate() {
  sed -e '/^-----END/q' "$1"
}

# print_validity: of each certificate in standard input a line, as 20260101000000 20261128210405.
print_validity() {
  local text
  awk '
    /^-----BEGIN CERTIFICATE/ { text = ""; inside = 1; next }
    /^-----END CERTIFICATE/ { if (inside) print text; inside = 0 }
    inside { sub(/\r$/, ""); text = text $0 }' |
    while read -r text; do
      printf '%s\n' "$text" | base64 -d 2>/dev/null | od -An -v -tx1 | tr -d ' \n' |
        sed -n 's/.*\(17\|18\)0[df]\(\(3[0-9]\)\{12,14\}\)5a\(170d\|180f\)\(\(3[0-9]\)\{12,14\}\)5a.*/\2 \5/p' |
        sed -e 's/3\([0-9]\)/\1/g'
      echo
    done | awk '
      # Two digits of a year are from 1950 to 2049.
      function whole(time) { return length(time) > 12 ? time : (substr(time, 1, 2) >= 50 ? "19" : "20") time }
      NF == 2 { print whole($1), whole($2) }'
}

# why_out_of_time NAME: of the certificates in standard input, what is wrong with the first that does not count today.
why_out_of_time() {
  local begin end today
  today=$(date -u +%Y%m%d%H%M%S)
  print_validity | while read -r begin end; do
    if [ "$end" -lt "$today" ]; then
      printf 'a certificate in %s ended at %s\n' "$1" "$(written_time "$end")"
    elif [ "$begin" -gt "$today" ]; then
      printf 'a certificate in %s is not valid before %s\n' "$1" "$(written_time "$begin")"
    fi
  done | sed -n 1p
}

# judge_certificate_of_job: nodes go on with the files from before, which a job has not; it shows no certificate then.
# Fails, with why_not, where nodes ask for one.
judge_certificate_of_job() {
  why_not=''
  [ "$TLS" = yes ] || return 0
  why_not=$(print_first_certificate "$TLS_DIR/tls.crt" | why_out_of_time "$TLS_DIR/tls.crt")
  [ -n "$why_not" ] || return 0
  if [ "$TLS_CLIENT_CERTIFICATES" = required ]; then
    why_not="$why_not; nodes ask for a certificate (tls.clientCertificates), and refuse this job"
    return 1
  fi
  certificate_dir="$WORK_DIR/authority"
  mkdir -p "$certificate_dir"
  cat "$TLS_DIR/ca.crt" >"$certificate_dir/ca.crt"
  log_refused "" "$why_not; this job shows no certificate"
}

# written_time 20261128210405: as 2026-11-28T21:04:05Z.
written_time() {
  printf '%s\n' "$1" | sed 's/\(....\)\(..\)\(..\)\(..\)\(..\)\(..\)/\1-\2-\3T\4:\5:\6Z/'
}

# seconds_since_1970: of the time in standard input, such as 20261128210405; nothing where there is none.
seconds_since_1970() {
  sed 's/\(....\)\(..\)\(..\)\(..\)\(..\)\(..\)/\1 \2 \3 \4 \5 \6/' | awk 'NF == 6 {
    year = $1 - ($2 <= 2)
    days = year * 365 + int(year / 4) - int(year / 100) + int(year / 400)
    days += int((153 * ($2 + ($2 > 2 ? -3 : 9)) + 2) / 5) + $3 - 1 - 719468
    printf "%.0f\n", days * 86400 + $4 * 3600 + $5 * 60 + $6
  }'
}
