"""What more models cost: the same figures beside 100 labelled models and beside ten or a hundred times as many, in 200 namespaces."""
import os
import signal
import threading
import time

from bed import progress, release, shell
from bed.bench import counters, door, memory, models, opening, starts
from bed.bench.clients import Client, together
from bed.bench.figures import quantile
from bed.outside import Gateway

NAMESPACES, CLIENTS, TOGGLED, REST = 200, 4, 100, 20
# Of an engine's own limit, so that it is not what is measured; how long routes may stay away before that is called the wall.
SETTINGS, PATIENCE = {"exposure": {"routesPerNamespace": 100_000}}, 120
# What is measured at each size: key, what it is, unit as figures has them, and whether its floor is measured, too.
COLUMNS = (
    ("created", "models labelled and routed a second", ""), ("memory", "memory of a pod of ours", "MiB"),
    ("event", "CPU of ours for a change of a label", "ms"), ("label", "label → VirtualService, p50", "ms"),
    ("label floor", "the same route by hand, p50", "ms"), ("start", "start → ready, with all of them there", "s"),
    ("handover", "leader's pod deleted → next label's VirtualService", "s"),
    ("killed", "leader killed with -9 → next label's VirtualService", "s"),
    ("door", "label → first 200, p50", "ms"), ("door floor", "the same by hand: istiod and Envoy, p50", "ms"),
    ("calls", "our API calls a minute at rest, of all pods", ""), ("events", "Events a minute at rest", ""),
    ("istiod", "memory of istiod", "MiB"), ("istiod event", "CPU of istiod for a change of a label", "ms"),
    ("envoy", "memory of the gateway", "MiB"), ("envoy event", "CPU of the gateway for a change of a label", "ms"),
    ("routes", "routes that the gateway has", ""), ("configuration", "size of their dump", "MiB"))


def at_each(bench, sizes):
    """(size, figures by key) for each size, smallest first; ends early, with a word why, where routes stop to come."""
    release.upgrade(bench.cluster, SETTINGS)
    with progress.step(f"{NAMESPACES} namespaces"):
        namespaces = [models.begun(bench) for _ in range(NAMESPACES)]
    there = 0
    for size in sorted(sizes):
        try:
            found = {"created": _fill(bench, namespaces, there, size)}
            there = size
            found |= _measured(bench, namespaces, size)
        except shell.Failed as failure:
            progress.say(f"{size:,} models are the wall here: {failure}")
            return
        yield size, found


def _measured(bench, namespaces, size):
    found = {"memory": max(working for working, _ in memory.of_each(bench)), **_mesh_memory(bench), **_routes(bench)}
    found |= _events(bench, namespaces)
    label, _ = opening.one_by_one(bench, 20)
    opened = door.opened_and_shut(bench, size, 5)[0]
    found |= {"label": label.value, "label floor": label.floor, "door": opened.value, "door floor": opened.floor,
              "start": quantile(starts.seconds(bench, 2), 0.5), **_rest(bench)}
    return found | {"handover": _takeover(bench, _delete), "killed": _takeover(bench, _kill)}


def _named(size, start=0):
    return [(f"m-{number:05}", number % NAMESPACES) for number in range(start, size)]


def _fill(bench, namespaces, there, size):
    """How many a second get their route, from the first call to the last route."""
    wanted = _named(size, there)
    with bench.watching() as watch, progress.step(f"{size:,} labelled models"):
        began = together(bench.api, CLIENTS, lambda client, each: models.create(
            client, each[0], namespaces[each[1]], models.OPEN["metadata"]["labels"]), wanted)
        last = max(watch.came(namespace, [models.route_of(name) for name, at in wanted if at == index], PATIENCE)
                   for index, namespace in enumerate(namespaces) if any(at == index for _, at in wanted))
    return len(wanted) / (last - began)


def _events(bench, namespaces):
    """CPU for each of so many changes of a label, off and on again, spread over the namespaces."""
    some = _named(TOGGLED)
    processes = {"event": counters.processes(bench), "istiod event": _processes(bench, "app=istiod"),
                 "envoy event": _processes(bench, "app=istio-ingressgateway")}
    before = {key: counters.cpu(pids) for key, pids in processes.items()}
    with bench.watching() as watch, progress.step(f"{2 * TOGGLED} changes of labels"):
        for change in (models.SHUT, models.OPEN):
            together(bench.api, CLIENTS, lambda client, each: client.merge(
                models.KIND, each[0], namespaces[each[1]], change), some)  # noqa: B023  called before the next turn
            for name, at in some:
                (watch.went if change is models.SHUT else watch.came)(namespaces[at], [models.route_of(name)])
        time.sleep(5)  # istiod and Envoy get there later
    return {key: (counters.cpu(pids) - before[key]) / (2 * TOGGLED) for key, pids in processes.items()}


def _takeover(bench, end):
    """Seconds from the end of the leader to the VirtualService of a model that is labelled at that moment.

    The webhooks may be reached through the pod that has just gone: a label that is not taken is sent again.
    """
    with models.namespace(bench) as namespace, bench.watching() as watch, progress.step("another leader"):
        models.create(bench.client, "next", namespace)
        lease = bench.api.get("lease", release.NAME, release.NAMESPACE)
        began = time.monotonic()
        end(bench, lease["spec"]["holderIdentity"])
        bench.kubectl.until("the label to be taken", lambda: Client(bench.api).merge(
            models.KIND, "next", namespace, models.OPEN), timeout=60, pause=0.05)
        took = watch.came(namespace, [models.route_of("next")]) - began
    bench.kubectl.rolled_out(release.NAME, release.NAMESPACE)
    release.older_gone(bench.kubectl)
    return took


def _delete(bench, pod):
    bench.kubectl.run("delete", "pod", pod, "-n", release.NAMESPACE, "--wait=false")


def _kill(bench, pod):
    os.kill(counters.process_of(bench.cluster, pod), signal.SIGKILL)


def _rest(bench):
    """What a minute costs in which nothing happens, by the API server's audit log."""
    log = bench.cluster.state / "logs/audit.log"
    with progress.step("nothing"):
        time.sleep(3)
        with open(log) as file:
            file.seek(0, os.SEEK_END)
            time.sleep(REST)
            lines = file.read().splitlines()
    ours = [line for line in lines if f'"username":"{bench.engine.writer}' in line and '"stage":"ResponseComplete"' in line]
    return {"calls": len(ours) * 60 / REST, "events": sum('"resource":"events"' in line for line in ours) * 60 / REST}


def _pod(bench, selector):
    return bench.kubectl.items("pod", "istio-system", selector)[0]["metadata"]["name"]


def _processes(bench, selector):
    return counters.all_of(bench.cluster, _pod(bench, selector))


def _mesh_memory(bench):
    return {key: memory.fresh(bench.kubectl, _pod(bench, selector))[0]
            for key, selector in (("istiod", "app=istiod"), ("envoy", "app=istio-ingressgateway"))}


def _routes(bench):
    """How many routes the gateway has, and the bytes of its own dump of them."""
    pid = _processes(bench, "app=istio-ingressgateway")[0]
    text = Gateway("127.0.0.1", 15000, f"/proc/{pid}/ns/net").call(
        "GET", "/config_dump?resource=dynamic_route_configs", timeout=120).body
    return {"configuration": len(text), "routes": text.count('"match": {')}
