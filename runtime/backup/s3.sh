#!/bin/sh
# Usage: sh s3.sh; environment: CONFIG_DIR SECRETS_DIR DATA_DIR
# An S3 server over a folder of this machine, with the bucket of the backups in it: stack `local` has the same backups
# as others.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/log.sh"
. "$SCRIPTS_DIR/secrets.sh"

main() {
  # shellcheck disable=SC1091 # rendered for each instance
  . "$CONFIG_DIR/backup.env"
  require_secret "$SECRETS_DIR/accessKeyId"
  ROOT_ACCESS_KEY=$secret
  require_secret "$SECRETS_DIR/secretAccessKey"
  ROOT_SECRET_KEY=$secret
  export ROOT_ACCESS_KEY ROOT_SECRET_KEY
  command -v versitygw >/dev/null || fail "the program versitygw is not found; redis-cache up builds it"
  mkdir -p "$DATA_DIR/buckets/$BACKUP_BUCKET" "$DATA_DIR/metadata"
  log start "endpoint=$BACKUP_ENDPOINT bucket=$BACKUP_BUCKET" "the S3 server starts"
  # Notes about objects go beside them: not every file system has extended attributes.
  exec versitygw --port "${BACKUP_ENDPOINT##*/}" --region "$BACKUP_REGION" --quiet \
    posix --sidecar "$DATA_DIR/metadata" "$DATA_DIR/buckets"
}

main
