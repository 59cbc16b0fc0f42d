/**
 * Who reaches a model's Pods over the network where no sidecar judges calls: the NetworkPolicy companion, and whether the
 * NetworkPolicies of others let more in. NetworkPolicies add up, so that one of ours narrows nothing where another is wider.
 * Whether the cluster's network enforces them at all, no object says.
 */
package io.sallyport.core.companion.network;
