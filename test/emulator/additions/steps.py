"""Asks the test before each step of a stack's operation, which may take its time or fail."""

import update_events
from outside import ask

from ministack.services.cloudformation import stacks


def install():
    # A step may wait for the test: on the event loop it would hold up every other request.
    stacks._runs_on_worker_thread = lambda resource_type: True
    provision, update, delete = stacks._provision_resource, stacks._update_resource, stacks._delete_resource

    def provision_when_asked(kind, logical_id, properties, stack):
        update_events.tell_created(stack, logical_id)
        ask("step", action="create", kind=kind, logicalId=logical_id, stack=stack)
        return provision(kind, logical_id, properties, stack)

    def update_when_asked(kind, physical_id, old, new, stack, logical_id=None, attributes=None):
        if old != new:
            update_events.tell_updated(stack, logical_id)
            ask("step", action="update", kind=kind, logicalId=logical_id, stack=stack)
        return update(kind, physical_id, old, new, stack, logical_id, attributes)

    def delete_when_asked(kind, physical_id, properties, stack=None, logical_id=None):
        ask("step", action="delete", kind=kind, logicalId=logical_id, stack=stack)
        return delete(kind, physical_id, properties, stack, logical_id)

    stacks._provision_resource = provision_when_asked
    stacks._update_resource = update_when_asked
    stacks._delete_resource = delete_when_asked
