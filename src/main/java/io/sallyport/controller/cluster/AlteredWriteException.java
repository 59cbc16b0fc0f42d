package io.sallyport.controller.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sallyport.core.model.ObjectRef;

/**
 * The API server took a write and stored something else, because an admission webhook changed it. What depends on it must
 * not be written, and no watch may ever tell that it is missing, so it has to be tried again.
 */
public final class AlteredWriteException extends KubernetesClientException {
    private static final long serialVersionUID = 1L;

    AlteredWriteException(ObjectRef ref) {
        super(ref + " was stored otherwise than it was written: an admission webhook or policy changes it, and has to leave"
                + " alone what Sallyport writes");
    }
}
