"""Final snapshots under the name that CloudFormation gives them, which begins with the stack's."""

import contextvars

from ministack.core.responses import new_uuid
from ministack.services.cloudformation import handlers, provisioners, stacks

_stack = contextvars.ContextVar("stack of the delete", default="")


def install():
    delete, name = stacks._delete_stack_async, provisioners._snapshot_id

    async def delete_under_name(stack_name, *rest, **more):
        _stack.set(stack_name)
        await delete(stack_name, *rest, **more)

    def name_after_stack(physical_id):
        return f"{_stack.get()}-snapshot-{new_uuid()[:12]}" if _stack.get() else name(physical_id)

    stacks._delete_stack_async = handlers._delete_stack_async = delete_under_name
    provisioners._snapshot_id = name_after_stack
