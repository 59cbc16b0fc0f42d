"""The recipe's ingredients: a plain or a profile namespace, credentials for the S3 store, the iris model."""
from string import Template

from bed import paths

STACK = paths.E2E / "stack"
ORDINARY = {"instances": [[6.8, 2.8, 4.8, 1.4], [6.0, 3.4, 4.5, 1.6]]}
PREDICTIONS = {"predictions": [1, 1]}


def plain(namespace):
    """A namespace outside the mesh."""
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}}


def profile(namespace, owner="user@example.com"):
    """A namespace as Kubeflow makes it for a person: in the mesh, with its accounts and its policy."""
    return _filled("profile/profile.yaml", namespace=namespace, owner=owner)


def credentials(namespace):
    """The service account minio-sa, which the model's pod runs as."""
    return _filled("recipe/credentials.yaml", namespace=namespace)


def iris(name, namespace):
    """The InferenceService of the recipe: sklearn, from S3."""
    return _filled("recipe/inferenceservice.yaml", name=name, namespace=namespace)


def scripts(namespace):
    """The model servers of our own making, which run in the image of KServe's, as a ConfigMap."""
    files = {file.name: file.read_text() for file in (STACK / "python/servers").glob("*.py")}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "model-servers", "namespace": namespace}, "data": files}


def _filled(file, **values):
    return Template((STACK / file).read_text()).substitute(values)
