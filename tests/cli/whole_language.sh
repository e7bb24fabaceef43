#!/bin/sh
# One experiment with everything the language has is understood, and comes to what is written down beside it; SECATEUR_UPDATE=1 writes it down
# anew.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
expected=$SOURCE_DIR/tests/data/language/whole.out
cp "$SOURCE_DIR"/tests/data/language/* .
"$SECATEUR" check whole.yaml --explain >as-is 2>err || fail 'not taken'
sed "s|$PWD|FOLDER|" as-is >out
[ ! -s err ] || fail 'warned of'
if [ "${SECATEUR_UPDATE:-}" = 1 ]; then
	cp out "$expected"
fi
diff -u "$expected" out || fail 'it comes to something else'
"$SECATEUR" schema >schema.json
python3 -c 'import yaml, jsonschema; jsonschema.Draft202012Validator' 2>/dev/null || { echo 'skipped: python3 has no yaml or jsonschema (python3-yaml, python3-jsonschema)'; exit 77; }
python3 "$SOURCE_DIR/tests/helpers/validate.py" schema.json whole.yaml >out || fail 'not by the schema'
