package io.sallyport.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** As much of an API server as a few named objects need: versions, conflicts, JSON patches, watches by name. */
public final class FakeApiServer implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, ObjectNode> objects = new TreeMap<>();
    private final Map<String, String> texts = new ConcurrentHashMap<>();
    private final List<Watching> watches = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private int version;

    private record Watching(String path, OutputStream events) {}

    public FakeApiServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public Config config() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("http://localhost:" + port())
                .withRequestRetryBackoffLimit(0)
                .withWatchReconnectInterval(50)
                .build();
    }

    /** What was asked so far, such as {@code PUT /api/v1/…}. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** True once a watch of this object is open, and not only asked for. */
    public boolean isWatched(String path) {
        return watches.stream().anyMatch(watching -> watching.path.equals(path));
    }

    public synchronized JsonNode get(String path) {
        return objects.getOrDefault(path, MAPPER.createObjectNode()).deepCopy();
    }

    public synchronized void put(String path, String json) {
        try {
            store("ADDED", path, (ObjectNode) MAPPER.readTree(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers with this text, whatever it is. */
    public void say(String path, String text) {
        texts.put(path, text);
    }

    /** Answers with what is there again. */
    public void sayNothing(String path) {
        texts.remove(path);
    }

    /** Tells that nothing has happened, as an API server does about every minute. */
    public synchronized void bookmark(String path) {
        tell("BOOKMARK", path, objects.get(path));
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public synchronized void edit(String path, UnaryOperator<ObjectNode> edit) {
        store("MODIFIED", path, edit.apply(objects.get(path).deepCopy()));
    }

    public synchronized void delete(String path) {
        tell("DELETED", path, objects.remove(path));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = exchange.getRequestURI().getQuery();
        byte[] body = exchange.getRequestBody().readAllBytes();
        requests.add(exchange.getRequestMethod() + " " + path + (query == null ? "" : "?" + query));
        if (query != null && query.contains("watch=true")) {
            watch(exchange, path + "/" + query.replaceAll(".*metadata\\.name=([^&]*).*", "$1"));
            return;
        }
        if (texts.containsKey(path)) {
            send(exchange, 200, texts.get(path).getBytes(StandardCharsets.UTF_8));
            return;
        }
        JsonNode answer;
        synchronized (this) {
            answer = switch (exchange.getRequestMethod()) {
                case "GET" -> objects.containsKey(path) ? objects.get(path) : failure(404);
                case "POST" -> create(path, (ObjectNode) MAPPER.readTree(body));
                case "PUT" -> replace(path, (ObjectNode) MAPPER.readTree(body));
                case "PATCH" -> patch(path, MAPPER.readTree(body));
                default -> failure(405);
            };
        }
        send(exchange, answer.path("code").asInt(200), MAPPER.writeValueAsBytes(answer));
    }

    private static void send(HttpExchange exchange, int status, byte[] json) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, json.length == 0 ? -1 : json.length);
        exchange.getResponseBody().write(json);
        exchange.close();
    }

    private ObjectNode create(String collection, ObjectNode object) {
        String path = collection + "/" + object.at("/metadata/name").asText();
        return objects.containsKey(path) ? failure(409) : store("ADDED", path, object);
    }

    private ObjectNode replace(String path, ObjectNode object) {
        return objects.get(path).at("/metadata/resourceVersion").equals(object.at("/metadata/resourceVersion"))
                ? store("MODIFIED", path, object)
                : failure(409);
    }

    private ObjectNode patch(String path, JsonNode patch) {
        return store("MODIFIED", path, (ObjectNode) JsonPatch.apply(patch, objects.get(path)));
    }

    private ObjectNode store(String event, String path, ObjectNode object) {
        ((ObjectNode) object.path("metadata")).put("resourceVersion", String.valueOf(++version));
        objects.put(path, object);
        tell(event, path, object);
        return object;
    }

    /** Clients try a WebSocket first, and take a stream if that is answered without one. */
    private synchronized void watch(HttpExchange exchange, String path) throws IOException {
        if ("websocket".equals(exchange.getRequestHeaders().getFirst("Upgrade"))) {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        watches.add(new Watching(path, exchange.getResponseBody()));
        exchange.getResponseBody().flush();
        if (objects.containsKey(path)) {
            tell("ADDED", path, objects.get(path));
        }
    }

    private void tell(String event, String path, JsonNode object) {
        String line = MAPPER.createObjectNode().put("type", event).set("object", object) + "\n";
        for (Watching watching : watches) {
            if (watching.path.equals(path)) {
                try {
                    watching.events.write(line.getBytes(StandardCharsets.UTF_8));
                    watching.events.flush();
                } catch (IOException _) {
                    watches.remove(watching);
                }
            }
        }
    }

    private static ObjectNode failure(int code) {
        return MAPPER.createObjectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("code", code);
    }
}
