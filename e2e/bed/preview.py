"""What Sallyport says without any cluster, on the recipe's own files: a first success while the cluster's parts are built."""
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from bed import archive, paths, prerequisites, recipe

STACK = paths.E2E / "stack"
NAMESPACE, MODEL = "team-iris", "iris"
SHOWN = 24
# Of what Istio's chart makes, the labels by which Gateways and policies find the gateway's Pods.
GATEWAY = {"apiVersion": "apps/v1", "kind": "Deployment",
           "metadata": {"name": "istio-ingressgateway", "namespace": "istio-system"},
           "spec": {"template": {"metadata": {"labels": {"app": "istio-ingressgateway", "istio": "ingressgateway"}}}}}
POLICY = "istio-ingressgateway-require-jwt"


def show(image, out=sys.stdout):
    """Runs `sallyport render`, `check` and `explain` out of an image that was just packed."""
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        (work / "iris.yaml").write_text(_labelled(recipe.iris(MODEL, NAMESPACE)))
        (work / "bypass.yaml").write_text(yaml.safe_dump(_bypass()))
        shutil.copytree(STACK / "kubeflow", work / "cluster")
        (work / "cluster/gateway-pods.yaml").write_text(yaml.safe_dump(GATEWAY))
        root = work / "image"
        root.mkdir()
        archive.unpacked(image, root)
        print("\nWhile the cluster's programs are built, without any cluster: what Sallyport would write for the recipe's model,\n"
              "what it says of the recipe's forbidden step, and where a call without a token ends at Kubeflow's gateway.", file=out)
        for words in ("render -f iris.yaml", "check --cluster cluster -f bypass.yaml",
                      f"explain --cluster cluster POST http://gateway/kfserving/{NAMESPACE}/{MODEL}"):
            _run(shlex.split(words), _java(root), work, out)
        print(file=out, flush=True)


def _run(words, java, folder, out):
    done = subprocess.run([*java, *words], cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    print(f"\n  $ sallyport {shlex.join(words)}", file=out)
    lines = (done.stdout + done.stderr).rstrip().splitlines()
    for line in lines[:SHOWN]:
        print(f"    {line}", file=out)
    if len(lines) > SHOWN:
        print(f"    … and {len(lines) - SHOWN} lines more", file=out)
    out.flush()


def _java(root):
    """The program of the unpacked image, on this machine's Java, which need not be the image's own."""
    return [prerequisites.jdk() / "bin/java", "-cp", f"{root}/app/classpath/*:{root}/app/libs/*",
            (root / "app/jib-main-class-file").read_text().strip()]


def _labelled(manifest):
    model = yaml.safe_load(manifest)
    model["metadata"]["labels"] = {"expose-external": "true"}
    return yaml.safe_dump(model)


def _bypass():
    """Step 5 of the recipe, which its own author warns of: the path taken out of require-jwt."""
    policies = yaml.safe_load_all((STACK / "kubeflow/policies.yaml").read_text())
    policy = next(found for found in policies if found["metadata"]["name"] == POLICY)
    for rule in policy["spec"]["rules"]:
        rule["to"][0]["operation"]["notPaths"].append("/kfserving/*")
    return policy
