package io.sallyport.webhook.review;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.admission.AdmissionRequest;
import io.sallyport.core.admission.AdmissionRequest.Operation;
import io.sallyport.core.admission.Unjudged;
import io.sallyport.core.model.ExposureSettings.GuardMode;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.text.Excerpt;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The only place that knows the JSON of {@code admission.k8s.io/v1}. */
public final class AdmissionReviewCodec {
    public static final String API_VERSION = "admission.k8s.io/v1";
    public static final String KIND = "AdmissionReview";

    private static final int LONGEST_MESSAGE = 1000;

    /** Real objects nest some 20 levels deep, managed fields included. */
    private static final int DEEPEST_NESTING = 100;

    /** Names, values, beginnings and ends; real objects have some thousand, the longest that etcd stores 150,000. */
    private static final long MOST_TOKENS = 400_000;

    private final ObjectMapper mapper;

    /** @param longestText how long one text inside the JSON may be; no longer than a whole body */
    public AdmissionReviewCodec(int longestText) {
        // A key that occurs twice would mean one thing to us and perhaps another to the API server.
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST_NESTING)
                        .maxStringLength(longestText)
                        .maxNameLength(10_000)
                        .maxNumberLength(100)
                        .maxTokenCount(MOST_TOKENS)
                        .build())
                // Tables of names pay off where names repeat. A writer who takes a new one each time makes them grow without end,
                // for all that is read later as well, and pays five times the memory of the tree.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        mapper = JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    public AdmissionRequest decode(byte[] body) throws MalformedReviewException {
        JsonNode review = parse(body);
        if (!API_VERSION.equals(review.path("apiVersion").asText())
                || !KIND.equals(review.path("kind").asText())) {
            throw new MalformedReviewException("not an AdmissionReview of " + API_VERSION);
        }
        JsonNode request = review.path("request");
        String uid = request.path("uid").asText("");
        if (uid.isEmpty()) {
            throw new MalformedReviewException("request.uid is missing");
        }
        JsonNode object = presentOrMissing(request.path("object"));
        JsonNode oldObject = presentOrMissing(request.path("oldObject"));
        Operation operation = operation(request.path("operation").asText());
        requireObjects(operation, object, oldObject);
        return new AdmissionRequest(
                uid,
                operation,
                target(request, object, oldObject),
                object,
                oldObject,
                request.path("dryRun").asBoolean(false),
                request.path("userInfo").path("username").asText(""));
    }

    public byte[] encode(String uid, AdmissionDecision decision) {
        ObjectNode review = answer(uid);
        ObjectNode response = (ObjectNode) review.path("response");
        switch (decision) {
            case AdmissionDecision.Allowed _ -> {
                response.put("allowed", true);
                response.putObject("auditAnnotations").put("decision", "allowed");
            }
            case AdmissionDecision.Patched(var patch, _) -> {
                response.put("allowed", true);
                response.put("patchType", "JSONPatch").put("patch", bytes(patch));
                response.putObject("auditAnnotations").put("decision", "patched").put("patch", patched(patch));
            }
            case AdmissionDecision.Audited(var denied) -> {
                response.put("allowed", true);
                response.putObject("auditAnnotations").put("decision", "audited").put("reasons", oneLine(denied.message()));
            }
            case AdmissionDecision.Denied denied -> {
                String message = oneLine(denied.message());
                response.put("allowed", false);
                response.putObject("status")
                        .put("status", "Failure")
                        .put("message", message)
                        .put("reason", "Forbidden")
                        .put("code", 403);
                response.putObject("auditAnnotations").put("decision", "denied").put("reasons", message);
            }
        }
        List<String> warnings = decision.warnings().stream().map(AdmissionReviewCodec::oneLine).toList();
        if (!warnings.isEmpty()) {
            warnings.forEach(response.putArray("warnings")::add);
        }
        return bytes(review);
    }

    /** The answer to what was not judged: a refusal, or a warning in audit mode. */
    public byte[] encode(String uid, Unjudged cause, String why, GuardMode mode) {
        ObjectNode review = answer(uid);
        ObjectNode response = (ObjectNode) review.path("response");
        if (mode == GuardMode.AUDIT) {
            String warning = oneLine("not judged, and would be refused: " + why);
            response.put("allowed", true).putArray("warnings").add(warning);
            response.putObject("auditAnnotations").put("decision", "unjudged").put("reasons", warning);
            return bytes(review);
        }
        String message = oneLine("not judged, and so refused: " + why);
        response.put("allowed", false);
        ObjectNode status = response.putObject("status")
                .put("status", "Failure")
                .put("message", message)
                .put("reason", cause.reason())
                .put("code", cause.code());
        if (cause.tryAgainSeconds() > 0) {
            status.putObject("details").put("retryAfterSeconds", cause.tryAgainSeconds());
        }
        response.putObject("auditAnnotations").put("decision", "unjudged").put("reasons", message);
        return bytes(review);
    }

    /** In one line, and short enough for people and for the API server. */
    public static String oneLine(String text) {
        return Excerpt.of(text.replaceAll("\\s*\\R\\s*", " ").strip(), LONGEST_MESSAGE);
    }

    private ObjectNode answer(String uid) {
        ObjectNode review = mapper.createObjectNode().put("apiVersion", API_VERSION).put("kind", KIND);
        review.putObject("response").put("uid", uid);
        return review;
    }

    private JsonNode parse(byte[] body) throws MalformedReviewException {
        try {
            return mapper.readTree(body);
        } catch (StreamConstraintsException e) {
            throw new MalformedReviewException(oneLine("not JSON we can read: " + e.getOriginalMessage()));
        } catch (JsonProcessingException e) {
            // Where, but not what: the parser's message may quote the object.
            long offset = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
            throw new MalformedReviewException("not JSON we can read, at byte " + offset);
        } catch (IOException e) {
            throw new MalformedReviewException("not JSON we can read: not UTF-8");
        }
    }

    private static Operation operation(String name) throws MalformedReviewException {
        return Arrays.stream(Operation.values())
                .filter(operation -> operation.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new MalformedReviewException("request.operation is none of "
                        + Arrays.toString(Operation.values())));
    }

    /** What the API server always sends; without it we would judge something else than what is about to happen. */
    private static void requireObjects(Operation operation, JsonNode object, JsonNode oldObject)
            throws MalformedReviewException {
        boolean written = operation == Operation.CREATE || operation == Operation.UPDATE;
        boolean replaced = operation == Operation.UPDATE || operation == Operation.DELETE;
        if (written && object.isMissingNode()) {
            throw new MalformedReviewException("request.object is missing, or no object");
        }
        if (replaced && oldObject.isMissingNode()) {
            throw new MalformedReviewException("request.oldObject is missing, or no object");
        }
    }

    /**
     * The kind is the one the object was converted to for us. The name may be missing: on DELETE of a collection it is
     * in the old object, and on CREATE with {@code generateName} there is none yet.
     */
    private static ObjectRef target(JsonNode request, JsonNode object, JsonNode oldObject) {
        JsonNode kind = request.path("kind");
        String group = kind.path("group").asText("");
        String version = kind.path("version").asText("");
        String name = Stream.of(request.path("name"), nameOf(oldObject), nameOf(object))
                .map(JsonNode::asText)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        return new ObjectRef(
                group.isEmpty() ? version : group + "/" + version,
                kind.path("kind").asText(""),
                request.path("namespace").asText(""),
                name);
    }

    private static JsonNode nameOf(JsonNode object) {
        return object.path("metadata").path("name");
    }

    private static JsonNode presentOrMissing(JsonNode node) {
        return node.isObject() ? node : MissingNode.getInstance();
    }

    /** Which paths a patch touches: enough for an audit log, and none of the values. */
    private static String patched(JsonNode patch) {
        StringBuilder paths = new StringBuilder();
        patch.forEach(operation -> paths.append(paths.isEmpty() ? "" : ", ")
                .append(operation.path("op").asText())
                .append(' ')
                .append(operation.path("path").asText()));
        return oneLine(paths.toString());
    }

    private byte[] bytes(JsonNode tree) {
        try {
            return mapper.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }
}
