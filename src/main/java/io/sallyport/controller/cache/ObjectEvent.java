package io.sallyport.controller.cache;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.sallyport.controller.cluster.ResourceKind;

/**
 * Something happened to an object.
 *
 * @param object as it was or as it is; only its metadata counts
 * @param came   true if it was not known before: somebody made it, or we have just begun to look
 */
public record ObjectEvent(ResourceKind kind, HasMetadata object, boolean came) {}
