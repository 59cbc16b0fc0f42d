/**
 * What the mesh around a model's Pods is: what judges their calls, and who hands calls from outside over to them.
 */
package io.sallyport.core.companion.mesh;
