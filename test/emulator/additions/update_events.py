"""Events of an update as AWS has them: none for a resource that stays as it is, CREATE for one that is new.

ministack says UPDATE_IN_PROGRESS and UPDATE_COMPLETE of every resource of the template. Here the first of the two is
held back until the resource is really touched (steps.py calls the two functions), and the second goes with it.
"""

from ministack.services.cloudformation import stacks

# By stack and logical id: what to say when the resource is touched, or that it was made anew.
_held, _made = {}, set()


def install():
    add = stacks._add_event

    def add_when_touched(stack_id, stack_name, logical_id, kind, status, reason="", *rest, **more):
        key = (stack_name, logical_id)
        if logical_id == stack_name:
            # A stack's own event ends or begins an operation.
            for known in [known for known in _made if known[0] == stack_name]:
                _made.discard(known)
        elif status == "UPDATE_IN_PROGRESS" and not reason:
            _held[key] = lambda seen: add(stack_id, stack_name, logical_id, kind, seen, reason, *rest, **more)
            return
        elif status == "UPDATE_COMPLETE" and _held.pop(key, None):
            return
        elif status in ("UPDATE_COMPLETE", "UPDATE_FAILED") and key in _made:
            status = status.replace("UPDATE", "CREATE")
        _held.pop(key, None)
        add(stack_id, stack_name, logical_id, kind, status, reason, *rest, **more)

    stacks._add_event = add_when_touched


def tell_created(stack_name, logical_id):
    say = _held.pop((stack_name, logical_id), None)
    if say:
        _made.add((stack_name, logical_id))
        say("CREATE_IN_PROGRESS")


def tell_updated(stack_name, logical_id):
    say = _held.pop((stack_name, logical_id), None)
    if say:
        say("UPDATE_IN_PROGRESS")
