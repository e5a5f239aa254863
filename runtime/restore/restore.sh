# A restore that somebody asks for: a line with the backup's ID in a file, its copy in DATA_DIR/restore. A replica takes
# the copy for its data, loads it while the master goes on, and only then takes the master's place, by the vote of the
# Sentinels; all others take their data from it. The answer is a line as of a hand-over.
# shellcheck shell=sh

restoring=
restore_id=
placing=
restore_tries=0
restored_keys=
not_restored=
placed_at=0
loaded_in=

# serve_restore: of a node in its role. A master's own data would be gone before the copy is loaded.
serve_restore() {
  [ -s "$RUN_DIR/restore.request" ] || return 0
  read -r restore_id <"$RUN_DIR/restore.request"
  # One to an earlier request, of the same backup, is not the answer to this one.
  rm -f "$RUN_DIR/restore.answer"
  forget_restore
  if [ "$info_role" = master ]; then
    answer_restore refused "role=master" "this node is master; a replica has to be asked"
  elif ! is_in_sync; then
    answer_restore refused "link=$info_link" "this node is not in sync with its master"
  elif ! is_copy_whole; then
    answer_restore refused "" "$why_not"
  else
    log restore "id=$restore_id" "a restore is asked for; this node's server begins again with the data of the backup"
    restoring=$restore_id loaded_in='' not_restored='' placing=yes restore_tries=0 begin_again=yes
  fi
}

forget_restore() {
  rm -f "$RUN_DIR/restore.request"
}

# drop_restore: at the start; a copy that an earlier life has not used.
drop_restore() {
  forget_restore
  rm -rf "$DATA_DIR/restore"
}

# finish_restore: looks once, at a closed server with the copy's data.
finish_restore() {
  [ "$info_loading" = 0 ] || {
    log_once loading "" "the server loads the backup; it stays closed until then"
    return 0
  }
  manifest="$DATA_DIR/restore/manifest.json"
  if [ -z "$loaded_in" ]; then
    read_uptime
    loaded_in=$((now - placed_at))
  fi
  restored_keys=$(loaded_keys)
  if [ "$restored_keys" != "$(in_manifest keys)" ]; then
    end_restore failed "keys=$restored_keys" \
      "the server has loaded $restored_keys keys, and the manifest says $(in_manifest keys)"
  elif take_place_with_restored; then
    end_as_master
  else
    restore_tries=$((restore_tries + 1)) not_restored=$why_not
    [ "$restore_tries" -lt 10 ] || end_restore failed "$(hand_over_fields)" "$why_not"
  fi
}

end_as_master() {
  end_restore "done" "keys=$restored_keys load_ms=$loaded_in $(hand_over_fields)" \
    "this node is master, with the data of the backup"
}

# conclude_restore: of a node in its role, whose last try has failed after the step that made it master. Whether it
# stays that is for the Sentinels to say.
conclude_restore() {
  [ -n "$restoring" ] || return 0
  if [ "$info_role" = slave ]; then
    end_restore failed "$(hand_over_fields)" "${not_restored:-another node is master}"
  else
    ask_sentinels
    [ "$named" != "$OWN_ADDRESS" ] || end_as_master
  fi
}

# take_place_with_restored: the master must be well; otherwise the Sentinels are about to choose another one.
take_place_with_restored() {
  refresh_settings
  ask_sentinels
  begin_hand_over crash restore ''
  why_not="no majority of the Sentinels names a master ($shown)"
  replaced=$named target=$NODE_NAME target_address=$OWN_ADDRESS offsets="$NODE_NAME:restored"
  if [ -n "$named" ] && check_sentinels up && elect && promote_target && tell_sentinels && release_replaced \
    && turn_others &&
    open_with_replicas; then
    mark_filled
    log_hand_over
  else
    log_no_hand_over
    return 1
  fi
}

# release_replaced: its clients are sent away as it becomes a replica.
release_replaced() {
  print_release "$OWN_ADDRESS" | call "$replaced" >/dev/null
}

# end_restore OUTCOME FIELDS REASON: where it failed this node finds its role as after any start, and takes the master's
# data.
end_restore() {
  restore_id=$restoring restoring=''
  rm -rf "$DATA_DIR/restore"
  answer_restore "$@"
}

# answer_restore OUTCOME FIELDS REASON
answer_restore() {
  log "restore-$1" "id=$restore_id${2:+ $2}" "$3"
  printf '%s %s%s reason="%s"\n' "$restore_id" "$1" "${2:+ $2}" "$3" >"$RUN_DIR/restore.answer.new"
  mv -f "$RUN_DIR/restore.answer.new" "$RUN_DIR/restore.answer"
}
