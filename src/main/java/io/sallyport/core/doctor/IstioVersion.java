package io.sallyport.core.doctor;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A released version of Istio. */
record IstioVersion(int major, int minor, int patch) implements Comparable<IstioVersion> {
    private static final Pattern RELEASE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})(-distroless|-debug)?");

    /** Of an image's tag, such as {@code docker.io/istio/proxyv2:1.29.7-distroless}; empty for a digest alone, and for builds of one's own. */
    static Optional<IstioVersion> ofImage(String image) {
        String name = image.replaceFirst("@.*", "");
        return of(name.substring(name.lastIndexOf(':') + 1));
    }

    static Optional<IstioVersion> of(String text) {
        Matcher release = RELEASE.matcher(text);
        return release.matches()
                ? Optional.of(new IstioVersion(
                        Integer.parseInt(release.group(1)),
                        Integer.parseInt(release.group(2)),
                        Integer.parseInt(release.group(3))))
                : Optional.empty();
    }

    boolean sameMinor(IstioVersion other) {
        return major == other.major && minor == other.minor;
    }

    @Override
    public int compareTo(IstioVersion other) {
        return Comparator.comparingInt(IstioVersion::major)
                .thenComparingInt(IstioVersion::minor)
                .thenComparingInt(IstioVersion::patch)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
