"""Master passwords that RDS keeps in a secret of its own (`ManageMasterUserPassword`), and their rotation."""

import contextvars
import json
import secrets
import threading

from outside import ask
from secrets_behaviour import read_current

from ministack.core.responses import new_uuid
from ministack.services import rds, secretsmanager


def install():
    describe, modify = rds._instance_xml, rds._modify_db_instance

    def describe_with_secret(instance):
        secret = instance.get("MasterUserSecret")
        if not secret:
            return describe(instance)
        fields = "".join(f"<{name}>{value}</{name}>" for name, value in secret.items())
        return f"{describe(instance)}<MasterUserSecret>{fields}</MasterUserSecret>"

    def modify_and_rotate(params):
        answer = modify(params)
        instance = rds._resolve_instance(rds._p(params, "DBInstanceIdentifier"))
        wanted = rds._p(params, "RotateMasterUserPassword") == "true"
        if answer[0] != 200 or not wanted or not instance or not instance.get("MasterUserSecret"):
            return answer
        instance["MasterUserSecret"]["SecretStatus"] = "rotating"
        work = contextvars.copy_context()
        threading.Thread(target=work.run, args=(_rotate, instance), daemon=True).start()
        return answer

    rds._instance_xml = describe_with_secret
    rds._ACTION_MAP["ModifyDBInstance"] = modify_and_rotate


def make_password():
    return secrets.token_urlsafe(24)


def keep_password(instance):
    """Makes the secret of an instance with a managed password, and returns its ARN."""
    text = _write(instance["MasterUsername"], instance["_MasterUserPassword"])
    arn, _ = secretsmanager._store_new_secret(f"rds!db-{new_uuid()}", secret_string=text, description=(
        f"The secret associated with the primary RDS DB instance: {instance['DBInstanceArn']}"))
    instance["MasterUserSecret"] = {"SecretArn": arn, "SecretStatus": "active"}
    return arn


def forget_password(instance):
    name, secret = secretsmanager._resolve((instance.get("MasterUserSecret") or {}).get("SecretArn") or "")
    if secret:
        secretsmanager._purge_secret(name, secret)


def _rotate(instance):
    arn, password = instance["MasterUserSecret"]["SecretArn"], make_password()
    user = json.loads(read_current(arn))["username"]
    ask("set-password", id=instance["DBInstanceIdentifier"], user=user, password=password)
    instance["_MasterUserPassword"] = password
    secretsmanager._put_secret_value({"SecretId": arn, "SecretString": _write(user, password)})
    instance["MasterUserSecret"]["SecretStatus"] = "active"


def _write(user, password):
    return json.dumps({"username": user, "password": password})
