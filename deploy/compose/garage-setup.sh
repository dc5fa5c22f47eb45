#!/bin/sh
# Makes the bucket and the service's key in a Garage that has none, through its administration API. Safe to run again:
# what exists stays as it is.
set -eu
: "${GARAGE_ADMIN_URL:?}" "${GARAGE_ADMIN_TOKEN:?}" "${S3_BUCKET:?}" "${AWS_ACCESS_KEY_ID:?}" "${AWS_SECRET_ACCESS_KEY:?}"

# call PATH BODY [STATUS]: STATUS is one more that counts as success. The token and the key are read from files, because
# other processes can see arguments.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf 'Authorization: Bearer %s\n' "$GARAGE_ADMIN_TOKEN" >"$work/headers"
call() {
    printf '%s' "$2" >"$work/body"
    status=$(curl --silent --show-error --retry 30 --retry-delay 1 --retry-connrefused --max-time 20 \
        --header "@$work/headers" --header 'Content-Type: application/json' \
        --data-binary "@$work/body" --output "$work/answer" --write-out '%{http_code}' "$GARAGE_ADMIN_URL$1")
    if [ "$status" != 200 ] && [ "$status" != "${3:-200}" ]; then
        echo "$1: HTTP $status" >&2
        cat "$work/answer" >&2
        exit 1
    fi
}

call /v2/ImportKey "{\"accessKeyId\":\"$AWS_ACCESS_KEY_ID\",\"secretAccessKey\":\"$AWS_SECRET_ACCESS_KEY\",\"name\":\"fataplus\"}" 409
call /v2/CreateBucket "{\"globalAlias\":\"$S3_BUCKET\"}" 409

curl --silent --show-error --fail --max-time 20 --header "@$work/headers" --output "$work/bucket" \
    "$GARAGE_ADMIN_URL/v2/GetBucketInfo?globalAlias=$S3_BUCKET"
bucket=$(tr -d ' \n' <"$work/bucket" | sed -n 's/^{"id":"\([0-9a-f]*\)".*/\1/p')
[ -n "$bucket" ] || { echo "no bucket ID in Garage's answer" >&2; exit 1; }

call /v2/AllowBucketKey "{\"bucketId\":\"$bucket\",\"accessKeyId\":\"$AWS_ACCESS_KEY_ID\",\"permissions\":{\"read\":true,\"write\":true,\"owner\":false}}"
# Browsers upload and download straight from the workspaces, clients' own domains among them, without cookies and by
# links signed for one object each: the signature is what opens the store, not the origin.
call "/v2/UpdateBucket?id=$bucket" "{\"corsRules\":[{\"ID\":\"portal\",\"AllowedOrigin\":[\"*\"],\"AllowedMethod\":[\"GET\",\"HEAD\",\"PUT\"],\"AllowedHeader\":[\"*\"],\"ExposeHeader\":[\"ETag\"],\"MaxAgeSeconds\":3600}]}"
echo "Bucket $S3_BUCKET is ready"
