# run_program.sh ORRERY PROGRAM: runs PROGRAM.py and compares what it prints with PROGRAM.out.
output=$(mktemp) || exit 1
trap 'rm -f "$output"' EXIT
"$1" run "$2.py" >"$output" 2>"$output.err" || { cat "$output.err"; rm -f "$output.err"; echo "exit status $?"; exit 1; }
rm -f "$output.err"
diff "$2.out" "$output"
