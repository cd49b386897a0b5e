"""Alarms on an expression of several metrics, which ministack's stacks refuse: kept by their first metric.

No alarm ever rings here, so only what it is called and that it is there counts.
"""

from ministack.services.cloudformation import provisioners


def install():
    record = provisioners._cw_metric_alarm_record

    def record_by_first_metric(name, properties):
        metrics = [entry["MetricStat"] for entry in properties.get("Metrics", []) if "MetricStat" in entry]
        if not metrics:
            return record(name, properties)
        rest = {key: value for key, value in properties.items() if key != "Metrics"}
        first = {**metrics[0]["Metric"], "Period": metrics[0]["Period"], "Statistic": metrics[0]["Stat"]}
        return record(name, {**rest, **first})

    provisioners._cw_metric_alarm_record = record_by_first_metric
