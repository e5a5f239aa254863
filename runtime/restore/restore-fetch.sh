#!/bin/sh
# Usage: sh restore-fetch.sh latest|ID|TIME; environment: CONFIG_DIR WORK_DIR, STORE_SECRETS_DIR RESTORE_PREFIX
# First part of a restore, where aws is: brings a backup into WORK_DIR, and refuses one that is
# not whole.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/log.sh"
. "$SCRIPTS_DIR/secrets.sh"
. "$SCRIPTS_DIR/manifest.sh"
. "$SCRIPTS_DIR/backup-job.sh"
. "$SCRIPTS_DIR/bucket.sh"
. "$SCRIPTS_DIR/owner.sh"

main() {
  load_job
  BACKUP_PREFIX=${RESTORE_PREFIX:-$BACKUP_PREFIX}
  load_bucket
  choose_backup "$1"
  download manifest.json "$manifest"
  [ "$(in_manifest id) $(in_manifest format)" = "$id 1" ] ||
    give_up "the manifest of $id is damaged, or of a later version of this toolkit"
  refuse_strange is_strange_backup "$manifest"
  log restore-fetch "id=$id" "downloading $(in_manifest size) bytes"
  download dump.rdb "$dump"
  compare_dump
  log restore-fetched "$(manifest_fields) version=$(in_manifest version)" \
    "the backup is whole: size and SHA-256 are those of its manifest"
}

# choose_backup latest|ID|TIME: sets id.
choose_backup() {
  local objects
  objects=$(list_bucket) || give_up "the bucket could not be listed: $(bucket_error)"
  refuse_strange is_strange_place "$objects"
  backups=$(backups_in "$objects")
  [ -n "$backups" ] || give_up "there is no backup in $(url_of '')"
  case $1 in
    latest) id=$(printf '%s\n' "$backups" | sed -n '1s/^[^ ]* //p') ;;
    [0-9]*-[0-9][0-9]-*) id=$(newest_before "$(digits_of "$1")") ;;
    *) id=$(printf '%s\n' "$backups" | awk -v id="$1" '$2 == id { print id }') ;;
  esac
  [ -n "$id" ] || give_up "there is no backup $1 in $(url_of ''); there are: $(shown_backups)"
}

# refuse_strange FUNCTION ARGUMENT: unless another's place is named on purpose.
refuse_strange() {
  [ -z "${RESTORE_PREFIX:-}" ] || return 0
  ! "$@" || fail "$why_not; to take another instance's data, write restore.prefix"
}

# newest_before DIGITS: a time may be given up to any part of it.
newest_before() {
  printf '%s\n' "$backups" | awk -v limit="$(printf '%s' "${1}99999999999999" | cut -c 1-14)" \
    '$1 <= limit { print $2; exit }'
}

shown_backups() {
  printf '%s\n' "$backups" | sed 's/^[^ ]* //' | head -n 5 | tr '\n' ' '
}

# download FILE TO
download() {
  in_bucket s3 cp "$(url_of "$id/$1")" "$2" --only-show-errors >"$WORK_DIR/store.log" 2>&1 &
  watch_job $! tell_download || give_up "$1 of $id could not be downloaded: $(bucket_error)"
}

tell_download() {
  log restore-progress "bytes=$(size_of "$dump")" "downloading"
}

compare_dump() {
  local found
  [ "$(size_of "$dump")" = "$(in_manifest size)" ] ||
    give_up "dump.rdb of $id has $(size_of "$dump") bytes, and its manifest says $(in_manifest size)"
  found=$(sha256 <"$dump")
  [ "$found" = "$(in_manifest sha256)" ] ||
    give_up "dump.rdb of $id has been changed: its SHA-256 is $found, and its manifest says $(in_manifest sha256)"
}

main "$@"
