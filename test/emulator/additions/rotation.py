"""A rotation that calls the rotation function for each of its four steps, and the schedule that a stack declares."""

import contextvars
import logging
import threading
import time

from ministack.core.responses import error_response_json, get_account_id, get_region, json_response, new_uuid
from ministack.services import lambda_svc, secretsmanager
from ministack.services.cloudformation import provisioners

_STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
_logger = logging.getLogger("rotation")


def install():
    stub = secretsmanager._rotate_secret
    secretsmanager._rotate_secret = lambda data: _rotate(data, stub)
    provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::RotationSchedule"] = {
        "create": _create_schedule, "update": _update_schedule, "delete": _delete_schedule}


def _rotate(data, stub):
    _, secret = secretsmanager._resolve(data.get("SecretId"))
    if not secret or secret.get("DeletedDate"):
        return stub(data)
    function = data.get("RotationLambdaARN") or secret.get("RotationLambdaARN")
    if not function:
        return _refuse("No Lambda rotation function ARN is associated with this secret.")
    _, pending = secretsmanager._find_stage_version(secret, "AWSPENDING")
    if pending and "AWSCURRENT" not in pending["Stages"]:
        return _refuse("A previous rotation isn't complete. That rotation will be reattempted.")
    secret.update(RotationEnabled=True, RotationLambdaARN=function,
                  RotationRules=data.get("RotationRules") or secret.get("RotationRules"))
    answer = {"ARN": secret["ARN"], "Name": secret["Name"]}
    if data.get("RotateImmediately", True):
        answer["VersionId"] = data.get("ClientRequestToken") or new_uuid()
        _begin(secret, answer["VersionId"], function)
    return json_response(answer)


def _refuse(message):
    return error_response_json("InvalidRequestException", message, 400)


def _begin(secret, version_id, function):
    secretsmanager._remove_stage_everywhere(secret, "AWSPENDING")
    secret["Versions"][version_id] = {
        "SecretString": None, "SecretBinary": None, "CreatedDate": int(time.time()), "Stages": ["AWSPENDING"]}
    # Account and region are of the request, and the thread outlives it.
    work = contextvars.copy_context()
    threading.Thread(target=work.run, args=(_call_steps, secret, version_id, function), daemon=True).start()


def _call_steps(secret, version_id, function):
    for step in _STEPS:
        record, _, _ = lambda_svc._get_func_record_for_ref_in_scope(
            function, account_id=get_account_id(), region=get_region())
        event = {"Step": step, "SecretId": secret["ARN"], "ClientRequestToken": version_id}
        result = lambda_svc._execute_function_with_config_scope(record, event) if record else {"error": True}
        if result.get("error"):
            # AWS would call again later; a test wants to see the failure.
            _logger.error("%s failed: %s", step, result)
            return
    secret["LastRotatedDate"] = int(time.time())


def _create_schedule(logical_id, properties, stack):
    data = {name: properties.get(name) for name in ("SecretId", "RotationLambdaARN", "RotationRules")}
    data["RotateImmediately"] = properties.get("RotateImmediatelyOnUpdate", True) not in (False, "false")
    answer = secretsmanager._rotate_secret(data)
    if answer[0] != 200:
        raise ValueError(answer[2].decode())
    return properties["SecretId"], {}


def _update_schedule(physical_id, old, new, stack):
    return _create_schedule(None, new, stack)


def _delete_schedule(physical_id, properties):
    _, secret = secretsmanager._resolve(physical_id)
    if secret:
        secret.update(RotationEnabled=False, RotationLambdaARN=None, RotationRules=None)
