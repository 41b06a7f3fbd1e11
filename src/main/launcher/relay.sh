#!/bin/sh
# Starts the standalone relay with suitable JVM settings. The options are those of the relay; see: relay --help
# RELAY_JAVA_OPTS adds JVM options, separated by blanks; JAVA_HOME selects the JVM.
set -f # RELAY_JAVA_OPTS is split at blanks; its wildcards are not expanded

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

# Builds the command line from its end. Uses -cp, because with -jar the JVM lists the jar a second time, for its manifest.
# The relay loads BoringSSL's library if it listens with TLS.
set -- --enable-native-access=ALL-UNNAMED -cp "$here/relay-standalone.jar" proxystore.relay.standalone.Main "$@"
# The relay would report the variable as an unknown setting.
options=${RELAY_JAVA_OPTS:-}
unset RELAY_JAVA_OPTS
# shellcheck disable=SC2086
set -- $options "$@"

# The JVM optimises a method after twenty times as many calls as by default. When thousands of endpoints return after a restart,
# the compiler would otherwise take more of the processor than the endpoints.
set -- -XX:Tier4InvocationThreshold=100000 -XX:Tier4MinInvocationThreshold=12000 -XX:Tier4CompileThreshold=300000 \
    -XX:Tier4BackEdgeThreshold=800000 "$@"

# A young generation of 16 MB is collected before it has used much memory: 8 kB per connection instead of 12.
# RELAY_JAVA_OPTS can select another collector or another heap.
case $options in
    *-XX:+Use*GC* | *-Xm[sxn]* | *HeapSize* | *RAMPercentage*) ;;
    *) set -- -Xms32m -Xmn16m "$@" ;;
esac
case $options in
    *-XX:+Use*GC*) ;;
    *) set -- -XX:+UseSerialGC "$@" ;;
esac

# The archive is for this jar in this place and this JVM; the JVM ignores it if one of them has changed. To make it again:
#   java -XX:ArchiveClassesAtExit=relay.jsa -jar "$PWD/relay-standalone.jar" rehearse
if [ -f "$here/relay.jsa" ]; then
    set -- "-XX:SharedArchiveFile=$here/relay.jsa" -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off "$@"
fi

exec "$java" "$@"
