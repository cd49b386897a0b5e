"""The VPC of a function, which ministack's stacks do not keep. (It has no network interfaces either way.)"""

from ministack.services import ec2, lambda_svc
from ministack.services.cloudformation import provisioners


def install():
    handlers = provisioners._RESOURCE_HANDLERS["AWS::Lambda::Function"]
    create, update = handlers["create"], handlers["update"]

    def create_in_vpc(logical_id, properties, stack):
        name, attributes = create(logical_id, properties, stack)
        _place(name, properties)
        return name, attributes

    def update_in_vpc(physical_id, old, new, stack, logical_id=None):
        name, attributes = update(physical_id, old, new, stack, logical_id)
        _place(name, new)
        return name, attributes

    handlers.update(create=create_in_vpc, update=update_in_vpc)


def _place(name, properties):
    vpc = properties.get("VpcConfig")
    if not vpc:
        return
    subnet = ec2._subnets.get(vpc["SubnetIds"][0]) or {}
    lambda_svc._functions[name]["config"]["VpcConfig"] = {
        "SubnetIds": vpc["SubnetIds"], "SecurityGroupIds": vpc["SecurityGroupIds"], "VpcId": subnet.get("VpcId", "")}
