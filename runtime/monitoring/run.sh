# Runs a program that reads its files again when asked.
# shellcheck shell=sh

# run PROGRAM ARGUMENT...: to its end. A changed file of CONFIG_DIR counts within two seconds; where the program refuses
# it, it says so in the log and goes on with what it had.
run() {
  ending=
  program=
  trap 'end' TERM INT
  : >"$RUN_DIR/read"
  log start "listen=$LISTEN" "$1 starts"
  "$@" &
  program=$!
  while kill -0 "$program" 2>/dev/null; do
    sleep 2 &
    wait $!
    [ -n "$ending" ] || [ -z "$(find "$CONFIG_DIR" -type f -newer "$RUN_DIR/read" -print 2>/dev/null)" ] || reload
  done
  wait "$program"
}

reload() {
  : >"$RUN_DIR/read"
  kill -HUP "$program" && log configured "" "changed files are read anew"
}

end() {
  ending=yes
  [ -z "$program" ] || kill "$program" 2>/dev/null
}
