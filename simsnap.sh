#!/bin/bash
cd /tmp/mapdev; . ./cp.sh; exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx${MX:-3g} -cp "snap:$CP" Sim "$@"
