"""Where ministack's secrets differ from AWS: `Ref`, versions without a text, and news of a moved AWSCURRENT."""

import json

from outside import ask

from ministack.core.responses import error_response_json
from ministack.services import secretsmanager
from ministack.services.cloudformation import drift, provisioners

_SECRET = "AWS::SecretsManager::Secret"
_CHANGING = ("_put_secret_value", "_update_secret", "_update_secret_version_stage")


def install():
    _make_ref_the_arn()
    _refuse_version_without_text()
    for name in _CHANGING:
        _tell_after(name)


def read_current(secret_id):
    """The text with AWSCURRENT, or None."""
    _, secret = secretsmanager._resolve(secret_id)
    _, version = secretsmanager._find_stage_version(secret, "AWSCURRENT") if secret else (None, None)
    return version["SecretString"] if version else None


def _make_ref_the_arn():
    handlers = provisioners._RESOURCE_HANDLERS[_SECRET]
    create, update, delete = handlers["create"], handlers["update"], handlers["delete"]

    def create_with_arn(logical_id, properties, stack):
        _, attributes = create(logical_id, properties, stack)
        return attributes["Arn"], attributes

    def update_by_arn(arn, old, new, stack, logical_id=None):
        _, attributes = update(_name_of(arn), old, new, stack, logical_id)
        return attributes["Arn"], attributes

    handlers.update(create=create_with_arn, update=update_by_arn, update_with_logical_id=True,
                    delete=lambda arn, properties: delete(_name_of(arn), properties))
    read, properties_read = drift._DRIFT_READERS[_SECRET]
    drift._DRIFT_READERS[_SECRET] = (lambda arn, *more: read(_name_of(arn), *more), properties_read)


def _name_of(arn):
    name, _ = secretsmanager._resolve(arn)
    return name or arn


def _refuse_version_without_text():
    read = secretsmanager._get_secret_value

    def read_text(data):
        answer = read(data)
        if answer[0] != 200:
            return answer
        document = json.loads(answer[2])
        staged = data.get("VersionStage") in (None, *document["VersionStages"])
        if staged and ("SecretString" in document or "SecretBinary" in document):
            return answer
        return error_response_json(
            "ResourceNotFoundException", "Secrets Manager can't find the specified secret value.", 400)

    secretsmanager._get_secret_value = read_text


def _tell_after(name):
    change = getattr(secretsmanager, name)

    def change_and_tell(data):
        before = read_current(data.get("SecretId"))
        answer = change(data)
        current = read_current(data.get("SecretId"))
        if answer[0] == 200 and current != before:
            _, secret = secretsmanager._resolve(data["SecretId"])
            ask("secret-changed", secretArn=secret["ARN"], text=current)
        return answer

    setattr(secretsmanager, name, change_and_tell)
