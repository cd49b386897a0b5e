"""Starts ministack with what it lacks for this project's stack. See ../README.md for what and why.

Takes ministack's own environment variables, and EMULATOR_OUTSIDE_URL: where the test answers (see outside.py).
"""

import api_addresses
import managed_passwords
import network
import proxies
import rotation
import secrets_behaviour
import security_groups
import steps
from databases import add_databases

from ministack.app import main

# The functions inherit the environment: the test's own address is none of their business.
for part in (api_addresses, network, secrets_behaviour, rotation, security_groups, proxies, managed_passwords):
    part.install()
add_databases()
# Last, so that it sees every step before the handlers above do.
steps.install()

main()
