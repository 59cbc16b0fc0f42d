package main

import (
	"maps"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/sets"
	"knative.dev/networking/pkg/apis/networking"
	"knative.dev/networking/pkg/apis/networking/v1alpha1"
	"knative.dev/networking/pkg/ingress"
	"knative.dev/pkg/kmeta"
	"knative.dev/pkg/network"
)

type object = map[string]any

type virtualService struct {
	metav1.TypeMeta
	Metadata metav1.ObjectMeta `json:"metadata"`
	Spec     object            `json:"spec"`
}

// virtualServices are `<name>-ingress` for the gateways and `<name>-mesh` for sidecars, which learns the cluster's own
// hosts only. Each path is there twice: first for the prober, whose requests get the hash of this KIngress and bring it back.
func virtualServices(ing *v1alpha1.Ingress, gateways map[v1alpha1.IngressVisibility]gateway) ([]virtualService, error) {
	probed := ing.DeepCopy()
	if _, err := ingress.InsertProbe(probed); err != nil {
		return nil, err
	}
	hosts := sets.New[string]()
	for _, rule := range probed.Spec.Rules {
		hosts.Insert(rule.Hosts...)
	}
	local := sets.New[string]()
	for host := range hosts {
		if strings.HasSuffix(host, localSuffix()) {
			local.Insert(host)
		}
	}
	names := map[v1alpha1.IngressVisibility]string{}
	for visibility, g := range gateways {
		names[visibility] = g.String()
	}
	mesh := map[v1alpha1.IngressVisibility]string{
		v1alpha1.IngressVisibilityExternalIP: "mesh", v1alpha1.IngressVisibilityClusterLocal: "mesh"}
	made := []virtualService{service(probed, "-ingress", ingress.ExpandedHosts(hosts), names)}
	if local.Len() > 0 {
		made = append(made, service(probed, "-mesh", ingress.ExpandedHosts(local), mesh))
	}
	return made, nil
}

func service(ing *v1alpha1.Ingress, suffix string, hosts sets.Set[string], gateways map[v1alpha1.IngressVisibility]string) virtualService {
	var routes []object
	used := sets.New[string]()
	for _, rule := range ing.Spec.Rules {
		of := hosts.Intersection(sets.New(rule.Hosts...))
		for _, path := range rule.HTTP.Paths {
			if of.Len() > 0 {
				routes = append(routes, route(of, path, gateways[rule.Visibility]))
				used.Insert(gateways[rule.Visibility])
			}
		}
	}
	labels := maps.Clone(ing.Labels)
	delete(labels, "serving.knative.dev/route")
	delete(labels, "serving.knative.dev/routeNamespace")
	labels[networking.IngressLabelKey] = ing.Name
	return virtualService{
		TypeMeta: metav1.TypeMeta{APIVersion: virtualServiceKind.GroupVersion().String(), Kind: "VirtualService"},
		Metadata: metav1.ObjectMeta{
			Name: kmeta.ChildName(ing.Name, suffix), Namespace: ing.Namespace, Labels: labels, Annotations: ing.Annotations,
			OwnerReferences: []metav1.OwnerReference{*kmeta.NewControllerRef(ing)}},
		Spec: object{"hosts": sets.List(hosts), "gateways": sets.List(used), "http": routes},
	}
}

func route(hosts sets.Set[string], path v1alpha1.HTTPIngressPath, gateway string) object {
	var matches, destinations []object
	for _, prefix := range prefixes(hosts) {
		match := object{"gateways": []string{gateway}, "authority": object{"prefix": prefix}}
		if path.Path != "" {
			match["uri"] = object{"prefix": path.Path}
		}
		for name, wanted := range path.Headers {
			match["headers"] = object{name: object{"exact": wanted.Exact}}
		}
		matches = append(matches, match)
	}
	for _, split := range path.Splits {
		destinations = append(destinations, withHeaders(split.AppendHeaders, object{
			"destination": object{
				"host": network.GetServiceHostname(split.ServiceName, split.ServiceNamespace),
				"port": object{"number": split.ServicePort.IntValue()}},
			"weight": split.Percent}))
	}
	// Stated, or Istio would try twice again.
	made := withHeaders(path.AppendHeaders, object{"match": matches, "route": destinations, "retries": object{}})
	if path.RewriteHost != "" {
		made["rewrite"] = object{"authority": path.RewriteHost}
	}
	return made
}

func withHeaders(appended map[string]string, made object) object {
	if len(appended) > 0 {
		made["headers"] = object{"request": object{"set": appended}}
	}
	return made
}

// prefixes match a host with any port and, of the cluster's own hosts, the short forms too; none begins with another.
func prefixes(hosts sets.Set[string]) []string {
	var found []string
	for _, host := range sets.List(hosts) {
		short := strings.TrimSuffix(host, localSuffix())
		if !slices.ContainsFunc(found, func(other string) bool { return strings.HasPrefix(short, other) }) {
			found = append(found, short)
		}
	}
	return found
}

func localSuffix() string {
	return ".svc." + network.GetClusterDomainName()
}
