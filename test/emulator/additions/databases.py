"""AWS::RDS::DBInstance with a database server behind it, which the test starts and stops."""

import managed_passwords
import network
from outside import ask

from ministack.services import rds
from ministack.services.cloudformation import provisioners


def add_databases():
    handlers = provisioners._RESOURCE_HANDLERS["AWS::RDS::DBInstance"]
    create, delete, snapshot = handlers["create"], handlers["delete"], handlers["snapshot"]

    def create_with_server(logical_id, properties, stack):
        managed = str(properties.get("ManageMasterUserPassword", "")).lower() == "true"
        if managed:
            properties = {**properties, "MasterUserPassword": managed_passwords.make_password()}
        instance_id, attributes = create(logical_id, properties, stack)
        instance = rds._instances[instance_id]
        if managed:
            attributes["MasterUserSecret.SecretArn"] = managed_passwords.keep_password(instance)
        place = ask("start-database", id=instance_id, user=instance["MasterUsername"],
                    password=instance["_MasterUserPassword"])
        network.add_place(instance["Endpoint"]["Address"], place["host"], place["port"])
        return instance_id, attributes

    def delete_with_server(instance_id, properties):
        instance = rds._instances.get(instance_id)
        if instance:
            if _is_protected(instance):
                raise ValueError("Cannot delete protected DB Instance, please disable deletion protection and try again.")
            network.remove_place(instance["Endpoint"]["Address"])
            managed_passwords.forget_password(instance)
            ask("stop-database", id=instance_id)
        delete(instance_id, properties)

    def snapshot_unless_protected(instance_id, properties):
        # The snapshot is part of the delete, and that will be refused.
        if not _is_protected(rds._instances.get(instance_id) or {}):
            snapshot(instance_id, properties)

    handlers.update(create=create_with_server, delete=delete_with_server, snapshot=snapshot_unless_protected)


def _is_protected(instance):
    return str(instance.get("DeletionProtection", "")).lower() == "true"
