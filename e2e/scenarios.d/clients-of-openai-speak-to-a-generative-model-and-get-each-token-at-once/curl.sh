# curl, as people type it: both versions of HTTP, packed answers and bodies, 50 MB, HEAD.
set -eu
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
ask() { curl --silent --show-error --max-time 280 --header "Authorization: Bearer $TOKEN" "$@"; }
json='content-type: application/json'
chat='{"model": "tiny", "messages": [{"role": "user", "content": "gate"}]}'
said='gate that lets a moment'
fail() { echo "$1: $(head -c 600 "$folder/answer")" >&2; exit 1; }

for version in --http1.1 --http2-prior-knowledge; do
  for path in "" /v1/chat/completions /openai/v1/chat/completions; do
    ask $version --header "$json" --data "$chat" "$MODEL_URL$path" > "$folder/answer"
    grep -q "$said" "$folder/answer" || fail "POST $path by $version"
  done
done

# The answer is packed where it is asked for, and arrives so.
ask --compressed --header "$json" --data "$chat" --dump-header "$folder/headers" "$MODEL_URL/v1/chat/completions" > "$folder/answer"
grep -qi '^content-encoding: gzip' "$folder/headers" || fail "the answer was not packed: $(cat "$folder/headers")"
grep -q "$said" "$folder/answer" || fail "a packed answer"

printf '%s' "$chat" | gzip > "$folder/packed"
ask --header "$json" --header 'content-encoding: gzip' --data-binary "@$folder/packed" "$MODEL_URL/v1/chat/completions" > "$folder/answer"
grep -q "$said" "$folder/answer" || fail "a packed body"

# curl asks first whether it may go on (Expect: 100-continue).
{ printf '{"model": "tiny", "messages": [{"role": "user", "content": "'; head -c 52428800 /dev/zero | tr '\0' x; printf ' gate"}]}'; } > "$folder/large"
ask --header "$json" --data-binary "@$folder/large" "$MODEL_URL/v1/chat/completions" > "$folder/answer"
grep -q "$said" "$folder/answer" || fail "50 MB"

# No listed call: an answer without a body, and nothing of the model's.
status=$(ask --head --output "$folder/answer" --write-out '%{http_code}' "$MODEL_URL/v1/models")
[ "$status" = 404 ] || fail "HEAD answers $status"
