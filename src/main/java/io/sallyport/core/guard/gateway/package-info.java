/**
 * What is guarded: the gateway's Pods, the policies that keep requests without a token out of them, and what istiod attaches
 * to them. Every judge asks here, so that all mean the same Pods and the same policies.
 *
 * <p>Threats: a Pod that answers for the gateway without its policies; a policy of ours or Kubeflow's that is deleted, or
 * weakened by an edit.
 */
package io.sallyport.core.guard.gateway;
