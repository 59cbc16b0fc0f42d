// A stand-in for net-istio, Knative's ingress controller for Istio, which the Go module proxy does not carry. For each
// KIngress it writes the two VirtualServices that net-istio writes, and says in the status what net-istio says there;
// whether the gateways have taken a route is found out by Knative's own prober. It knows neither TLS nor domain mappings.
package main

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/cache"
	"knative.dev/networking/pkg/apis/networking"
	"knative.dev/networking/pkg/apis/networking/v1alpha1"
	"knative.dev/networking/pkg/client/injection/informers/networking/v1alpha1/ingress"
	ingressreconciler "knative.dev/networking/pkg/client/injection/reconciler/networking/v1alpha1/ingress"
	"knative.dev/networking/pkg/status"
	kubeclient "knative.dev/pkg/client/injection/kube/client"
	"knative.dev/pkg/configmap"
	"knative.dev/pkg/controller"
	"knative.dev/pkg/injection/clients/dynamicclient"
	"knative.dev/pkg/injection/sharedmain"
	"knative.dev/pkg/logging"
	pkgreconciler "knative.dev/pkg/reconciler"
	"knative.dev/pkg/system"
)

const (
	class    = "istio.ingress.networking.knative.dev"
	settings = "config-istio"
)

func main() {
	sharedmain.Main("net-istio-controller", newController)
}

func newController(ctx context.Context, _ configmap.Watcher) *controller.Impl {
	logger := logging.FromContext(ctx)
	core := kubeclient.Get(ctx)
	config, err := core.CoreV1().ConfigMaps(system.Namespace()).Get(ctx, settings, metav1.GetOptions{})
	if err != nil {
		logger.Fatalw("no "+settings, "error", err)
	}
	r := &reconciler{core: core, objects: dynamicclient.Get(ctx), gateways: gatewaysOf(config)}
	impl := ingressreconciler.NewImpl(ctx, r, class)
	r.prober = status.NewProber(logger.Named("prober"), r, func(ing *v1alpha1.Ingress) {
		impl.EnqueueKey(types.NamespacedName{Namespace: ing.Namespace, Name: ing.Name})
	})
	r.prober.Start(ctx.Done())
	informer := ingress.Get(ctx).Informer()
	informer.AddEventHandler(cache.FilteringResourceEventHandler{
		FilterFunc: pkgreconciler.AnnotationFilterFunc(networking.IngressClassAnnotationKey, class, false),
		Handler:    controller.HandleAll(impl.Enqueue),
	})
	informer.AddEventHandler(cache.ResourceEventHandlerFuncs{DeleteFunc: r.prober.CancelIngressProbing})
	return impl
}

// gatewaysOf reads `gateway.NAMESPACE.NAME` and `local-gateway.NAMESPACE.NAME`, whose values are Services.
func gatewaysOf(config *corev1.ConfigMap) map[v1alpha1.IngressVisibility]gateway {
	found := map[v1alpha1.IngressVisibility]gateway{}
	for key, service := range config.Data {
		for prefix, visibility := range map[string]v1alpha1.IngressVisibility{
			"gateway.":       v1alpha1.IngressVisibilityExternalIP,
			"local-gateway.": v1alpha1.IngressVisibilityClusterLocal,
		} {
			if named, ok := parsed(key, prefix); ok {
				named.service = service
				found[visibility] = named
			}
		}
	}
	return found
}
