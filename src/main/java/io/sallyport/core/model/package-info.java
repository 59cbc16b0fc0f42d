/**
 * The narrow, parsed views of what a cluster holds, and the settings that decide what is exposed.
 *
 * <p>Every object is decoded once, here; webhook, controller and command line see the same values. Objects of Kubernetes are trees
 * ({@link com.fasterxml.jackson.databind.JsonNode}), read through records that name only what matters. Nothing in this room judges.
 */
package io.sallyport.core.model;
