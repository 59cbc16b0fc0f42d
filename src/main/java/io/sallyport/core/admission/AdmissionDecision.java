package io.sallyport.core.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Fault;
import io.sallyport.core.text.Excerpt;
import java.util.List;
import java.util.stream.Stream;

/** What we answer to an {@link AdmissionRequest}. */
public sealed interface AdmissionDecision {

    /** Lines that kubectl prints to whoever asked; each at most 120 characters long where it can be. */
    List<String> warnings();

    /** The same with these warnings after its own; what is denied has none. */
    default AdmissionDecision warning(List<String> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<String> all = Stream.concat(warnings().stream(), more.stream()).toList();
        return switch (this) {
            case Allowed _ -> new Allowed(all);
            case Patched(JsonNode patch, List<String> _) -> new Patched(patch, all);
            case Denied denied -> denied;
            case Audited audited -> audited;
        };
    }

    /** The same where nothing is refused. */
    default AdmissionDecision audited() {
        return this instanceof Denied denied ? new Audited(denied) : this;
    }

    /** The object may be stored as it is. */
    record Allowed(List<String> warnings) implements AdmissionDecision {
        public Allowed {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * The object may be stored after this change.
     *
     * @param patch an RFC 6902 JSON patch with at least one operation
     */
    record Patched(JsonNode patch, List<String> warnings) implements AdmissionDecision {
        public Patched {
            if (patch.isEmpty()) {
                throw new IllegalArgumentException("an empty patch is Allowed");
            }
            warnings = List.copyOf(warnings);
        }

        /** The object after the patch. */
        public JsonNode applied(JsonNode object) {
            return io.fabric8.zjsonpatch.JsonPatch.apply(patch, object);
        }
    }

    /** The object may be stored although it would be denied, since the guard only audits. */
    record Audited(Denied denied) implements AdmissionDecision {
        private static final int MOST_WARNINGS = 10;

        @Override
        public List<String> warnings() {
            return denied.faults().stream().limit(MOST_WARNINGS).map(fault -> "would be refused: " + fault).toList();
        }
    }

    /** The object may not be stored; every reason at once. */
    record Denied(List<Fault> faults) implements AdmissionDecision {
        /** So that kubectl shows it whole, and an audit log keeps it. */
        public static final int LONGEST_MESSAGE = 1_000;

        public Denied {
            if (faults.isEmpty()) {
                throw new IllegalArgumentException("a refusal needs a reason");
            }
            faults = List.copyOf(faults);
        }

        @Override
        public List<String> warnings() {
            return List.of();
        }

        /** The faults in one line of at most {@value #LONGEST_MESSAGE} characters, numbered if there are several. */
        public String message() {
            if (faults.size() == 1) {
                return Excerpt.of(faults.getFirst().toString(), LONGEST_MESSAGE);
            }
            var message = new StringBuilder();
            for (int i = 0; i < faults.size(); i++) {
                String next = (i == 0 ? "" : "; ") + "(" + (i + 1) + ") " + faults.get(i);
                String rest = "; and " + (faults.size() - i) + " more";
                if (i > 0 && message.length() + next.length() + rest.length() > LONGEST_MESSAGE) {
                    return message.append(rest).toString();
                }
                message.append(Excerpt.of(next, LONGEST_MESSAGE - rest.length()));
            }
            return message.toString();
        }
    }

    static AdmissionDecision allowed() {
        return new Allowed(List.of());
    }
}
