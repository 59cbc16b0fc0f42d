"""The Go programs of the cluster: three Go modules, whose go.mod and go.sum pin every version.

As few as can be, so that what several programs use is compiled once: e2e/parts, e2e/parts/serving for what cannot live
with the cluster's own Kubernetes libraries, and e2e/parts/kyverno, which only a comparison needs. Programs that are alike are one file with several names. A finished part lies in
the cache and is never built again while its sources, flags and modules are the same.
"""
import functools
import hashlib
import re
from collections import namedtuple
from pathlib import Path

from bed import paths, shell

PLATFORM, SERVING, BESIDE = paths.E2E / "parts", paths.E2E / "parts/serving", paths.E2E / "parts/kyverno"

# A file that is linked: its package, the module whose version it has, the programs in it, the symbols it is stamped with,
# the folder whose go.mod it is built by.
Part = namedtuple("Part", "package module programs stamps folder", defaults=((), PLATFORM))

CONTAINERD = "github.com/containerd/containerd/v2"
OAUTH2_PROXY = "github.com/oauth2-proxy/oauth2-proxy/v7"
CERT_MANAGER = "github.com/cert-manager/cert-manager"
KNATIVE = "knative.dev/serving"
KYVERNO = "github.com/kyverno/kyverno"
KSERVE, ISTIO, GATEWAY_API = "github.com/kserve/kserve", "istio.io/istio", "sigs.k8s.io/gateway-api"

# Clients and webhooks read the version a program was stamped with; unstamped ones say v0.0.0.
_KUBERNETES_STAMPS = tuple(f"k8s.io/{package}/version.git{key}={value}" for package in ("component-base", "client-go/pkg")
                           for key, value in (("Version", "{version}"), ("Major", "{major}"), ("Minor", "{minor}")))
_ISTIO_STAMPS = tuple(f"istio.io/istio/pkg/version.build{key}=1.31.0" for key in ("Version", "Tag"))
_CONTAINERD_STAMPS = (f"{CONTAINERD}/version.Version={{version}}",)


def _one(name, package, module, *stamps, folder=PLATFORM):
    return {name: Part(package, module, (name,), stamps, folder)}


# In the order in which a cold start needs them.
PARTS = {
    **_one("etcd", "go.etcd.io/etcd/server/v3", "go.etcd.io/etcd/server/v3"),
    "kubernetes": Part("./kubernetes", "k8s.io/kubernetes", (
        "kube-apiserver", "kube-controller-manager", "kubectl", "kube-scheduler", "kubelet", "kube-proxy"), _KUBERNETES_STAMPS),
    **{key: part for name in ("containerd", "containerd-shim-runc-v2", "ctr")
       for key, part in _one(name, f"{CONTAINERD}/cmd/{name}", CONTAINERD, *_CONTAINERD_STAMPS).items()},
    **_one("pause", "./pause", None),
    **_one("echo", "./echo", None),
    **_one("coredns", "./coredns", "github.com/coredns/coredns"),
    **_one("helm", "helm.sh/helm/v4/cmd/helm", "helm.sh/helm/v4", "helm.sh/helm/v4/internal/version.version={version}"),
    "istio": Part("./istio", ISTIO, ("pilot-discovery", "pilot-agent"), _ISTIO_STAMPS),
    **_one("oauth2-proxy", OAUTH2_PROXY, OAUTH2_PROXY, f"{OAUTH2_PROXY}/pkg/version.VERSION={{version}}"),
    **_one("s3", "./s3", "github.com/rclone/gofakes3"),
    **{key: part for name in ("manager", "router")
       for key, part in _one(f"kserve-{name}", f"{KSERVE}/cmd/{name}", KSERVE, folder=SERVING).items()},
    **{key: part for name in ("controller", "webhook", "autoscaler", "activator", "queue")
       for key, part in _one(f"knative-{name}", f"{KNATIVE}/cmd/{name}", KNATIVE, folder=SERVING).items()},
    **_one("knative-ingress", "./knative-ingress", None, folder=SERVING),
    **_one("cert-manager", "./cert-manager", CERT_MANAGER),
    **_one("helm3", "helm.sh/helm/v3/cmd/helm", "helm.sh/helm/v3", "helm.sh/helm/v3/internal/version.version={version}"),
    **_one("kyverno", f"{KYVERNO}/cmd/kyverno", KYVERNO, f"{KYVERNO}/pkg/version.BuildVersion={{version}}", folder=BESIDE),
    **_one("kyverno-background", f"{KYVERNO}/cmd/background-controller", KYVERNO,
           f"{KYVERNO}/pkg/version.BuildVersion={{version}}", folder=BESIDE),
}
PROGRAMS = {program: name for name, part in PARTS.items() for program in part.programs}
NODE = tuple(program for name in ("etcd", "kubernetes", "containerd", "containerd-shim-runc-v2", "ctr", "pause", "echo",
                                  "coredns", "helm") for program in PARTS[name].programs)
# What every test here may need; Kyverno is only for the comparison with it.
TESTED = tuple(program for program in PROGRAMS if not program.startswith("kyverno"))
# What a cluster starts with.
CLUSTER = tuple(program for program in TESTED if program not in ("helm3", "cert-manager"))


def version(name):
    """The version of a program's upstream, as go.mod pins it; for our own, a digest of the sources."""
    part = PARTS[PROGRAMS.get(name, name)]
    return modules(part.folder)[part.module] if part.module else sources(part)[:12]


def binary(program):
    """The program's path; built first if it is not in the cache."""
    return ensure((program,))[program]


def ensure(programs=tuple(PROGRAMS)):
    """The programs' paths by name; builds what is missing."""
    from bed import builds
    folders = builds.folders(dict.fromkeys(PROGRAMS[program] for program in programs))
    return {program: folders[PROGRAMS[program]] / program for program in programs}


@functools.lru_cache(maxsize=None)
def source(module):
    """The folder of an upstream module: its charts, CRDs and Python sources."""
    serving = module == KSERVE or module.startswith("knative.dev/")
    folder = SERVING if serving else BESIDE if module == KYVERNO else PLATFORM
    shell.run("go", "mod", "download", module, cwd=folder, as_builder=True)
    return Path(shell.run("go", "list", "-m", "-f", "{{.Dir}}", module, cwd=folder, as_builder=True).strip())


@functools.lru_cache(maxsize=None)
def modules(folder):
    """What a go.mod builds with: module → version, replacements in force."""
    text = (folder / "go.mod").read_text()
    required = dict(re.findall(r"^(?:require)?\s+(\S+) (v\S+)", text, re.M))
    return {**required, **dict(re.findall(r"^(?:replace)?\s+(\S+)(?: v\S+)? => \S+ (v\S+)", text, re.M))}


def sources(part):
    """A digest of what is our own in a part; the empty one for a program of somebody else."""
    digest = hashlib.sha256()
    if part.package.startswith("./"):
        for file in sorted((part.folder / part.package).rglob("*")):
            if file.is_file():
                digest.update(f"\0{file.name}\0".encode() + file.read_bytes())
    return digest.hexdigest()
