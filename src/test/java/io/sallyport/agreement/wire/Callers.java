package io.sallyport.agreement.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several clients who share the work; each opens new connections for each batch, since old ones keep old policies. */
public final class Callers implements AutoCloseable {
    private static final int COUNT = 8;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** The answers, in the order of the requests. */
    public List<Answer> send(String address, List<GatewayRequest> requests) throws InterruptedException {
        List<Future<List<Answer>>> parts = new ArrayList<>();
        int each = Math.max(1, (requests.size() + COUNT - 1) / COUNT);
        for (int from = 0; from < requests.size(); from += each) {
            List<GatewayRequest> part = requests.subList(from, Math.min(requests.size(), from + each));
            parts.add(threads.submit(() -> inTurn(address, part)));
        }
        List<Answer> answers = new ArrayList<>();
        for (Future<List<Answer>> part : parts) {
            try {
                answers.addAll(part.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return answers;
    }

    private static List<Answer> inTurn(String address, List<GatewayRequest> requests) throws IOException {
        Map<String, Connection> open = new HashMap<>();
        List<Answer> answers = new ArrayList<>();
        try {
            for (GatewayRequest request : requests) {
                answers.add(send(address, request, open));
            }
        } finally {
            for (Connection connection : open.values()) {
                connection.close();
            }
        }
        return answers;
    }

    private static Answer send(String address, GatewayRequest request, Map<String, Connection> open) throws IOException {
        String key = request.http2() + " " + request.port();
        Connection connection = open.get(key);
        if (connection != null && !connection.usable()) {
            open.remove(key).close();
            connection = null;
        }
        if (connection == null) {
            connection = Connection.open(address, request);
            open.put(key, connection);
        }
        try {
            return connection.send(request);
        } catch (IOException e) {
            open.remove(key).close();
            return Answer.notTaken(e.toString());
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
