"""What each row of the bench is: what begins and ends it, what its floor is, and what it does not say."""
import textwrap

ROWS = {
    "label": """From the moment at which a merge patch that sets expose-external is sent to the moment at which a watch of all
        VirtualServices, which reads names only, has the model's. 50 models in one plain namespace, one after the other, 50 ms
        apart, each with an address in its status before. Floor: the VirtualService that Sallyport made, sent by the bench as
        Sallyport's account, until the same watch has it; by turns with the models. A label is two writes, so two floors are
        the least. It does not say that Envoy has the route: that is `door`.""",
    "hundred": """100 clients, each with a connection of its own, send one such patch each at the same moment; until the watch has the
        last of the 100 VirtualServices. The median of 5 rounds. Floor: 100 clients create the same 100 VirtualServices.""",
    "thousand": """4 clients create 1,000 labelled models, and write an address into each one's status as KServe does: 2,000 writes, and
        1,000 of ours. From the first call to the last VirtualService; and from the last answer to the last VirtualService. Floor: 4
        clients create 1,000 VirtualServices. Refused or not judged: calls answered with an error, and those that the API
        server let through since it did not reach us, by its own counter.""",
    "admission": """What the API server's own histogram of webhooks (apiserver_admission_webhook_admission_duration_seconds) says that
        asking took, TLS and network included, divided by the number of writes: merge patches of an annotation of a labelled
        model, as dry runs over kept connections, for 2 seconds in each of 3 rounds. Floor: how long a whole write
        of a model takes of which we are not asked, as the client sees it. The webhook in Go that says yes is asked about a
        model that is alike, in the same rounds, and reads nothing of the question but its uid. Reviews per second and core: writes
        judged, by CPU that our processes used meanwhile; its floor: writes of a model that nobody is asked about, by CPU of the
        API server.""",
    "memory": """The container's working set and its anonymous memory, as the kubelet says, of the pod that has most. Idle: 10 seconds
        after new pods are ready. With 1,000 models: 10 seconds after the last route of `thousand`. No floor: the value itself is
        compared with the last.""",
    "start": """From the start of the process, as the kernel has it, to the first 200 of /readyz, asked every 10 ms in the pod's own
        network. Pods of the Deployment's template that no Service knows. Floor: the same without the AOT cache. The image
        is there and what the kubelet needs for a container is not in it.""",
    "door": """From the patch that sets the label to the first call from outside, through the gateway, which the stand-in server
        answers; after that no call fails. Back: until the last call that was answered. Floor: the same route, created and
        deleted by the bench. istiod hands changes on after 10 ms in the bed, not 100 ms.""",
    "edit": """CPU that the judging thread takes for each of 1,820 random policies over the whole grammar, as edits of require-jwt, in a JVM
        with a pod's heap that has judged them all before. No cluster.""",
}
BESIDE = {
    "start → ready": """As in `start`. Kyverno's is its admission controller, on /health/readiness; its init container, which
        removes what earlier versions left, is not run, and its controller of background work has no such word.""",
    "memory": """Working set by the kubelet: of the one of our pods that has most, since each can do everything; of Kyverno's two controllers
        together, since it takes both. Kyverno has no limits of memory here, and its reports are off.""",
    "label, at once": """As `label` and `hundred`, with 3 rounds. Kyverno's GeneratingPolicy writes word for word the VirtualService that
        Sallyport writes for such a model (src/test/resources/companions/standard-v1), with `synchronize`, so that it goes
        with the label. Floor: on the same cluster, that VirtualService, created as the account that writes it there.""",
    "admission added": """As `admission`: for a write, the sum over all webhooks of the engine, which may be more than one. The floor
        is the webhook in Go that says yes to the same writes, so this is how many times a bare answer the engine takes. Dry runs:
        Kyverno writes no UpdateRequest for them, as it does for each label. Its webhook looks at models and refuses none.""",
    "edit of require-jwt": """As `admission`, with a harmless edit of the guarded policy. Kyverno's ValidatingPolicy says
        that the spec is as it was and nobody deletes it, whatever the edit means. So do the same expressions as the API server's
        own ValidatingAdmissionPolicy, which counts no time of what it allows: whole writes of a copy that it judges, and as the
        floor of one that it does not, by turns. Sallyport proves whether the edit lets any request through that was not, and
        also judges routes, filters, Services and workloads that would go around the policy.""",
    "edits lost": """While 4 clients label 100 models, somebody adds 60 entries to the sign-in's policy, one JSON patch each, 20 ms
        apart. Accepted ones that are not there 5 seconds after the last. For this Kyverno writes the models' paths into that policy,
        as Kubeflow 1.9 needs it, by a MutatingPolicy of existing objects.""",
    "refused labels": """Labels set at creation and later, each refused by a ValidatingAdmissionPolicy or by a webhook that does
        not answer; 5 seconds later, VirtualServices in their namespace and paths in the sign-in's policy.""",
    "1,000 by 4 clients": """As `thousand`. We wait as long as another route comes within 30 seconds, at most 240 seconds; routes
        that did not come are counted, and the time is that of the last one that did.""",
}

GROWTH = {
    "models": """InferenceServices with an address in their status, in 200 namespaces, created with the label by 4 clients; KServe is
        stopped. At each size: the last VirtualService is there, then everything else is measured beside them.""",
    "CPU for a change": """100 labels taken away and set again by 4 clients, spread over the namespaces, and 5 seconds more: CPU of both
        our pods, of istiod's pod and of the gateway's, divided by 200.""",
    "label, door": """As `label`, 20 times, and as `door`, 5 times. The floor of `door`, a route by hand, is the share of istiod and
        Envoy.""",
    "another leader": """From the end of the leader's pod, deleted or killed, to the VirtualService of a model that is labelled at that
        moment; what had gone to the pod that ended is sent again.""",
    "at rest": """Calls that the API server's audit log has of our account, and those of them that write Events, in 20 seconds
        without a change.""",
    "the gateway's routes": """Entries and bytes of its dump of dynamic route configurations.""",
}


def text():
    """All definitions, to read on a terminal."""
    return "\n".join([*_said(ROWS), "beside another engine (--beside):", "", *_said(BESIDE),
                      "beside more models (--models):", "", *_said(GROWTH)])


def _said(rows):
    for name, definition in rows.items():
        yield f"{name}\n" + textwrap.fill(" ".join(definition.split()), 110, initial_indent="  ", subsequent_indent="  ") + "\n"
