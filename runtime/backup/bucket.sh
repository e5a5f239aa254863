# The bucket of the backups: every call to it, and what its errors mean.
# shellcheck shell=sh

# load_bucket: credentials come from files, or from the role that the platform gives.
load_bucket() {
  command -v aws >/dev/null || fail "the program aws is not found"
  [ -n "${BACKUP_BUCKET:-}" ] || fail "BACKUP_BUCKET is missing in $CONFIG_DIR/backup.env"
  if [ -n "${STORE_SECRETS_DIR:-}" ]; then
    require_secret "$STORE_SECRETS_DIR/accessKeyId"
    AWS_ACCESS_KEY_ID=$secret
    require_secret "$STORE_SECRETS_DIR/secretAccessKey"
    AWS_SECRET_ACCESS_KEY=$secret
    export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
  fi
  export AWS_DEFAULT_REGION="$BACKUP_REGION" AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=5 AWS_PAGER=''
  # Nothing is written to a home folder, and nobody's own configuration counts.
  [ ! -e "$CONFIG_DIR/bucket-ca.crt" ] || export AWS_CA_BUNDLE="$CONFIG_DIR/bucket-ca.crt"
  export HOME="$WORK_DIR" AWS_CONFIG_FILE="$WORK_DIR/aws.conf" AWS_SHARED_CREDENTIALS_FILE="$WORK_DIR/none"
  write_aws_config
}

# write_aws_config: few parts at once keep the job's memory small.
write_aws_config() {
  {
    printf '[default]\ns3 =\n  max_concurrent_requests = 4\n  multipart_chunksize = 16MB\n'
    printf '  addressing_style = %s\n' "$BACKUP_ADDRESSING"
    printf 'request_checksum_calculation = %s\n' "$BACKUP_CHECKSUMS"
    printf 'response_checksum_validation = %s\n' "$BACKUP_CHECKSUMS"
  } >"$AWS_CONFIG_FILE"
}

# in_bucket SERVICE COMMAND...
in_bucket() {
  if [ -n "$BACKUP_ENDPOINT" ]; then set -- --endpoint-url "$BACKUP_ENDPOINT" "$@"; fi
  aws --cli-connect-timeout 10 --cli-read-timeout 60 "$@"
}

# encrypted FUNCTION ARGUMENT...: calls it with the options of `aws s3 cp` for the encryption that is set.
encrypted() {
  case $BACKUP_ENCRYPTION in
    kms) "$@" --sse aws:kms ${BACKUP_KMS_KEY:+--sse-kms-key-id "$BACKUP_KMS_KEY"} ;;
    s3) "$@" --sse AES256 ;;
    *) "$@" ;;
  esac
}

# url_of KEY: below the instance's prefix.
url_of() {
  printf 's3://%s/%s/%s' "$BACKUP_BUCKET" "$BACKUP_PREFIX" "$1"
}

# read_back KEY: `s3 cp` to standard output keeps hundreds of megabytes in memory where the reader is slower than the
# store.
read_back() {
  in_bucket s3api get-object --bucket "$BACKUP_BUCKET" --key "$BACKUP_PREFIX/$1" /dev/fd/3 3>&1 >/dev/null \
    2>"$WORK_DIR/store.log"
}

# list_bucket: prints "TIME KEY" of every object of the instance, the time being the store's, in digits
# (20261125031700), and the key without the prefix.
list_bucket() {
  local time key
  in_bucket s3api list-objects-v2 --bucket "$BACKUP_BUCKET" --prefix "$BACKUP_PREFIX/" \
    --query 'Contents[].[LastModified,Key]' --output text 2>"$WORK_DIR/store.log" >"$WORK_DIR/list" || return 1
  while read -r time key; do
    [ "$time" = None ] || printf '%s %s\n' "$(digits_of "$time")" "${key#"$BACKUP_PREFIX"/}"
  done <"$WORK_DIR/list"
}

# backups_in OBJECTS: prints "TIME ID" of what has a manifest, newest first.
backups_in() {
  printf '%s\n' "$1" | sed -n 's|^\([0-9]*\) \([^/]*\)/manifest\.json$|\1 \2|p' | sort -r
}

# digits_of 2026-11-25T03:17:00+00:00
digits_of() {
  printf '%s' "${1%%[.+Z]*}" | tr -cd 0-9
}

# bucket_error: what the last call said, and what may be done about it.
bucket_error() {
  local said_last
  said_last=$(grep -v '^$' "$WORK_DIR/store.log" | tail -n 1)
  case $said_last in
    *NoSuchBucket*) echo "$said_last; bucket $BACKUP_BUCKET does not exist: make it, or set backup.bucket" ;;
    *AccessDenied* | *Forbidden* | *'(403)'*) echo "$said_last; the credentials lack the right on $(url_of '')" ;;
    *InvalidAccessKeyId* | *SignatureDoesNotMatch* | *'Unable to locate credentials'*)
      echo "$said_last; the store does not take these credentials, which are redis-cache:secrets, bucket"
      ;;
    *NotImplemented*) echo "$said_last; the store does not encrypt: set backup.encryption: none" ;;
    *AuthorizationHeaderMalformed* | *'unexpected scope'* | *'region'*'is wrong'*)
      echo "$said_last; set backup.region to the store's own"
      ;;
    *CERTIFICATE_VERIFY_FAILED* | *'SSL validation failed'*)
      echo "$said_last; the authority of $BACKUP_ENDPOINT is not trusted: write its certificate into backup.ca"
      ;;
    *Content-MD5* | *'checksum'*)
      echo "$said_last; a bucket with object lock wants backup.checksums: whenSupported, and some stores know none"
      ;;
    *) echo "${said_last:-no answer}" ;;
  esac
}
