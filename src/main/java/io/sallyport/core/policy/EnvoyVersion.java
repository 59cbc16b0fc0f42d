package io.sallyport.core.policy;

/**
 * Versions of Envoy that read a policy differently. A gateway runs one of them, so what is to be proven is proven for
 * each by itself.
 */
public enum EnvoyVersion {
    /** From 1.34.1 on, a glob of a path template also matches {@code =} and {@code *} (CVE-2025-46821). */
    SINCE_1_34_1,
    BEFORE_1_34_1
}
