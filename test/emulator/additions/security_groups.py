"""AWS::EC2::SecurityGroupIngress: a rule of its own, added to a group that exists."""

from ministack.core.responses import new_uuid
from ministack.services import ec2
from ministack.services.cloudformation import provisioners


def install():
    provisioners._RESOURCE_HANDLERS["AWS::EC2::SecurityGroupIngress"] = {"create": _create, "delete": _delete}
    provisioners._REPLACING_PROPERTIES["AWS::EC2::SecurityGroupIngress"] = (
        "GroupId", "IpProtocol", "FromPort", "ToPort", "SourceSecurityGroupId")


def _create(logical_id, properties, stack):
    group = ec2._security_groups.get(properties["GroupId"])
    if group is None:
        raise ValueError(f"The security group '{properties['GroupId']}' does not exist")
    group["IpPermissions"].extend(provisioners._ec2_sg_permissions([properties]))
    rule_id = f"sgr-{new_uuid().replace('-', '')[:17]}"
    return rule_id, {"Id": rule_id}


def _delete(physical_id, properties):
    group = ec2._security_groups.get(properties["GroupId"])
    if group is None:
        return
    for permission in provisioners._ec2_sg_permissions([properties]):
        if permission in group["IpPermissions"]:
            group["IpPermissions"].remove(permission)
