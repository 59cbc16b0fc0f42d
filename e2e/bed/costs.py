"""What building each part took, in seconds of CPU: measured when it was built, kept beside it, and expected by the bar."""
import json

COST = "cost.json"
# What the bar uses: seconds of CPU for the packages of each part that no part before it has, measured, and for the few
# packages that take longer than two seconds.
EXPECTED = {"etcd": 90, "kubernetes": 508, "containerd": 58, "containerd-shim-runc-v2": 1, "ctr": 5, "pause": 1, "echo": 1,
            "coredns": 15, "helm": 18, "istio": 252, "oauth2-proxy": 40, "s3": 2, "kserve-manager": 144, "cert-manager": 20,
            "helm3": 10, "kyverno": 400, "kyverno-background": 10}
HEAVY = {"istio.io/istio/pilot/pkg/serviceregistry/ambient": 29, "istio.io/istio/pilot/pkg/config/kube/agentgateway": 20,
         "github.com/redis/go-redis/v9": 19, "istio.io/istio/pilot/pkg/config/kube/gateway": 19,
         "istio.io/istio/pilot/pkg/model": 8, "k8s.io/api/core/v1": 7, "k8s.io/kubernetes/pkg/generated/openapi": 6,
         "istio.io/istio/pilot/pkg/serviceregistry/kube/controller": 5, "istio.io/istio/pilot/pkg/config/kube/gatewaycommon": 5}


def split(graph, packages, spent):
    """The cost of each part out of the go command's own record of what it did.

    A package that several parts need counts for the first, and one that Go had compiled already costs nothing. What the go
    command itself took, looking for packages and fetching modules, is shared out by the number of packages.
    """
    actions = {action["ID"]: action for action in json.loads(graph.read_text())}
    linked = {action["Package"]: action for action in actions.values() if action["Mode"] == "link"}
    claimed, costs = set(), {}
    for name, link in _in_order(packages, linked):
        own = _below(link["ID"], actions, claimed)
        packages_of_part = [action for action in own if action["Mode"] == "build"]
        compiled = [action for action in packages_of_part if action.get("Cmd")]
        costs[name] = {"packages": len(packages_of_part), "compiled": len(compiled), "compile": sum(map(_seconds, compiled)),
                       "link": sum(_seconds(action) for action in own if action["Mode"] == "link")}
    all_compiled = sum(cost["compiled"] for cost in costs.values()) or 1
    rest = max(0.0, spent - sum(cost["compile"] + cost["link"] for cost in costs.values()))
    for cost in costs.values():
        cost["go"] = rest * cost["compiled"] / all_compiled
    return {name: {key: round(value, 1) for key, value in cost.items()} for name, cost in costs.items()}


def write(folder, cost):
    """Keeps it beside the programs."""
    (folder / COST).write_text(json.dumps(cost))


def table(folders):
    """The lines of `e2e/cluster parts --cost` for the parts in these folders (by name; None where it is not built)."""
    yield "| part | packages | of them compiled then | compiler | linker | go itself | CPU seconds |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    total = 0.0
    for name, folder in folders.items():
        if folder is None:
            yield f"| {name} | not built | | | | | |"
            continue
        cost = json.loads((folder / COST).read_text())
        seconds = cost["compile"] + cost["link"] + cost["go"]
        total += seconds
        yield (f"| {name} | {cost['packages']} | {cost.get('compiled', cost['packages'])} | {cost['compile']:.0f} "
               f"| {cost['link']:.0f} | {cost['go']:.0f} | {seconds:.0f} |")
    yield f"| all | | | | | | {total:.0f} |"


def _in_order(packages, linked):
    for name, package in packages.items():
        suffix = package.removeprefix(".")
        yield name, next(action for path, action in linked.items()
                         if path == package or (package.startswith(".") and path.endswith(suffix)))


def _below(start, actions, claimed):
    """All that an action needs and that is not claimed yet, itself included; claimed from now on."""
    found, waiting = [], [start]
    while waiting:
        number = waiting.pop()
        if number not in claimed:
            claimed.add(number)
            found.append(actions[number])
            waiting += actions[number].get("Deps") or []
    return found


def _seconds(action):
    return (action.get("CmdUser", 0) + action.get("CmdSys", 0)) / 1e9


def weight(package):
    """Seconds of CPU that a package takes to compile."""
    return HEAVY.get(package, 0.2)


def expected(names):
    """Seconds of CPU that compiling these parts takes on a machine that has nothing; a part not measured is a small one."""
    return sum(EXPECTED.get(name, 20) for name in names)
