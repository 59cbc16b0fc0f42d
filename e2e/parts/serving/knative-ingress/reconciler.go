package main

import (
	"context"
	"encoding/json"
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"knative.dev/networking/pkg/apis/networking/v1alpha1"
	"knative.dev/networking/pkg/status"
	pkgreconciler "knative.dev/pkg/reconciler"
)

var (
	virtualServiceKind = schema.GroupVersionResource{Group: "networking.istio.io", Version: "v1beta1", Resource: "virtualservices"}
	gatewayKind        = schema.GroupVersionResource{Group: "networking.istio.io", Version: "v1beta1", Resource: "gateways"}
)

type reconciler struct {
	core     kubernetes.Interface
	objects  dynamic.Interface
	gateways map[v1alpha1.IngressVisibility]gateway
	prober   *status.Prober
}

// ReconcileKind is called for each KIngress of our class that was made or changed, and again when it has been probed.
func (r *reconciler) ReconcileKind(ctx context.Context, ing *v1alpha1.Ingress) pkgreconciler.Event {
	ing.SetDefaults(ctx)
	ing.Status.InitializeConditions()
	services, err := virtualServices(ing, r.gateways)
	if err != nil {
		return err
	}
	for _, wanted := range services {
		if err := r.apply(ctx, wanted); err != nil {
			ing.Status.MarkLoadBalancerFailed("ReconcileVirtualServiceFailed", err.Error())
			return err
		}
	}
	ing.Status.MarkNetworkConfigured()
	// What was ready for this generation stays so: its gateways had it, and are not asked again.
	if ready := ing.IsReady(); !ready {
		if ready, err = r.prober.IsReady(ctx, ing); err != nil {
			return fmt.Errorf("probing %s/%s: %w", ing.Namespace, ing.Name, err)
		} else if !ready {
			ing.Status.MarkLoadBalancerNotReady()
			return nil
		}
	}
	ing.Status.MarkLoadBalancerReady(
		loadBalancer(r.gateways[v1alpha1.IngressVisibilityExternalIP]),
		loadBalancer(r.gateways[v1alpha1.IngressVisibilityClusterLocal]))
	return nil
}

func loadBalancer(g gateway) []v1alpha1.LoadBalancerIngressStatus {
	return []v1alpha1.LoadBalancerIngressStatus{{DomainInternal: g.service}}
}

// apply writes the whole object: what an earlier version of it had and this one has not goes away.
func (r *reconciler) apply(ctx context.Context, wanted virtualService) error {
	text, err := json.Marshal(wanted)
	if err != nil {
		return err
	}
	_, err = r.objects.Resource(virtualServiceKind).Namespace(wanted.Metadata.Namespace).Patch(
		ctx, wanted.Metadata.Name, types.ApplyPatchType, text, metav1.PatchOptions{FieldManager: class, Force: ptr(true)})
	return err
}

func ptr[T any](value T) *T {
	return &value
}
