package io.sallyport.config;

import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.ExposureSettings.Allowance;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.issuer.CallerKind;
import io.sallyport.core.model.issuer.TokenIssuer;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The section {@code callers}, and {@code tokens.people}: whom the owners of models may name. */
final class CallersSection {
    private static final Pattern NAMESPACE = Pattern.compile("\\*|[a-z0-9]([-a-z0-9]*[a-z0-9*])?");
    private static final Pattern CALLER = Pattern.compile("\\*|[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?");
    private static final Pattern ISSUER = Pattern.compile("[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?");
    /** As Kubernetes names roles (ValidatePathSegmentName). */
    private static final Pattern ROLE = Pattern.compile("(?!\\.{1,2}$)[^/%\\s]+");
    private static final Set<String> WORDS = Set.of(Allowance.ANYONE, Allowance.ACCOUNTS, Allowance.MEMBERS);

    private CallersSection() {}

    static ExposureSettings.Callers read(Section root, ExposureSettings.Callers defaults) {
        Section callers = root.section("callers");
        return new ExposureSettings.Callers(
                callers.list("allow", defaults.allow(), CallersSection::allowance),
                root.section("tokens").optionalText("people", ISSUER, "write the name of one of tokens.issuers"),
                callers.texts("memberRoles", defaults.memberRoles(), ROLE, "write the name of a ClusterRole"));
    }

    private static Allowance allowance(Section entry) {
        return new Allowance(
                entry.someTexts("namespaces", NAMESPACE, "write the name of a namespace, with * at its end for any rest, or * for all"),
                entry.texts("callers", List.of(), CALLER, "write *, accounts, members or the name of one of tokens.issuers"));
    }

    private static void people(ExposureSettings settings, List<Fault> faults) {
        settings.callers().people()
                .filter(name -> settings.tokens().issuers().stream()
                        .noneMatch(issuer -> issuer.name().equals(name) && issuer.claims().containsKey(CallerKind.EMAIL)))
                .ifPresent(name -> faults.add(new Fault(
                        "tokens.people",
                        "is " + name + ", which is no issuer of tokens.issuers with claims.email",
                        "name the one that people sign in at, with claims.email and emailsVerified: true, or leave it out")));
    }

    /** A word that matches nothing would forbid what its writer meant to allow. */
    static void check(ExposureSettings settings, List<Fault> faults) {
        people(settings, faults);
        Set<String> issuers = settings.tokens().issuers().stream().map(TokenIssuer::name).collect(Collectors.toSet());
        List<Allowance> allow = settings.callers().allow();
        for (int i = 0; i < allow.size(); i++) {
            for (String word : allow.get(i).callers()) {
                if (CALLER.matcher(word).matches() && !WORDS.contains(word) && !issuers.contains(word)) {
                    faults.add(new Fault(
                            "callers.allow[" + i + "].callers",
                            "names " + word + ", which no issuer of tokens.issuers is called",
                            "write one of " + Stream.concat(WORDS.stream(), issuers.stream()).sorted().collect(Collectors.joining(", "))));
                }
            }
        }
    }
}
