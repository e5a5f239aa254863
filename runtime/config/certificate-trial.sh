# Certificate files are tried before they count: a server that nobody else knows starts with them, and a call with them
# has to get an answer. So both sides judge the chain, as OpenSSL does, and the key.
# shellcheck shell=sh

# can_speak FOLDER: sets why_not; 2 where another try may end otherwise.
can_speak() {
  local port tries answer times
  mkdir -p "$RUN_DIR/trial"
  for tries in 1 2 3 4 5; do
    port=$(((OWN_PORT + tries * 4099) % 50000 + 10000))
    print_trial_lines "$1" "$port" >"$RUN_DIR/trial/trial.conf"
    answer=$(ask_new_server "$1" "$port")
    grep -q 'Failed listening' "$RUN_DIR/trial/log" || break
  done
  case $answer in
    PONG*) return 0 ;;
    '')
      why_not="a server that was started with them gave no answer"
      return 2
      ;;
    *)
      times=$(cat "$1/tls.crt" "$1/ca.crt" | why_out_of_time "tls.crt or ca.crt")
      why_not="a server that was started with them: $answer${times:+; $times}"
      ;;
  esac
  return 1
}

# print_trial_lines FOLDER PORT: protocols, and whether clients show certificates, are the instance's.
print_trial_lines() {
  printf 'bind %s\nport 0\ntls-port %s\n' "${OWN_LOCAL%:*}" "$2"
  print_certificate_lines "$1"
  sed -n '/^tls-/p' "$CONFIG_DIR"/*.conf
  printf 'dir "%s"\nsave ""\nloglevel verbose\nuser default on nopass -@all +ping\n' "$RUN_DIR/trial"
}

# ask_new_server FOLDER PORT: prints PONG, the reason, or nothing.
ask_new_server() {
  local server answer tries
  # Nothing else would end it where this script is killed.
  # shellcheck disable=SC2086 # "timeout SECONDS" or nothing
  ${CALL_PREFIX:+timeout 20} "$REDIS_SERVER" "$RUN_DIR/trial/trial.conf" >"$RUN_DIR/trial/log" 2>&1 &
  server=$! answer='' tries=50
  while [ "$tries" -gt 0 ] && kill -0 "$server" 2>/dev/null; do
    # shellcheck disable=SC2086 # CALL_PREFIX is "timeout SECONDS" or nothing
    answer=$($CALL_PREFIX "$REDIS_CLI" --tls --cacert "$1/ca.crt" --cert "$1/tls.crt" --key "$1/tls.key" \
      -h "${OWN_LOCAL%:*}" -p "$2" PING 2>&1)
    case $answer in
      '' | *'Connection refused'*) answer='' ;;
      *) break ;;
    esac
    tries=$((tries - 1))
    sleep 0.1
  done
  if ! kill "$server" 2>/dev/null; then answer=$(last_words 'Failed to '); fi
  wait "$server" 2>/dev/null
  case $answer in
    PONG* | '') ;;
    *) answer="$(first_line "$answer")$(last_words 'error:' | sed 's/.*error:/, error:/')" ;;
  esac
  printf '%s\n' "$answer" | sed -e "s|$1/||g" -e 's/^Could not connect to Redis at [^ ]* //'
}

# last_words WORD: of the server that was tried, the last line with it.
last_words() {
  sed -n "s/^[^#]*[#-] \\(.*$1.*\\)/\\1/p" "$RUN_DIR/trial/log" | grep -v 'Check logs' | tail -n 1
}
