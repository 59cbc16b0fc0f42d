package io.sallyport.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/** Whom a certificate is for. */
public final class CertificateNames {
    private static final int DNS_NAME = 2;

    private CertificateNames() {}

    /** Of a client: the common names, by which Kubernetes knows its users, and the DNS names. */
    public static Set<String> of(X509Certificate certificate) {
        X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        return Stream.concat(
                        Arrays.stream(subject.getRDNs(BCStyle.CN))
                                .map(name -> IETFUtils.valueToString(name.getFirst().getValue())),
                        dns(certificate).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Set<String> dns(X509Certificate certificate) {
        Set<String> names = new TreeSet<>();
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (alternative.getFirst().equals(DNS_NAME)) {
                    names.add((String) alternative.get(1));
                }
            }
        } catch (CertificateParsingException _) {
            return Set.of();
        }
        return names;
    }
}
