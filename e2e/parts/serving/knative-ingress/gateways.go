package main

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/sets"
	"knative.dev/networking/pkg/apis/networking/v1alpha1"
	"knative.dev/networking/pkg/ingress"
	"knative.dev/networking/pkg/status"
)

// gateway is an Istio Gateway, and the Service by which others reach it.
type gateway struct {
	namespace, name, service string
}

func (g gateway) String() string {
	return g.namespace + "/" + g.name
}

func parsed(key, prefix string) (gateway, bool) {
	rest, ok := strings.CutPrefix(key, prefix)
	namespace, name, complete := strings.Cut(rest, ".")
	return gateway{namespace: namespace, name: name}, ok && complete
}

// ListProbeTargets tells Knative's prober which of the gateways' Pods have to answer by the new routes, one host for each
// gateway. A server whose port the Service labelled like the gateway's Pods does not have is not probed, as in net-istio:
// with Kubeflow's settings that is so for the local gateway.
func (r *reconciler) ListProbeTargets(ctx context.Context, ing *v1alpha1.Ingress) ([]status.ProbeTarget, error) {
	names := map[v1alpha1.IngressVisibility]sets.Set[string]{}
	byName := map[string]gateway{}
	for visibility, g := range r.gateways {
		names[visibility] = sets.New(g.String())
		byName[g.String()] = g
	}
	var targets []status.ProbeTarget
	for name, hosts := range ingress.HostsPerVisibility(ing, names) {
		found, err := r.targets(ctx, byName[name], sets.List(hosts)[0])
		if err != nil {
			return nil, err
		}
		targets = append(targets, found...)
	}
	return targets, nil
}

func (r *reconciler) targets(ctx context.Context, g gateway, host string) ([]status.ProbeTarget, error) {
	object, err := r.objects.Resource(gatewayKind).Namespace(g.namespace).Get(ctx, g.name, metav1.GetOptions{})
	if err != nil {
		return nil, err
	}
	selector, _, _ := unstructured.NestedStringMap(object.Object, "spec", "selector")
	services, err := r.core.CoreV1().Services("").List(ctx, metav1.ListOptions{LabelSelector: labels.FormatLabels(selector)})
	if err != nil || len(services.Items) == 0 {
		return nil, err
	}
	service := services.Items[0]
	endpoints, err := r.core.CoreV1().Endpoints(service.Namespace).Get(ctx, service.Name, metav1.GetOptions{})
	if err != nil {
		return nil, err
	}
	var targets []status.ProbeTarget
	for _, port := range service.Spec.Ports {
		if !serves(object, int64(port.Port)) {
			continue
		}
		for _, subset := range endpoints.Subsets {
			for _, behind := range subset.Ports {
				if behind.Name != port.Name {
					continue
				}
				number := strconv.Itoa(int(port.Port))
				target := status.ProbeTarget{
					PodIPs: sets.New[string](), PodPort: strconv.Itoa(int(behind.Port)), Port: number,
					URLs: []*url.URL{{Scheme: "http", Host: host + ":" + number}},
				}
				for _, address := range subset.Addresses {
					target.PodIPs.Insert(address.IP)
				}
				targets = append(targets, target)
			}
		}
	}
	return targets, nil
}

func serves(object *unstructured.Unstructured, port int64) bool {
	servers, _, _ := unstructured.NestedSlice(object.Object, "spec", "servers")
	for _, server := range servers {
		number, _, _ := unstructured.NestedInt64(server.(map[string]any), "port", "number")
		protocol, _, _ := unstructured.NestedString(server.(map[string]any), "port", "protocol")
		if number == port && (protocol == "HTTP" || protocol == "HTTP2") {
			return true
		}
	}
	return false
}
