/**
 * The ServiceAccount of a namespace that its people make tokens of: who keeps it, who may, and what is not ours.
 *
 * <p>Kubeflow's {@code kubeflow-edit} may not create ServiceAccount tokens, so that who labels a model often could not call it.
 * The controller may not either: it binds people to one ClusterRole of the chart.
 */
package io.sallyport.core.companion.account;
