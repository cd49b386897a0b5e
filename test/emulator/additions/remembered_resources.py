"""What a stack knows of its resources when an operation is over, which ministack forgets too early.

What a rollback could not delete stays in the stack, so that the next delete finds it. A deleted stack goes on to list
what it had (AWS keeps that for 90 days), which tells what may be left behind.
"""

from ministack.core.responses import now_iso
from ministack.services.cloudformation import _stacks, handlers, stacks


def install():
    roll_back, delete = stacks._roll_back_operation, stacks._delete_stack_async

    async def roll_back_and_keep(stack_name, stack_id, stack, operation, *rest):
        await roll_back(stack_name, stack_id, stack, operation, *rest)
        if operation.get("is_update"):
            return
        for logical_id, left in stack.get("_rollback_failed", {}).items():
            stack["_resources"][logical_id] = _with_status(logical_id, {"Attributes": {}, **left}, "DELETE_FAILED")
        # The delete goes by the template, and a first deploy that failed has none yet.
        stack["_template"] = stack.get("_template") or operation.get("template") or {}

    async def delete_and_keep(stack_name, stack_id, *rest, **more):
        stack = _stacks.get(stack_name)
        had = dict(stack["_resources"]) if stack else {}
        await delete(stack_name, stack_id, *rest, **more)
        if stack and stack["StackStatus"] == "DELETE_COMPLETE":
            stack["_resources"] = {
                logical_id: _with_status(logical_id, left, "DELETE_COMPLETE") for logical_id, left in had.items()}

    stacks._roll_back_operation = roll_back_and_keep
    stacks._delete_stack_async = handlers._delete_stack_async = delete_and_keep


def _with_status(logical_id, resource, status):
    return {**resource, "LogicalResourceId": logical_id, "ResourceStatus": status, "Timestamp": now_iso()}
