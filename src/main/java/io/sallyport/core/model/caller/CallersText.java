package io.sallyport.core.model.caller;

import io.sallyport.core.model.ExposureSettings.Allowance;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.issuer.TokenIssuer;
import io.sallyport.core.text.Excerpt;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The annotation that names callers: entries separated by commas, each {@code *}, {@code namespace/*},
 * {@code namespace/account}, {@code members} or {@code issuer:kind/value}. In a value a comma is written {@code \,} and a backslash {@code \\}.
 */
public final class CallersText {

    /** What became of an annotation: callers, or everything that is wrong with it. */
    public sealed interface Reading {
        record Read(Callers callers) implements Reading {}

        record Unreadable(List<Fault> faults) implements Reading {}
    }

    private static final String PATH = "metadata.annotations[" + Names.CALLERS + "]";
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    /** As Kubernetes names a ServiceAccount among users. */
    private static final Pattern USER =
            Pattern.compile("system:serviceaccount:([a-z0-9-]{1,63}):([a-z0-9.-]{1,253})");
    private static final int MOST = 100;
    private static final int LONGEST_SHOWN = 60;

    private final CallerRules rules;
    private final List<TokenIssuer> issuers;
    private final Set<Caller> callers = new LinkedHashSet<>();
    private final List<Fault> faults = new ArrayList<>();

    private CallersText(CallerRules rules) {
        this.rules = rules;
        this.issuers = rules.issuers();
    }

    /** @param rules of the namespace of the model that has the annotation */
    public static Reading parse(String annotation, CallerRules rules) {
        List<String> entries = Entries.of(annotation);
        if (entries.size() > MOST) {
            return new Reading.Unreadable(List.of(new Fault(
                    PATH, "lists " + entries.size() + " callers", "list at most " + MOST + ", or allow a namespace as \"team/*\"")));
        }
        var text = new CallersText(rules);
        entries.forEach(text::read);
        return text.faults.isEmpty()
                ? new Reading.Read(new Callers(List.copyOf(text.callers)))
                : new Reading.Unreadable(text.faults);
    }

    /**
     * The namespaces of those whom an annotation names, whatever is wrong with the rest of it.
     *
     * @param namespace of the model that has it
     */
    public static Set<String> namespaces(String namespace, String annotation) {
        var text = new CallersText(new CallerRules(namespace, List.of(), Optional.empty(), Optional.empty()));
        Entries.of(annotation).forEach(text::read);
        return text.callers.stream()
                .flatMap(caller -> switch (caller) {
                    case Caller.Namespace(String name) -> Stream.of(name);
                    case Caller.Account(String of, String _) -> Stream.of(of);
                    case Caller.People people -> Stream.of(people.namespace());
                    case Caller.Anyone _, Caller.Claimed _ -> Stream.<String>empty();
                })
                .collect(Collectors.toSet());
    }

    private void read(String entry) {
        int slash = entry.indexOf('/');
        String before = slash < 0 ? "" : entry.substring(0, slash);
        String after = slash < 0 ? "" : entry.substring(slash + 1);
        if (entry.equals("*")) {
            add(entry, new Caller.Anyone());
        } else if (entry.equals(Allowance.MEMBERS)) {
            members(entry);
        } else if (NAMESPACE.matcher(before).matches() && after.equals("*")) {
            add(entry, new Caller.Namespace(before));
        } else if (NAMESPACE.matcher(before).matches() && ACCOUNT.matcher(after).matches()) {
            add(entry, new Caller.Account(before, after));
        } else if (before.contains(":")) {
            switch (new ClaimedText(issuers).read(before, after)) {
                case ClaimedText.Reading.Read(Caller caller) -> add(entry, caller);
                case ClaimedText.Reading.Unreadable(String fix) -> fault(entry, fix);
            }
        } else {
            fault(entry, meant(entry));
        }
    }

    private void members(String entry) {
        callers.add(new Caller.Namespace(rules.namespace()));
        rules.people().ifPresentOrElse(
                issuer -> add(entry, new Caller.People(rules.namespace(), issuer)),
                () -> fault(entry, "write \"" + rules.namespace() + "/*\" for the namespace's ServiceAccounts: whose tokens know its people,"
                        + " an admin says in Sallyport's chart value settings.tokens.people"));
    }

    private void add(String entry, Caller caller) {
        if (rules.allow(caller)) {
            callers.add(caller);
        } else {
            faults.add(new Fault(
                    PATH,
                    "has the entry \"" + Excerpt.of(entry, LONGEST_SHOWN) + "\", which Sallyport's settings do not allow in the namespace "
                            + rules.namespace() + " (settings.callers.allow)",
                    "write " + rules.forms() + ", or ask an admin to allow it"));
        }
    }

    private void fault(String entry, String fix) {
        faults.add(new Fault(PATH, "has the entry \"" + Excerpt.of(entry, LONGEST_SHOWN) + "\"", fix));
    }

    /** What to write instead, as near to what somebody may have had in mind as can be told. */
    private String meant(String entry) {
        Matcher user = USER.matcher(entry);
        if (user.matches()) {
            return "write \"" + user.group(1) + "/" + user.group(2) + "\"";
        }
        if (NAMESPACE.matcher(entry).matches()) {
            return "write \"" + entry + "/*\" for every ServiceAccount of the namespace " + entry + ", or \"" + entry
                    + "/account\" for one of them";
        }
        String accounts = "\"namespace/account\", \"namespace/*\" for all of a namespace, or \"*\" for every ServiceAccount";
        String others = ClaimedText.forms(issuers);
        if (!others.isEmpty()) {
            return "write " + (entry.contains("@") ? ClaimedText.ofPerson(issuers, entry) : accounts + ", or " + others);
        }
        return entry.contains("@")
                ? "callers are ServiceAccounts, not people: name the one whose token the person uses, as " + accounts
                : "write " + accounts;
    }
}
