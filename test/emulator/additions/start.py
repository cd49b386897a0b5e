"""Starts ministack with what it lacks for this project's stack. See ../README.md for what and why.

Takes ministack's own environment variables, and EMULATOR_OUTSIDE_URL: where the test answers (see outside.py). Ends
when its standard input does, so that a test that is killed leaves nothing behind.
"""

import os
import signal
import sys
import threading

import alarms
import answers
import api_addresses
import final_snapshots
import functions_in_vpc
import managed_passwords
import network
import proxies
import remembered_resources
import rotation
import secrets_behaviour
import security_groups
import steps
import update_events
from databases import add_databases

from ministack.app import main


def end_with_input():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


# The functions inherit the environment: the test's own address is none of their business.
for part in (alarms, answers, api_addresses, final_snapshots, functions_in_vpc, managed_passwords, network, proxies,
             remembered_resources, rotation, secrets_behaviour, security_groups, update_events):
    part.install()
add_databases()
# Last, so that it sees every step before the handlers above do.
steps.install()

threading.Thread(target=end_with_input, daemon=True).start()
main()
