package io.sallyport.core.doctor;

import java.util.List;

/**
 * A published hole in Istio or its Envoy by which a policy or a token may be got round.
 *
 * @param name   of the CVE
 * @param effect in a few words
 * @param fixed  the first release of each minor version that has the fix; minor versions before the first never got it, those
 *               after the last had it from their beginning
 */
record KnownHole(String name, String effect, List<IstioVersion> fixed) {

    /** From Istio's security bulletins, up to ISTIO-SECURITY-2026-006. */
    static final List<KnownHole> ALL = List.of(
            hole("CVE-2026-31837", "tokens can be signed with a key that istiod falls back to", "1.27.8", "1.28.5", "1.29.1"),
            hole("CVE-2026-26308", "a header sent twice is compared as one value", "1.27.8", "1.28.5", "1.29.1"),
            hole("CVE-2026-39350", "a dot in serviceAccounts matches any character", "1.27.9", "1.28.6", "1.29.2"),
            hole("CVE-2026-73552", "what a policy excludes matches values that are not UTF-8", "1.29.7", "1.30.4", "1.31.1"),
            hole("CVE-2026-73553", "policies and routes differ over parameters in a path", "1.29.7", "1.30.4", "1.31.1"));

    private static KnownHole hole(String name, String effect, String... fixed) {
        return new KnownHole(name, effect, List.of(fixed).stream().map(text -> IstioVersion.of(text).orElseThrow()).toList());
    }

    boolean affects(IstioVersion version) {
        return fixed.stream().filter(version::sameMinor).findFirst()
                .map(fix -> version.compareTo(fix) < 0)
                .orElseGet(() -> version.compareTo(fixed.getLast()) < 0);
    }

    @Override
    public String toString() {
        return name + " (" + effect + ")";
    }
}
