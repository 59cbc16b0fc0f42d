/**
 * Writes of what istiod reads besides policies and routes: the mesh's ConfigMaps, the gateway's Namespace, and the
 * CustomResourceDefinitions of what keeps requests out.
 *
 * <p>Threats: settings by which the whole mesh believes, sends or reads otherwise; a namespace that istiod no longer looks at;
 * a definition whose removal deletes all policies without asking anybody.
 */
package io.sallyport.core.guard.mesh;
