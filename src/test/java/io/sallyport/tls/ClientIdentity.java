package io.sallyport.tls;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A client certificate, as an API server or a kubelet has one.
 *
 * @param certificate in PEM
 * @param key         in PEM
 */
public record ClientIdentity(String certificate, String key) {

    /** A CA as clusters have one. */
    public static KeyedCertificate authority() {
        return new CertificateAuthority(Clock.systemUTC(), new SecureRandom(), Duration.ofDays(1), Duration.ofDays(1))
                .issueAuthority();
    }

    /** @param ends when the certificate does */
    public static ClientIdentity signedBy(KeyedCertificate authority, String commonName, Instant ends) throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
        var draft = new JcaX509v3CertificateBuilder(
                authority.certificate(),
                BigInteger.valueOf(System.nanoTime()),
                Date.from(Instant.now().minusSeconds(60)),
                Date.from(ends),
                new X500Name("O=system:masters,CN=" + commonName),
                keys.getPublic());
        draft.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
        X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(draft.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.key())));
        return new ClientIdentity(Pem.of(List.of(certificate)), Pem.of(keys.getPrivate()));
    }

    /** For a client in Java. */
    public KeyManager[] keyManagers() throws Exception {
        char[] password = {};
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "client",
                Pem.privateKey(key, "client.key"),
                password,
                Pem.certificates(certificate, "client.crt").toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, password);
        return keys.getKeyManagers();
    }

    /** What makes an API server show it to a webhook: an argument of its command line. */
    public String argument(Path folder, String service) throws Exception {
        Path certificateFile = Files.writeString(folder.resolve("client.crt"), certificate);
        Path keyFile = Files.writeString(folder.resolve("client.key"), key);
        Path kubeconfig = Files.writeString(folder.resolve("webhooks.kubeconfig"), """
                apiVersion: v1
                kind: Config
                users:
                  - name: '%s'
                    user: {client-certificate: '%s', client-key: '%s'}
                """.formatted(service, certificateFile, keyFile));
        return "--admission-control-config-file=" + Files.writeString(folder.resolve("admission.yaml"), """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AdmissionConfiguration
                plugins:
                  - name: MutatingAdmissionWebhook
                    configuration: &show
                      apiVersion: apiserver.config.k8s.io/v1
                      kind: WebhookAdmissionConfiguration
                      kubeConfigFile: '%s'
                  - name: ValidatingAdmissionWebhook
                    configuration: *show
                """.formatted(kubeconfig));
    }
}
