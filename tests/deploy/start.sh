#!/bin/sh
# Fills in the recipes beside it and runs nginx in the foreground, as whoever calls it but root, writing to a folder in
# $TMPDIR (/tmp) alone, which goes when nginx ends: shared answers are in it. Signals (TERM, QUIT, INT; HUP to reload)
# are passed on to nginx.
# TUNEBOARD_ORIGIN must be set; it, TUNEBOARD_LISTEN, TUNEBOARD_ROOT, TUNEBOARD_BASE and TUNEBOARD_CONNECT as in
# site.conf.template. Every .env file in TUNEBOARD_KEYS (accounts/ beside this file) as in account.conf.template, one
# NAME=VALUE per line; the files are read, never run.
#
# Each value is checked first: in a configuration `$`, `;`, braces and quotes would mean something else. Messages name
# file and variable, never the value. The filled-in configuration is deleted before nginx starts, which has it open.
set -eu
umask 077

fail() {
    echo "start.sh: $1" >&2
    exit 1
}

# `check NAME VALUE REGEX WHERE`: stops unless the whole value, one line, matches.
check() {
    case "$2" in *"
"*) fail "$4: $1 has a line break." ;; esac
    printf '%s\n' "$2" | LC_ALL=C grep -Eqx -e "$3" || fail "$4: $1 is missing, or not as $5 says."
}
check_site() { check "$1" "$2" "$3" "the environment" site.conf.template; }
check_account() { check "$1" "$2" "$3" "$file" account.conf.template; }

# Root's nginx would hand its work to another user, who may not write into what this one makes.
[ "$(id -u)" -ne 0 ] || fail "it must not run as root: all accounts would fail. Run it as a user who may read the keys, \
such as: setpriv --reuid=www-data --regid=www-data --clear-groups sh $0 (in a unit of systemd: User=www-data; in a \
container: --user www-data). For a port below 1024 add --ambient-caps=+net_bind_service --inh-caps=+net_bind_service."

here=$(cd "$(dirname "$0")" && pwd)
export TUNEBOARD_LISTEN="${TUNEBOARD_LISTEN:-8080}" TUNEBOARD_ROOT="${TUNEBOARD_ROOT:-/srv/tuneboard}"
export TUNEBOARD_BASE="${TUNEBOARD_BASE:-/}" TUNEBOARD_CONNECT="${TUNEBOARD_CONNECT:-}"
export TUNEBOARD_ORIGIN="${TUNEBOARD_ORIGIN:-}" TUNEBOARD_HOST TUNEBOARD_ACCOUNTS
[ -n "$TUNEBOARD_ORIGIN" ] || fail "TUNEBOARD_ORIGIN is not set: the page's address without a path, such as https://tune.example.org."
check_site TUNEBOARD_ORIGIN "$TUNEBOARD_ORIGIN" 'https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[1-9][0-9]{0,4})?'
case "$TUNEBOARD_ORIGIN" in
    http://*:80 | https://*:443) fail "TUNEBOARD_ORIGIN: browsers leave the usual port out; leave it out too." ;;
esac
TUNEBOARD_HOST=${TUNEBOARD_ORIGIN#*://}
TUNEBOARD_HOST=${TUNEBOARD_HOST%%:*}
case "$TUNEBOARD_LISTEN" in
    *ssl*) fail "TUNEBOARD_LISTEN: there is no place for a certificate here. End TLS in front of this server, or fill in \
site.conf.template by hand." ;;
esac
check_site TUNEBOARD_LISTEN "$TUNEBOARD_LISTEN" '([][0-9a-fA-F.:]+:)?[0-9]{1,5}( http2)?'
check_site TUNEBOARD_ROOT "$TUNEBOARD_ROOT" '(/[A-Za-z0-9._-]+)+'
check_site TUNEBOARD_BASE "$TUNEBOARD_BASE" '/([A-Za-z0-9_][A-Za-z0-9._-]*/)*'
check_site TUNEBOARD_CONNECT "$TUNEBOARD_CONNECT" "[A-Za-z0-9.:/*' _-]*"

made=$(mktemp -d "${TMPDIR:-/tmp}/tuneboard.XXXXXX")
# Whatever stops this script takes the keys with it, and the answers.
trap 'rm -rf "$made"' EXIT
trap 'exit 1' HUP INT QUIT TERM
TUNEBOARD_ACCOUNTS="$made/accounts"
mkdir "$TUNEBOARD_ACCOUNTS"

