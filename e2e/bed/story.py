"""The demo: how a model gets a door to the outside, told step by step with each command and its answer."""
import shlex
import sys
import time

from bed import paths, progress, recipe, release
from bed.cluster import Cluster
from bed.kubectl import Kubectl
from bed.outside import Gateway

TEAM, OTHER, MODEL = "team-iris", "team-other", "iris"
AUDIENCE = "istio-ingressgateway.istio-system.svc.cluster.local"
PATH = f"/kfserving/{TEAM}/{MODEL}"
BYPASS = '[{"op":"add","path":"/spec/rules/0/to/0/operation/notPaths/-","value":"/kfserving/*"}]'


class Story:
    def __init__(self, cluster, out=sys.stdout):
        self.cluster, self.out, self.wrong = cluster, out, []
        self.kubectl = Kubectl.of(cluster)
        self.gateway = Gateway.of(self.kubectl)

    def tell(self):
        """All six steps; returns what was not as expected."""
        self._prepare()
        for number, step in enumerate(
                (self._before, self._label, self._predict, self._others, self._bypass, self._close), 1):
            print(f"\n({number}) {step.__doc__}", file=self.out)
            step()
        return self.wrong

    def _prepare(self):
        with progress.step("the recipe's model, in a plain namespace"):
            for namespace in (TEAM, OTHER):
                self.kubectl.apply(recipe.plain(namespace))
            self.kubectl.apply(recipe.credentials(TEAM))

    def _before(self):
        """Before Sallyport: a model that is Ready, and a call from outside that ends at the sign-in page."""
        with progress.step("the model gets Ready"):
            self.kubectl.run("apply", "-f", "-", stdin=recipe.iris(MODEL, TEAM))
            self.kubectl.wait(f"isvc/{MODEL}", "condition=Ready", TEAM, 150)
        self._run("get", "isvc", MODEL, "-n", TEAM, expect=["True"])
        self._call("POST", None, 403, ["Sign in"], within=10)

    def _label(self):
        """Sallyport is installed and the model labelled: kubectl tells the URL, an Event says when it is live."""
        self._show(["helm", *release.INSTALL])
        release.install(self.cluster)
        self._run("label", "isvc", MODEL, "-n", TEAM, "expose-external=true", expect=["will answer at", PATH])
        self._run("get", "events", "-n", TEAM, "--field-selector", f"reason=Exposed,involvedObject.name={MODEL}",
                  "-o", "custom-columns=REASON:.reason,MESSAGE:.message", expect=["live at", PATH], within=20)

    def _predict(self):
        """A call with a ServiceAccount's token gets predictions."""
        token = self._token("default", TEAM)
        self._call("POST", token, 200, ['"predictions"'], within=15, said=self._create_token("default", TEAM))

    def _others(self):
        """Nobody else gets in: no token, a token for another audience, another namespace's account."""
        self._call("POST", None, 403, hides=["Sign in"], within=10)
        wrong = self._create_token("default", TEAM, "somebody-else")
        self._call("POST", self._token("default", TEAM, "somebody-else"), 403, said=wrong)
        self._call("POST", self._token("default", OTHER), 403, ["may not call the model"],
                   said=self._create_token("default", OTHER))

    def _bypass(self):
        """Somebody tries the usual bypass, an exempt path in require-jwt: refused, with the reason."""
        self._run("patch", "authorizationpolicy", "istio-ingressgateway-require-jwt", "-n", "istio-system",
                  "--type=json", "-p", BYPASS, expect=["reason.sallyport.io", "without a token"], refused=True)

    def _close(self):
        """The label goes, and the door is shut."""
        self._run("label", "isvc", MODEL, "-n", TEAM, "expose-external-", expect=["not reachable from outside"])
        self._call("POST", self._token("default", TEAM), None, hides=["predictions"], within=5,
                   said=self._create_token("default", TEAM))
        self._run("get", "virtualservice,authorizationpolicy,requestauthentication", "-n", TEAM,
                  "-l", f"sallyport.io/inference-service={MODEL}", expect=["No resources found"], within=5)

    def _token(self, account, namespace, audience=AUDIENCE):
        return self.kubectl.token(account, namespace, audience)

    @staticmethod
    def _create_token(account, namespace, audience=AUDIENCE):
        return f"kubectl create token {account} -n {namespace} --audience={audience}"

    def _run(self, *command, expect=(), refused=False, within=0):
        self._show(["kubectl", *command])

        def attempt():
            done = self.kubectl.call(*command)
            said = (done.stdout + done.stderr).strip()
            fine = (done.returncode != 0) == refused and all(text in said for text in expect)
            return fine, said
        self._judge(attempt, within, f"kubectl {command[0]}: expected {'a refusal and ' if refused else ''}{list(expect)}")

    def _call(self, method, token, status, shows=(), hides=(), within=0, said=None):
        bearer = [f'-H "Authorization: Bearer $({said})"'] if said else []
        body = "-H 'Content-Type: application/json' -d '{\"instances\": [[6.8, 2.8, 4.8, 1.4], [6.0, 3.4, 4.5, 1.6]]}'"
        print(f"  $ curl -X {method} {' '.join([*bearer, body])} {self.gateway.url}{PATH}", file=self.out)

        def attempt():
            try:
                answer = self.gateway.call(method, PATH, token, recipe.ORDINARY)
            except OSError as error:
                return False, str(error)
            fine = (status in (None, answer.status) and all(text in answer.body for text in shows)
                    and not any(text in answer.body for text in hides))
            return fine, f"HTTP {answer.status}  {_first(answer.body)}"
        self._judge(attempt, within, f"{method} {PATH}: expected {status or 'no predictions'} {list(shows)}")

    def _judge(self, attempt, within, complaint):
        began = time.monotonic()
        while True:
            fine, said = attempt()
            if fine or time.monotonic() - began > within:
                break
            time.sleep(0.2)
        for line in said.splitlines() or ["(nothing)"]:
            print(f"    {line}", file=self.out)
        if not fine:
            print(f"  UNEXPECTED  {complaint}", file=self.out)
            self.wrong.append(complaint)
        self.out.flush()

    def _show(self, command):
        print(f"  $ {shlex.join(map(str, command))}".replace(f"{paths.REPOSITORY}/", ""), file=self.out)
        self.out.flush()


