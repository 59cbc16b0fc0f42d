/**
 * The objects that a model gets.
 *
 * <p>{@link io.sallyport.core.companion.CompanionPlanner} turns a wish and the state of the gateway and of the mesh into companions,
 * one class a kind, each reading like the YAML it becomes. {@link io.sallyport.core.companion.PodLock} is what locks a model besides
 * the gateway. {@link io.sallyport.core.companion.GatewayCompanions} is the fixed set that belongs to no model.
 */
package io.sallyport.core.companion;
