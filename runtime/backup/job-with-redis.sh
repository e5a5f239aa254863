# What every job that speaks to Redis is made of.
# shellcheck shell=sh

OWN_USER=backup
. "$SCRIPTS_DIR/log.sh"
. "$SCRIPTS_DIR/environment.sh"
. "$SCRIPTS_DIR/secrets.sh"
. "$SCRIPTS_DIR/clock.sh"
. "$SCRIPTS_DIR/call.sh"
. "$SCRIPTS_DIR/patience.sh"
. "$SCRIPTS_DIR/views.sh"
. "$SCRIPTS_DIR/certificate-times.sh"
. "$SCRIPTS_DIR/backup-job.sh"
. "$SCRIPTS_DIR/manifest.sh"
. "$SCRIPTS_DIR/notes.sh"
