"""What is measured: the program that makes the routes, and what the bench has to know of it."""
from collections import namedtuple

from bed import release

# `writer`: as whom it writes its routes, so that a route by hand takes the same way through the API server. `webhooks`: what
# the names of its webhooks contain. A pod of `deployment` runs `program`, told the pod's name in `variable`, and says at
# https://…:port/ready that it is. `namespace` and `selector`: all of its pods.
Engine = namedtuple("Engine", "name namespace selector writer webhooks deployment program variable port ready")

SALLYPORT = Engine(release.NAME, release.NAMESPACE, release.SELECTOR, f"system:serviceaccount:{release.NAMESPACE}:{release.NAME}",
                   "sallyport.io", release.NAME, "java", "POD_NAME", 8443, "/readyz")
KYVERNO = Engine("kyverno", "kyverno", "app.kubernetes.io/part-of=kyverno",
                 "system:serviceaccount:kyverno:kyverno-background-controller", "kyverno.svc",
                 "kyverno-admission-controller", "kyverno", "KYVERNO_POD_NAME", 9443, "/health/readiness")
