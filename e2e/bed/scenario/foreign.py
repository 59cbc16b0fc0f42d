"""What a cluster that somebody already has must have before scenarios can say anything about it."""
import json

from bed import shell

DEFINITIONS = ("inferenceservices.serving.kserve.io", "virtualservices.networking.istio.io",
               "authorizationpolicies.security.istio.io", "requestauthentications.security.istio.io")
# What the stand-in models, which name no mode, must be run as.
STANDARD = ("Standard", "RawDeployment")


def check(kubectl):
    """Raises with everything that is missing at once."""
    try:
        kubectl.run("version", "--request-timeout=10s")
    except shell.Failed as failure:
        raise shell.Failed(f"the cluster of {kubectl.kubeconfig} cannot be asked: {str(failure).splitlines()[-1]}") from None
    missing = [problem for look in (_rights, _definitions, _gateway, _product, _mode) for problem in look(kubectl)]
    if missing:
        raise shell.Failed("\n".join([
            f"the cluster of {kubectl.kubeconfig} cannot run scenarios yet:", *(f"  {problem}" for problem in missing),
            'what such a cluster needs is in e2e/README.md, "On a cluster you have"']))


def _rights(kubectl):
    if kubectl.call("auth", "can-i", "*", "*", "--all-namespaces").returncode != 0:
        yield "the kubeconfig's user may not do everything: scenarios make namespaces, models and policies"


def _definitions(kubectl):
    for name in DEFINITIONS:
        if not kubectl.get("customresourcedefinition", name):
            yield f"no CustomResourceDefinition {name}: is {'KServe' if 'kserve' in name else 'Istio'} installed?"


def _gateway(kubectl):
    if not kubectl.get("service", "istio-ingressgateway", "istio-system"):
        yield "no Service istio-system/istio-ingressgateway: is Kubeflow's gateway installed?"


def _product(kubectl):
    found = kubectl.get("deployment", "sallyport", "sallyport")
    if not found:
        yield "no Deployment sallyport/sallyport: src/site/markdown/install.md shows how to install it"
    elif not found.get("status", {}).get("availableReplicas"):
        yield "no pod of Deployment sallyport/sallyport is ready: kubectl describe pods -n sallyport says why"


def _mode(kubectl):
    config = kubectl.get("configmap", "inferenceservice-config", "kubeflow") or {}
    mode = json.loads(config.get("data", {}).get("deploy", "{}")).get("defaultDeploymentMode")
    if mode not in STANDARD:
        yield (f"KServe's defaultDeploymentMode is {mode or 'not set in kubeflow/inferenceservice-config'}: "
               "the scenarios' models name none and need Standard")
