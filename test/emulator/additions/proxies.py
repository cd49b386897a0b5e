"""AWS::RDS::DBProxy and its target group: RDS's own actions, and a real proxy that the test starts behind them."""

import network
from outside import ask
from secrets_behaviour import read_current

from ministack.services import rds
from ministack.services.cloudformation import provisioners

_PROXY, _GROUP = "AWS::RDS::DBProxy", "AWS::RDS::DBProxyTargetGroup"
_MODIFIABLE = ("Auth", "DebugLogging", "DefaultAuthScheme", "IdleClientTimeout", "RequireTLS", "RoleArn")


def install():
    provisioners._RESOURCE_HANDLERS[_PROXY] = {
        "create": _create_proxy, "update": _update_proxy, "delete": _delete_proxy}
    provisioners._RESOURCE_HANDLERS[_GROUP] = {
        "create": _create_group, "update": _update_group, "delete": _delete_group}
    provisioners._REPLACING_PROPERTIES.update({
        _PROXY: ("DBProxyName", "EngineFamily", "VpcSubnetIds"), _GROUP: ("DBProxyName", "TargetGroupName")})
    provisioners._STACK_TAG_PROPERTY[_PROXY] = ("Tags", "list")


def _call(action, kind, **parameters):
    provisioners._rds_call(rds._ACTION_MAP[action], provisioners._ec_query(parameters), kind, action)


def _create_proxy(logical_id, properties, stack):
    name = properties["DBProxyName"]
    _call("CreateDBProxy", _PROXY, **properties)
    return name, _describe(rds._db_proxies[name])


def _describe(proxy):
    return {"DBProxyArn": proxy["DBProxyArn"], "Endpoint": proxy["Endpoint"], "VpcId": proxy["VpcId"]}


def _update_proxy(name, old, new, stack):
    changes = {key: new[key] for key in _MODIFIABLE if key in new}
    _call("ModifyDBProxy", _PROXY, DBProxyName=name, **changes)
    _start(name)
    return name, _describe(rds._db_proxies[name])


def _delete_proxy(name, properties):
    _stop(name)
    if name in rds._db_proxies:
        _call("DeleteDBProxy", _PROXY, DBProxyName=name)


def _create_group(logical_id, properties, stack):
    name = properties["DBProxyName"]
    _set_pool(properties)
    _call("RegisterDBProxyTargets", _GROUP, DBProxyName=name,
          DBInstanceIdentifiers=properties.get("DBInstanceIdentifiers", []))
    _start(name)
    arn = rds._db_proxies[name]["TargetGroup"]["TargetGroupArn"]
    return arn, {"TargetGroupArn": arn}


def _update_group(physical_id, old, new, stack):
    _set_pool(new)
    _start(new["DBProxyName"])
    return physical_id, {"TargetGroupArn": physical_id}


def _delete_group(physical_id, properties):
    name = properties["DBProxyName"]
    _stop(name)
    if name in rds._db_proxies:
        rds._db_proxies[name]["Targets"] = []


def _set_pool(properties):
    _call("ModifyDBProxyTargetGroup", _GROUP, DBProxyName=properties["DBProxyName"], TargetGroupName="default",
          ConnectionPoolConfig=properties.get("ConnectionPoolConfigurationInfo", {}))


def _start(name):
    """Starts the proxy once it has a database, or starts it again with what has changed."""
    proxy = rds._db_proxies[name]
    if not proxy["Targets"]:
        return
    auth = proxy["Auth"][0]
    place = ask(
        "start-proxy", name=name, database=proxy["Targets"][0]["RdsResourceId"], secretArn=auth["SecretArn"],
        secret=read_current(auth["SecretArn"]), byToken=auth.get("IAMAuth") == "REQUIRED",
        requireTls=proxy["RequireTLS"], idleClientTimeout=proxy["IdleClientTimeout"],
        pool=proxy["TargetGroup"]["ConnectionPoolConfig"])
    network.add_place(
        proxy["Endpoint"], place["host"], place["port"], {"NODE_EXTRA_CA_CERTS": place["authorityFile"]})


def _stop(name):
    proxy = rds._db_proxies.get(name)
    if proxy:
        network.remove_place(proxy["Endpoint"])
        ask("stop-proxy", name=name)
