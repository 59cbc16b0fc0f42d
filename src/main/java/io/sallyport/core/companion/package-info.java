/**
 * What a model asks for, and the objects it gets.
 *
 * <p>{@link io.sallyport.core.companion.Exposure} reads the label and annotations of an InferenceService, every fault at once.
 * {@link io.sallyport.core.companion.CompanionPlanner} turns a wish and the state of the gateway into companions, one class a
 * kind, each reading like the YAML it becomes. {@link io.sallyport.core.companion.GatewayCompanions} is the fixed set in the
 * gateway's namespace.
 */
package io.sallyport.core.companion;
