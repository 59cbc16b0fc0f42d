package io.sallyport.core.model.caller;

import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Names;
import io.sallyport.core.text.Excerpt;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who may call a model, in the order they were written and without repetition.
 *
 * @param allowed at least one
 */
public record Callers(List<Caller> allowed) {

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

    public Callers {
        allowed = List.copyOf(allowed);
    }

    /** The default: the model's own namespace. */
    public static Callers ofNamespace(String namespace) {
        return new Callers(List.of(new Caller.Namespace(namespace)));
    }

    /** Reads the annotation: entries separated by commas, each {@code *}, {@code namespace/*} or {@code namespace/account}. */
    public static Reading parse(String annotation) {
        Set<Caller> callers = new LinkedHashSet<>();
        List<Fault> faults = new ArrayList<>();
        String[] entries = annotation.split(",", -1);
        if (entries.length > MOST) {
            return new Reading.Unreadable(List.of(new Fault(
                    PATH, "lists " + entries.length + " callers", "list at most " + MOST + ", or allow a namespace as \"team/*\"")));
        }
        for (String entry : entries) {
            read(entry.strip(), callers, faults);
        }
        return faults.isEmpty() ? new Reading.Read(new Callers(List.copyOf(callers))) : new Reading.Unreadable(faults);
    }

    private static void read(String entry, Set<Caller> callers, List<Fault> faults) {
        int slash = entry.indexOf('/');
        String namespace = slash < 0 ? "" : entry.substring(0, slash);
        String account = slash < 0 ? "" : entry.substring(slash + 1);
        if (entry.equals("*")) {
            callers.add(new Caller.Anyone());
        } else if (NAMESPACE.matcher(namespace).matches() && account.equals("*")) {
            callers.add(new Caller.Namespace(namespace));
        } else if (NAMESPACE.matcher(namespace).matches() && ACCOUNT.matcher(account).matches()) {
            callers.add(new Caller.Account(namespace, account));
        } else {
            faults.add(new Fault(PATH, "has the entry \"" + Excerpt.of(entry, 60) + "\"", meant(entry)));
        }
    }

    /** What to write instead, as near to what somebody may have had in mind as can be told. */
    private static String meant(String entry) {
        Matcher user = USER.matcher(entry);
        if (user.matches()) {
            return "write \"" + user.group(1) + "/" + user.group(2) + "\"";
        }
        if (NAMESPACE.matcher(entry).matches()) {
            return "write \"" + entry + "/*\" for every ServiceAccount of the namespace " + entry + ", or \"" + entry
                    + "/account\" for one of them";
        }
        String forms = "\"namespace/account\", \"namespace/*\" for all of a namespace, or \"*\" for every ServiceAccount";
        return entry.contains("@")
                ? "callers are ServiceAccounts, not people: name the one whose token the person uses, as " + forms
                : "write " + forms;
    }

    /** For people: {@code every ServiceAccount}, or a list such as {@code team-b/*, team-c/scorer}. */
    public String described() {
        return String.join(", ", allowed.stream().map(Caller::described).toList());
    }
}
