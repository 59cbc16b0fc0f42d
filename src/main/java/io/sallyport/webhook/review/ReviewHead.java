package io.sallyport.webhook.review;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.text.Excerpt;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What comes before the objects in an AdmissionReview, read without what follows: enough to refuse a review that cannot be
 * read as a whole. An API server writes the fields in the order of its type, {@code request.uid} first.
 *
 * @param uid   to be echoed in the answer
 * @param about which object is written, for the log
 */
public record ReviewHead(String uid, String about) {
    /** How much of a review is kept for it. Everything up to the uid takes some 100 bytes. */
    public static final int BYTES = 16 * 1024;

    private static final int LONGEST_UID = 256;
    private static final int LONGEST_NAME = 600;
    private static final Set<String> OBJECTS = Set.of("object", "oldObject", "options");

    /** Nothing is built of what is passed over, so that it may nest as deep as an API server takes it. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(Integer.MAX_VALUE).build())
            .build();

    /** Of a review, or of its first bytes; empty if they do not tell a uid. */
    public static Optional<ReviewHead> of(byte[] bytes, int length) {
        Map<String, String> found = new HashMap<>();
        try (JsonParser parser = JSON.createParser(bytes, 0, length)) {
            read(parser, "", found);
        } catch (IOException e) {
            // What came before is what we are here for.
        }
        String uid = found.getOrDefault("request.uid", "");
        boolean review = AdmissionReviewCodec.API_VERSION.equals(found.get("apiVersion"))
                && AdmissionReviewCodec.KIND.equals(found.get("kind"));
        return review && !uid.isEmpty() && uid.length() <= LONGEST_UID
                ? Optional.of(new ReviewHead(uid, about(found)))
                : Optional.empty();
    }

    /** The texts of the review, of its request, and of that one's kind, by their places. */
    private static void read(JsonParser parser, String place, Map<String, String> found) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_STRING) {
            found.put(place, parser.getText());
        } else if (token == JsonToken.START_OBJECT && Set.of("", "request", "request.kind").contains(place)) {
            String prefix = place.isEmpty() ? "" : place + ".";
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (place.equals("request") && OBJECTS.contains(name) && found.containsKey("request.uid")) {
                    return;
                }
                read(parser, prefix + name, found);
            }
        } else {
            parser.skipChildren();
        }
    }

    private static String about(Map<String, String> found) {
        var target = new ObjectRef(
                "",
                found.getOrDefault("request.kind.kind", ""),
                found.getOrDefault("request.namespace", ""),
                found.getOrDefault("request.name", ""));
        return Excerpt.of(target.toString(), LONGEST_NAME);
    }
}