keys="${TUNEBOARD_KEYS:-$here/accounts}"
if [ -n "${TUNEBOARD_KEYS:-}" ] || [ -e "$keys" ] || [ -L "$keys" ]; then
    [ -d "$keys" ] || fail "$keys is no folder."
    { [ -r "$keys" ] && [ -x "$keys" ] && ls "$keys" > /dev/null 2>&1; } || fail "$keys cannot be read."
    n=0
    for file in "$keys"/*.env; do
        [ -e "$file" ] || [ -L "$file" ] || continue
        { [ -f "$file" ] && [ -r "$file" ]; } || fail "$file cannot be read."
        (
            ACCOUNT='' PROVIDER='' UPSTREAM='' UPSTREAM_HOST='' API_KEY='' INTERVAL=5s MAX_BODY=50g
            while IFS= read -r line || [ -n "$line" ]; do
                line=${line%"$(printf '\r')"}
                case "$line" in
                    '' | '#'*) continue ;;
                    *=*) ;;
                    *) fail "$file: a line is not NAME=VALUE." ;;
                esac
                value=${line#*=}
                case "$value" in
                    \"*\") value=${value#\"} value=${value%\"} ;;
                    \'*\') value=${value#\'} value=${value%\'} ;;
                esac
                case "${line%%=*}" in
                    ACCOUNT) ACCOUNT=$value ;;
                    PROVIDER) PROVIDER=$value ;;
                    UPSTREAM) UPSTREAM=$value ;;
                    UPSTREAM_HOST) UPSTREAM_HOST=$value ;;
                    API_KEY) API_KEY=$value ;;
                    INTERVAL) INTERVAL=$value ;;
                    MAX_BODY) MAX_BODY=$value ;;
                    *) fail "$file: a name is none of those in account.conf.template." ;;
                esac
            done < "$file"
            check_account ACCOUNT "$ACCOUNT" '[A-Za-z0-9_-]{1,64}'
            check_account PROVIDER "$PROVIDER" 'together|openai|archetype'
            check_account UPSTREAM "$UPSTREAM" 'https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._-]+)*'
            check_account UPSTREAM_HOST "$UPSTREAM_HOST" '[A-Za-z0-9.-]+(:[0-9]{1,5})?'
            check_account API_KEY "$API_KEY" '[A-Za-z0-9._~+/=-]+'
            check_account INTERVAL "$INTERVAL" '[0-9]{1,6}(ms|s|m|h)?'
            check_account MAX_BODY "$MAX_BODY" '[0-9]{1,9}[kKmMgG]?'
            [ ! -e "$TUNEBOARD_ACCOUNTS/$ACCOUNT.conf" ] || fail "$file: another file has the same ACCOUNT."
            export ACCOUNT PROVIDER UPSTREAM UPSTREAM_HOST API_KEY INTERVAL MAX_BODY
            envsubst '$TUNEBOARD_BASE $ACCOUNT $PROVIDER $UPSTREAM $UPSTREAM_HOST $API_KEY $INTERVAL $MAX_BODY' \
                < "$here/account.conf.template" > "$TUNEBOARD_ACCOUNTS/$ACCOUNT.conf"
        )
        n=$((n + 1))
    done
    [ "$n" -gt 0 ] || echo "start.sh: $keys holds no .env file, so there are no accounts." >&2
fi

{
    cat << END
include /etc/nginx/modules-enabled/*.conf;
daemon off;
worker_processes auto;
pid $made/pid;
error_log stderr;
events { worker_connections 4096; }
http {
    include /etc/nginx/mime.types;
    access_log off;
    sendfile on;
    client_body_temp_path $made/body;
    proxy_temp_path $made/proxy;
    fastcgi_temp_path $made/fastcgi;
    uwsgi_temp_path $made/uwsgi;
    scgi_temp_path $made/scgi;
END
    sed -e "s|/tmp/tuneboard-cache|$made/cache|" -e "s|/etc/nginx/tuneboard/|$here/|" "$here/http.conf"
    envsubst '$TUNEBOARD_LISTEN $TUNEBOARD_HOST $TUNEBOARD_ORIGIN $TUNEBOARD_ROOT $TUNEBOARD_BASE $TUNEBOARD_CONNECT' \
        < "$here/site.conf.template" | sed '/^ *include .*TUNEBOARD_ACCOUNTS/,$d'
    for file in "$TUNEBOARD_ACCOUNTS"/*.conf; do
        [ ! -e "$file" ] || cat "$file"
    done
    echo '}'
    echo '}'
} > "$made/nginx.conf"
rm -rf "$TUNEBOARD_ACCOUNTS"

# nginx reads the deleted file through the descriptor, now and when it is told to reload.
exec 3< "$made/nginx.conf"
rm "$made/nginx.conf"

# Beside nginx instead of as nginx, to clean up behind it. A signal that comes before nginx does is not lost.
nginx='' told=''
pass_on() {
    told=$1
    [ -z "$nginx" ] || kill -s "$told" "$nginx" 2> /dev/null || :
}
trap 'pass_on HUP' HUP
trap 'pass_on QUIT' QUIT
trap 'pass_on TERM' INT TERM
nginx -e stderr -c /proc/self/fd/3 &
nginx=$!
exec 3<&-
[ -z "$told" ] || pass_on TERM
# Signals end the waiting too, even when nginx has just ended: 127 is then that all has been said.
while :; do
    wait "$nginx" && status=0 || status=$?
    kill -0 "$nginx" 2> /dev/null || break
done
[ "$status" -le 128 ] || { wait "$nginx" && status=0 || [ "$?" -eq 127 ] || status=1; }
exit "$status"
