"""The Go programs of the cluster, built from tool modules whose go.mod and go.sum pin every version.

A finished program lies in the cache as <part>-<version>; what is there is never built again.
"""
import fcntl
import functools
import hashlib
import os
import re
from collections import namedtuple

from bed import paths, progress, shell

Part = namedtuple("Part", "module package flags tags", defaults=("", ""))

KUBERNETES = "k8s.io/kubernetes"
ISTIO = "istio.io/istio"
CONTAINERD = "github.com/containerd/containerd/v2"
OAUTH2_PROXY = "github.com/oauth2-proxy/oauth2-proxy/v7"

# Clients and webhooks read the version a program was stamped with; unstamped ones say v0.0.0.
_KUBERNETES_STAMP = " ".join(
    f"-X k8s.io/{package}/version.git{key}" for package in ("component-base", "client-go/pkg")
    for key in ("Version={version}", "Major={major}", "Minor={minor}"))
_ISTIO_STAMP = " ".join(f"-X istio.io/istio/pkg/version.build{key}=1.31.0" for key in ("Version", "Tag"))

# In the order in which a cold start needs them.
PARTS = {
    "etcd": Part("etcd", "go.etcd.io/etcd/server/v3"),
    **{name: Part("kubernetes", f"{KUBERNETES}/cmd/{name}", _KUBERNETES_STAMP) for name in (
        "kube-apiserver", "kube-controller-manager", "kubectl", "kube-scheduler", "kubelet", "kube-proxy")},
    **{name: Part("containerd", f"{CONTAINERD}/cmd/{name}", f"-X {CONTAINERD}/version.Version={{version}}",
                  "no_btrfs,no_devmapper,no_zfs") for name in ("containerd", "containerd-shim-runc-v2", "ctr")},
    "pause": Part("tools", "sallyport.local/parts/tools/pause"),
    "echo": Part("tools", "sallyport.local/parts/tools/echo"),
    "coredns": Part("coredns", "github.com/coredns/coredns"),
    "helm": Part("helm", "helm.sh/helm/v4/cmd/helm",
                 "-X helm.sh/helm/v4/internal/version.version={version}"),
    # These two have their dependencies pinned to Helm 4's versions, so that most is compiled once for all three.
    "helm3": Part("helm3", "helm.sh/helm/v3/cmd/helm", "-X helm.sh/helm/v3/internal/version.version={version}"),
    "cert-manager": Part("cert-manager", "sallyport.local/parts/cert-manager"),
    **{name: Part("istio", f"{ISTIO}/pilot/cmd/{name}", _ISTIO_STAMP)
       for name in ("pilot-discovery", "pilot-agent")},
    "kserve-manager": Part("kserve", "github.com/kserve/kserve/cmd/manager"),
    "oauth2-proxy": Part("oauth2-proxy", OAUTH2_PROXY, f"-X {OAUTH2_PROXY}/pkg/version.VERSION={{version}}"),
    "minio": Part("minio", "github.com/minio/minio"),
}
NODE = ("etcd", "kube-apiserver", "kube-controller-manager", "kubectl", "kube-scheduler", "kubelet",
        "kube-proxy", "containerd", "containerd-shim-runc-v2", "ctr", "pause", "echo", "coredns", "helm")
# What a cluster starts with.
CLUSTER = tuple(name for name in PARTS if name not in ("helm3", "cert-manager"))


def version(name):
    """The version go.mod pins, or for our own programs a digest of their sources."""
    part = PARTS[name]
    folder = paths.E2E / "parts" / part.module
    if part.package.startswith("sallyport.local/"):
        digest = hashlib.sha256()
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                digest.update(file.read_bytes())
        return digest.hexdigest()[:12]
    required = re.findall(r"^(?:require)?\s+(\S+) (v\S+)", (folder / "go.mod").read_text(), re.M)
    # The module of a package is the longest required path that it starts with.
    return max((path, pinned) for path, pinned in required
               if part.package == path or part.package.startswith(path + "/"))[1]


def binary(name):
    """The program's path; built first if it is not in the cache."""
    target = paths.folder(paths.cache() / "bin") / f"{name}-{version(name)}"
    if not target.exists():
        with one_build_at_a_time():
            if not target.exists():
                _build(name, target)
    return target


def ensure(names=tuple(PARTS)):
    """Builds what is missing, one after the other: the Go compiler uses every core by itself."""
    missing = [n for n in names if not (paths.cache() / "bin" / f"{n}-{version(n)}").exists()]
    if missing:
        progress.say(f"building {len(missing)} parts from source, once for this machine: {', '.join(missing)}")
    return {name: binary(name) for name in names}


@functools.lru_cache(maxsize=None)
def source(module):
    """The folder of the upstream module of e2e/parts/<module>: its charts, CRDs and Python sources."""
    part = next(part for part in PARTS.values() if part.module == module)
    return required(module, "/".join(part.package.split("/")[:2 if part.package.startswith(("k8s.io", "istio.io")) else 3]))


@functools.lru_cache(maxsize=None)
def required(module, upstream):
    """The folder of a module that e2e/parts/<module> builds with."""
    folder = paths.E2E / "parts" / module
    shell.run("go", "mod", "download", upstream, cwd=folder, as_builder=True)
    return shell.run("go", "list", "-m", "-f", "{{.Dir}}", upstream, cwd=folder, as_builder=True).strip()


def _build(name, target):
    part, pinned = PARTS[name], version(name)
    numbers = (pinned.lstrip("v").split(".") + ["", ""])[:2]
    flags = "-s -w " + part.flags.format(version=pinned, major=numbers[0], minor=numbers[1])
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    with progress.step(f"go build {name} {pinned}"):
        shell.run("go", "build", "-trimpath", "-buildvcs=false", "-tags", part.tags, "-ldflags", flags,
                  "-o", unfinished, part.package, cwd=paths.E2E / "parts" / part.module,
                  env={"CGO_ENABLED": "0", "GOFLAGS": ""}, as_builder=True, nice=5)
    unfinished.rename(target)


class one_build_at_a_time:
    """Two commands started together share the work instead of doing it twice."""

    def __enter__(self):
        self.file = open(paths.folder(paths.cache()) / "build.lock", "w")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.say("another command is building; waiting for it")
            fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_):
        self.file.close()
