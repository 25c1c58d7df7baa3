#!/bin/sh
# Compiles, verifies and lists every Python file below the given directories with the fuzz target's driver, and says
# which ones crash it. For development: it takes a corpus that the repository doesn't hold.
#
#     tests/compile_corpus.sh BUILD_DIRECTORY DIRECTORY...
build=$1
shift
failed=0
for file in $(find "$@" -name '*.py' | sort); do
    if ! timeout 20 "$build/tests/fuzz_compile" "$file" 2>/dev/null; then
        echo "$file"
        failed=1
    fi
done
exit $failed
