#!/bin/sh
# Fills in the recipes beside it and runs nginx in the foreground, as whoever calls it, writing to /tmp alone.
# TUNEBOARD_LISTEN, TUNEBOARD_ROOT, TUNEBOARD_BASE and TUNEBOARD_CONNECT as in site.conf.template; every .env file in
# TUNEBOARD_KEYS (accounts/ beside this file) as in account.conf.template.
set -eu
umask 077
here=$(cd "$(dirname "$0")" && pwd)
made=$(mktemp -d /tmp/tuneboard.XXXXXX)
export TUNEBOARD_LISTEN="${TUNEBOARD_LISTEN:-8080}" TUNEBOARD_ROOT="${TUNEBOARD_ROOT:-/srv/tuneboard}"
export TUNEBOARD_BASE="${TUNEBOARD_BASE:-/}" TUNEBOARD_CONNECT="${TUNEBOARD_CONNECT:-}"
export TUNEBOARD_ACCOUNTS="$made/accounts"
mkdir "$TUNEBOARD_ACCOUNTS"
for file in "${TUNEBOARD_KEYS:-$here/accounts}"/*.env; do
    [ -e "$file" ] || continue
    (
        set -a
        INTERVAL=5s
        # shellcheck source=/dev/null
        . "$file"
        envsubst '$TUNEBOARD_BASE $ACCOUNT $PROVIDER $UPSTREAM $UPSTREAM_HOST $API_KEY $INTERVAL' \
            < "$here/account.conf.template" > "$TUNEBOARD_ACCOUNTS/$ACCOUNT.conf"
    )
done
envsubst '$TUNEBOARD_LISTEN $TUNEBOARD_ROOT $TUNEBOARD_BASE $TUNEBOARD_CONNECT $TUNEBOARD_ACCOUNTS' \
    < "$here/site.conf.template" > "$made/site.conf"
cat > "$made/nginx.conf" << END
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
    include $here/http.conf;
    include $made/site.conf;
}
END
exec nginx -e stderr -c "$made/nginx.conf"
