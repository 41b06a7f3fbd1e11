#!/bin/sh
# Starts the standalone relay with the JVM settings that suit it. Options are the relay's own; see: relay --help
# RELAY_JAVA_OPTS adds JVM options, JAVA_HOME chooses the JVM.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
# Made by the build for this very jar and JVM; the JVM ignores it when either has changed. To make it anew:
#   java -XX:ArchiveClassesAtExit=relay.jsa -jar relay-standalone.jar rehearse
archive=
[ -f "$here/relay.jsa" ] && archive="-XX:SharedArchiveFile=$here/relay.jsa -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off"
# A young generation of 16 MB is collected before it has touched much memory: 8 kB a connection instead of 12.
# RELAY_JAVA_OPTS may choose another collector instead.
case $RELAY_JAVA_OPTS in
    *-XX:+Use*GC*) heap= ;;
    *) heap="-XX:+UseSerialGC -Xms32m -Xmn16m" ;;
esac
# The interpreter runs code ten times as often as by default before it is compiled: what runs once at the start is not
# compiled at all, which is a fifth of the start's CPU, and under load the compiler is ready sooner for what matters.
compiler="-XX:Tier3InvocationThreshold=2000 -XX:Tier3MinInvocationThreshold=1000 -XX:Tier3CompileThreshold=20000"
# The relay itself would take the variable for a setting that it does not know.
options=$RELAY_JAVA_OPTS
unset RELAY_JAVA_OPTS
# shellcheck disable=SC2086
exec "$java" $archive $heap $compiler $options -jar "$here/relay-standalone.jar" "$@"
