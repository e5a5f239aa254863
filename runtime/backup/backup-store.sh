#!/bin/sh
# Usage: sh backup-store.sh; environment: CONFIG_DIR WORK_DIR, STORE_SECRETS_DIR
# Second part of a backup, where aws is: uploads the copy, reads it back, and only when it is the same uploads its
# manifest, which is what makes it a backup; then removes those that are no longer to be kept.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/log.sh"
. "$SCRIPTS_DIR/secrets.sh"
. "$SCRIPTS_DIR/clock.sh"
. "$SCRIPTS_DIR/backup-job.sh"
. "$SCRIPTS_DIR/manifest.sh"
. "$SCRIPTS_DIR/bucket.sh"
. "$SCRIPTS_DIR/owner.sh"
. "$SCRIPTS_DIR/retention.sh"
. "$SCRIPTS_DIR/backup-prune.sh"

main() {
  local file began_at
  load_job
  load_bucket
  for file in "$dump" "$manifest"; do
    [ -s "$file" ] || fail "the file $file is missing; backup-copy.sh makes it"
  done
  id=$(in_manifest id)
  read_uptime
  began_at=$now
  claim_place
  store_dump
  store_manifest
  read_uptime
  log backup-stored "$(manifest_fields) milliseconds=$((now - began_at)) url=$(url_of "$id")" \
    "the backup is in the bucket, and was read back from there"
  prune
}

# claim_place: before anything is put there. Where the bucket cannot be listed, nothing will be removed either.
claim_place() {
  local objects
  objects=$(list_bucket) || return 0
  ! is_strange_place "$objects" || fail "$why_not; write another backup.prefix, or, if those backups are yours too or \
nobody's any more, remove the object $(url_of "owner.$owner")"
  [ -z "$owner" ] || return 0
  printf '%s\n' "$BACKUP_OWNER" >"$WORK_DIR/owner"
  upload "$WORK_DIR/owner" "owner.$BACKUP_OWNER" --content-type text/plain
}

store_dump() {
  local found
  log backup-upload "id=$id bytes=$(in_manifest size)" "uploading the copy"
  upload "$dump" "$id/dump.rdb" --metadata "sha256=$(in_manifest sha256)"
  found=$(read_back "$id/dump.rdb" | sha256)
  [ "$found" = "$(in_manifest sha256)" ] || reject \
    "dump.rdb, read back, differs: $found instead of $(in_manifest sha256)"
}

store_manifest() {
  local found
  upload "$manifest" "$id/manifest.json" --content-type application/json
  found=$(read_back "$id/manifest.json" | sha256)
  [ "$found" = "$(sha256 <"$manifest")" ] || reject "manifest.json, read back, differs"
}

# reject REASON: what is not known to be whole must not be found by a restore.
reject() {
  local file
  for file in manifest.json dump.rdb; do
    in_bucket s3 rm "$(url_of "$id/$file")" >/dev/null 2>&1
  done
  give_up "$1"
}

# upload FILE KEY ARGUMENT...
upload() {
  local file key
  file=$1 key=$2
  shift 2
  encrypted in_bucket s3 cp "$file" "$(url_of "$key")" --only-show-errors "$@" >"$WORK_DIR/store.log" 2>&1 ||
    give_up "$key could not be uploaded: $(bucket_error)"
}

main
