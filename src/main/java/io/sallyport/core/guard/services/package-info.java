/**
 * What the names of guarded Services lead to: those of the sign-in, the gateway's and istiod's
 * ({@link io.sallyport.core.guard.gateway.GuardedServices}). Service, ServiceEntry, WorkloadEntry and WorkloadGroup are judged
 * here; EndpointSlices, Endpoints and the status of Pods, which are written all the time, by the chart's
 * ValidatingAdmissionPolicy alone.
 *
 * <p>Threats: another object that bears such a name, so that the gateway or a proxy takes it for the Service; a Service that
 * becomes an alias, selects Pods that no policy reaches, or takes a guarded Service's address; an endpoint that is no Pod of it.
 *
 * <p>Not judged, since it leads nowhere else: a Sidecar, which gateways never read (pilot/pkg/model/push_context.go,
 * getSidecarScope, takes DefaultSidecarScopeForGateway for them); a DestinationRule, which says how a host's own endpoints
 * are called and, for connections that are passed on unread, through which tunnel. And an editor of the sign-in's own
 * namespace, who can run any image there.
 */
package io.sallyport.core.guard.services;
