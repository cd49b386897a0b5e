"""The way from a function to database and proxy, which a VPC would give it.

Endpoints have the names that AWS gives them; what listens there is on this computer. When a function's process is
started, its variables are written anew with where that is.
"""

from ministack.core.lambda_runtime import Worker

_HOSTS_AND_PORTS = (("DATABASE_HOST", "DATABASE_PORT"), ("DATABASE_INSTANCE_HOST", "DATABASE_INSTANCE_PORT"))
_places = {}


def add_place(endpoint, host, port, variables=None):
    """From now on new processes find `endpoint` at host and port, with more variables if it needs any."""
    _places[endpoint] = (host, port, variables or {})


def remove_place(endpoint):
    _places.pop(endpoint, None)


def install():
    spawn = Worker._spawn

    def spawn_redirected(worker):
        own = worker.config
        worker.config = {**own, "Environment": {"Variables": _redirect(own)}}
        try:
            spawn(worker)
        finally:
            worker.config = own

    Worker._spawn = spawn_redirected


def _redirect(config):
    variables = dict(config.get("Environment", {}).get("Variables", {}))
    for host_name, port_name in _HOSTS_AND_PORTS:
        if variables.get(host_name) in _places:
            host, port, more = _places[variables[host_name]]
            variables.update({host_name: host, port_name: str(port), **more})
    return variables
