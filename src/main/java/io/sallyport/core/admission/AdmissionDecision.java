package io.sallyport.core.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Fault;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What we answer to an {@link AdmissionRequest}. */
public sealed interface AdmissionDecision {

    /** Lines that kubectl prints to whoever asked; each at most 120 characters long where it can be. */
    List<String> warnings();

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
    }

    /** The object may not be stored; every reason at once. */
    record Denied(List<Fault> faults) implements AdmissionDecision {
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

        /** All faults in one line, numbered if there are several. */
        public String message() {
            if (faults.size() == 1) {
                return faults.getFirst().toString();
            }
            return IntStream.range(0, faults.size())
                    .mapToObj(i -> "(" + (i + 1) + ") " + faults.get(i))
                    .collect(Collectors.joining("; "));
        }
    }

    static AdmissionDecision allowed() {
        return new Allowed(List.of());
    }
}