def _first(body):
    """An answer on one line; of a page, its heading is enough."""
    flat = " ".join(body.split())
    if "<html" in flat.lower():
        at = flat.find("Sign in")
        return f"(an HTML page) … {flat[max(at - 30, 0):at + 60]} …" if at >= 0 else f"(an HTML page) {flat[:80]}"
    return flat if len(flat) <= 400 else flat[:400] + "…"


def after(cluster):
    """How to use a cluster that is kept."""
    named = "" if cluster.name == Cluster().name else f" --name {cluster.name}"
    return f"""
The cluster is kept; Sallyport runs in it. Use it, from this folder:
  e2e/cluster kubectl{named} label isvc {MODEL} -n {TEAM} expose-external=true
  token=$(e2e/cluster kubectl{named} create token default -n {TEAM} --audience={AUDIENCE})
  e2e/cluster exec{named} -- curl -H "Authorization: Bearer $token" http://{Gateway.of(Kubectl.of(cluster)).address}{PATH}
  e2e/scenarios{named} --list
  e2e/down{named}                                      take it away"""


def check_fresh(cluster):
    """The story begins without Sallyport; on a kept cluster it is taken back to there."""
    if release.installed(cluster):
        with progress.step("taking back an earlier telling"):
            cluster.helm("uninstall", release.NAME, "--namespace", release.NAMESPACE, "--wait", "--timeout=240s")
    cluster.kubectl("delete", "namespace", TEAM, OTHER, "--ignore-not-found", "--timeout=120s")
