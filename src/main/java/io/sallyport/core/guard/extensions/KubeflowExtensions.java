package io.sallyport.core.guard.extensions;

import java.util.Set;

/**
 * What Kubeflow itself puts into its gateway, by the hash of its spec ({@code ContentHash}): without it, Kubeflow's own upgrade would
 * stop at the guard. Each was read, and lets nobody in.
 */
final class KubeflowExtensions {
    /**
     * {@code strip-session-cookie} of kubeflow/community-distribution#3550: a Lua filter right before the router, after every
     * policy, that takes the cookie of the sign-in off, so that it reaches no notebook.
     */
    private static final Set<String> HASHES = Set.of("sha256:2d01dc0bd043637b5d9bd9ae3f464260cf892a2d81faee49a82e3700c458cc69");

    private KubeflowExtensions() {}

    static boolean ship(String hash) {
        return HASHES.contains(hash);
    }
}
