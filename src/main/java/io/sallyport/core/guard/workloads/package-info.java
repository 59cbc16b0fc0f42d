/**
 * Writes of Pods and of what makes Pods, in the gateway's namespace.
 *
 * <p>Threats: a Pod of the gateway that loses the labels by which policies choose it; a variable, annotation or label by which
 * its Envoy starts otherwise or istiod takes it for another; a variable of istiod by which it drops policies; arguments, files and
 * names by which either reads other settings, keys or programs.
 */
package io.sallyport.core.guard.workloads;
