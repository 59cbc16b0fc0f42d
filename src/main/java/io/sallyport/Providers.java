package io.sallyport;

import java.security.Security;
import java.util.Set;

/** Which of the platform's security providers are asked. */
final class Providers {
    private static final String ENTRY = "security.provider.";

    /** Kerberos, smart cards, LDAP, XML signatures: nothing of ours needs them, and small runtimes come without. */
    private static final Set<String> UNNEEDED =
            Set.of("SunJGSS", "SunSASL", "XMLDSig", "SunPCSC", "JdkLDAP", "JdkSASL", "SunPKCS11");

    private Providers() {}

    /**
     * Takes the unneeded ones off the list, before anything reads it. TLS asks every provider in turn for what none has,
     * and each one that the runtime lacks is looked for on the class path, which loads all of Bouncy Castle.
     */
    static void keepOwn() {
        for (int at = 1; Security.getProperty(ENTRY + at) != null; at++) {
            if (UNNEEDED.contains(Security.getProperty(ENTRY + at))) {
                // A name that is there twice counts once; a gap would end the list.
                Security.setProperty(ENTRY + at, "SUN");
            }
        }
    }
}
