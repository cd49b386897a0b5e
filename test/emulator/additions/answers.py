"""Answers that differ from those of AWS in what is absent, and one action that ministack does not know."""

import re

from ministack.services import rds
from ministack.services.cloudformation import _ACTION_HANDLERS
from ministack.services.cloudformation.helpers import _p

# AWS leaves a reason out when there is none.
_EMPTY_REASON = re.compile(rb"<(\w*StatusReason)></\1>")


def install():
    for action in ("DescribeStacks", "DescribeStackEvents", "DescribeChangeSet", "ListStacks", "ListChangeSets"):
        _ACTION_HANDLERS[action] = _without_empty_reasons(_ACTION_HANDLERS[action])
    _ACTION_HANDLERS["ListChangeSets"] = _by_stack_name(_ACTION_HANDLERS["ListChangeSets"])
    # No instance here keeps backups that outlive it.
    rds._ACTION_MAP["DescribeDBInstanceAutomatedBackups"] = lambda params: rds._xml(
        200, "DescribeDBInstanceAutomatedBackupsResponse",
        "<DescribeDBInstanceAutomatedBackupsResult><DBInstanceAutomatedBackups/>"
        "</DescribeDBInstanceAutomatedBackupsResult>")


def _without_empty_reasons(handle):
    def handle_and_strip(params):
        status, headers, body = handle(params)
        data = body.encode() if isinstance(body, str) else body
        return status, headers, _EMPTY_REASON.sub(b"", data)

    return handle_and_strip


def _by_stack_name(handle):
    """The list is kept by name; AWS takes the ARN too."""
    def handle_any(params):
        name = _p(params, "StackName")
        return handle({**params, "StackName": [name.split("/")[1] if name.startswith("arn:") else name]})

    return handle_any
