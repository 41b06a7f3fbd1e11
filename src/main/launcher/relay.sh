#!/bin/sh
# Starts the standalone relay with the JVM settings that suit it. Options are the relay's own; see: relay --help
# RELAY_JAVA_OPTS adds JVM options, separated by blanks; JAVA_HOME chooses the JVM.
set -f # RELAY_JAVA_OPTS is split at blanks, and nothing else happens to it

launcher=$0
while [ -L "$launcher" ]; do
    target=$(readlink -- "$launcher")
    case $target in
        /*) launcher=$target ;;
        *) launcher=$(dirname -- "$launcher")/$target ;;
    esac
done
here=$(CDPATH='' cd -- "$(dirname -- "$launcher")" && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

# In the locales C and POSIX the JVM reads names and paths as ASCII.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
    C | POSIX) export LC_ALL=C.UTF-8 ;;
esac

# The command line is put together from its end. By class path: with -jar the JVM would list the jar once more, for its
# manifest.
set -- -cp "$here/relay-standalone.jar" proxystore.relay.standalone.Main "$@"
# The relay itself would report the variable as a setting that it does not know.
options=${RELAY_JAVA_OPTS:-}
unset RELAY_JAVA_OPTS
# shellcheck disable=SC2086
set -- $options "$@"

# Code runs ten times as often as by default before it is compiled, and four times as often before it is optimised: code
# that runs at the start only is left alone, a quarter of the start's CPU, and under load the compilers get to what matters.
set -- -XX:Tier3InvocationThreshold=2000 -XX:Tier3MinInvocationThreshold=1000 -XX:Tier3CompileThreshold=20000 \
    -XX:Tier4InvocationThreshold=20000 -XX:Tier4MinInvocationThreshold=2400 -XX:Tier4CompileThreshold=60000 \
    -XX:Tier4BackEdgeThreshold=160000 "$@"

# A young generation of 16 MB is collected before it has touched much memory: 8 kB a connection instead of 12.
# RELAY_JAVA_OPTS may choose another collector or another heap.
case $options in
    *-XX:+Use*GC* | *-Xm[sxn]* | *HeapSize* | *RAMPercentage*) ;;
    *) set -- -Xms32m -Xmn16m "$@" ;;
esac
case $options in
    *-XX:+Use*GC*) ;;
    *) set -- -XX:+UseSerialGC "$@" ;;
esac

# Made for this very jar, in its place, and this JVM; the JVM ignores it when one of them has changed. To make it anew:
#   java -XX:ArchiveClassesAtExit=relay.jsa -jar "$PWD/relay-standalone.jar" rehearse
if [ -f "$here/relay.jsa" ]; then
    set -- "-XX:SharedArchiveFile=$here/relay.jsa" -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off "$@"
fi

exec "$java" "$@"
