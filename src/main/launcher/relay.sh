#!/bin/sh
# Starts the standalone relay with the JVM settings that suit it. Options are the relay's own; see: relay --help
# RELAY_JAVA_OPTS adds JVM options, JAVA_HOME chooses the JVM.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
# Made by the build for this very jar, in its place, and JVM; the JVM ignores it when one of them has changed. To make it
# anew, beside the jar and with the jar's whole path:
#   java -XX:ArchiveClassesAtExit=relay.jsa -jar "$PWD/relay-standalone.jar" rehearse
archive=
[ -f "$here/relay.jsa" ] && archive="-XX:SharedArchiveFile=$here/relay.jsa -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off"
# A young generation of 16 MB is collected before it has touched much memory: 8 kB a connection instead of 12.
# RELAY_JAVA_OPTS may choose another collector instead.
case $RELAY_JAVA_OPTS in
    *-XX:+Use*GC*) heap= ;;
    *) heap="-XX:+UseSerialGC -Xms32m -Xmn16m" ;;
esac
# Code runs ten times as often as by default before it is compiled, and four times as often before it is optimised: what
# runs at the start only is left alone, a quarter of the start's CPU, and under load the compilers get to what matters.
compiler="-XX:Tier3InvocationThreshold=2000 -XX:Tier3MinInvocationThreshold=1000 -XX:Tier3CompileThreshold=20000
    -XX:Tier4InvocationThreshold=20000 -XX:Tier4MinInvocationThreshold=2400 -XX:Tier4CompileThreshold=60000
    -XX:Tier4BackEdgeThreshold=160000"
# The relay itself would take the variable for a setting that it does not know.
options=$RELAY_JAVA_OPTS
unset RELAY_JAVA_OPTS
# By class path: with -jar the JVM would list the jar once more, for its manifest.
# shellcheck disable=SC2086
exec "$java" $archive $heap $compiler $options -cp "$here/relay-standalone.jar" proxystore.relay.standalone.Main "$@"
